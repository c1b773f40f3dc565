namespace DurableTask.Postgres.Tests.Faults;

/// <summary>Tests that share a hub with two worker processes: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultCollection : ICollectionFixture<ChaosFixture>
{
    public const string Name = "faults";
}
