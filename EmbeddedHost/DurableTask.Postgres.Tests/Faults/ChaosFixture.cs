using FaultHarness.Rounds;

namespace DurableTask.Postgres.Tests.Faults;

/// <summary>A PostgreSQL of its own, which tests may stop, with a hub and two worker processes.</summary>
public sealed class ChaosFixture : IAsyncLifetime
{
    ChaosHub? _hub;

    internal ChaosHub Hub => _hub ?? throw new InvalidOperationException("The fixture is not initialised.");

    public string Logs { get; } = Path.Combine(Path.GetTempPath(), $"chaos-{Guid.NewGuid():N}");

    public async Task InitializeAsync() => _hub = await ChaosHub.StartAsync(Logs, workers: 2, CancellationToken.None);

    public async Task DisposeAsync()
    {
        if (_hub is not null)
        {
            await _hub.DisposeAsync();
        }

        Directory.Delete(Logs, recursive: true);
    }
}
