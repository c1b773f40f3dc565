using FaultHarness.Faults;
using FaultHarness.Rounds;

namespace DurableTask.Postgres.Tests.Faults;

/// <summary>The short version of the long run: every kind of fault once, two to a round.</summary>
[Collection(FaultCollection.Name)]
public class ChaosTests(ChaosFixture fixture)
{
    const int Seed = 20251;

    [Theory]
    [InlineData(1, FaultKind.Kill, FaultKind.CutBeforeAnswer)]
    [InlineData(2, FaultKind.CutInRequest, FaultKind.Terminate)]
    [InlineData(3, FaultKind.DatabaseCrash, FaultKind.CutClient)]
    [InlineData(4, FaultKind.Freeze, FaultKind.Cut)]
    [InlineData(5, FaultKind.CutStandby, FaultKind.FreezeStandby)]
    [InlineData(6, FaultKind.Stall, FaultKind.KillAll)]
    internal async Task Round_WithFaults_LosesAndDoublesNothing(int round, FaultKind first, FaultKind second)
    {
        var result = await new ChaosRun(fixture.Hub, Seed).RunRoundAsync(round, [first, second], steps: 4);

        Assert.True(result.Instances > 0);
        Assert.True(
            result.Violations.Count == 0,
            $"seed {Seed}, round {round}, {first} and {second}:{Environment.NewLine}{string.Join(Environment.NewLine, result.Violations)}");
    }
}
