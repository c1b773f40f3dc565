using DurableTask.Postgres.Management;
using FaultHarness.Rounds;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Faults;

[Collection(FaultCollection.Name)]
public class DatabaseAwayTests(ChaosFixture fixture)
{
    readonly ChaosHub _hub = fixture.Hub;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Database_StoppedAndStarted_ClientsAreToldAndWorkGoesOn(bool immediate)
    {
        var id = "away-" + Guid.NewGuid().ToString("N");
        // Earlier tests may have left broken connections in the client's pool.
        await ChaosHub.RetryAsync(() => _hub.Client.GetInstanceAsync(id));
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Chain", 40, new StartOrchestrationOptions(id));
        await ChaosHub.RetryAsync(() => _hub.Client.WaitForInstanceStartAsync(id));

        await _hub.Server.StopAsync(immediate);
        try
        {
            await Assert.ThrowsAsync<TaskHubUnavailableException>(() => _hub.Client.ScheduleNewOrchestrationInstanceAsync("Chain", 1));
            await Assert.ThrowsAsync<TaskHubUnavailableException>(() => _hub.Client.RaiseEventAsync(id, "hello"));
            await Assert.ThrowsAsync<TaskHubUnavailableException>(() => _hub.Client.GetInstanceAsync(id));
            await Assert.ThrowsAsync<TaskHubUnavailableException>(() => _hub.Client.Entities.SignalEntityAsync(new EntityInstanceId("ledger", "x"), "Append", "x#0"));
            Assert.False((await _hub.Management.GetHealthAsync()).DatabaseReachable);
        }
        finally
        {
            await _hub.Server.ResumeAsync();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var instance = await ChaosHub.RetryAsync(() => _hub.Client.WaitForInstanceCompletionAsync(id, true, patience.Token));
        Assert.Equal(780, instance.ReadOutputAs<int>());
        Assert.All(_hub.Slots, slot => Assert.False(slot.Process!.HasExited));
    }
}
