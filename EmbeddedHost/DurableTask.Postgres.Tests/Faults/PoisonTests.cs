using System.Text.Json;
using FaultHarness.Rounds;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Faults;

/// <summary>What can't work fails with its reason, alone: instances that share a commit with it are not harmed.</summary>
[Collection(FaultCollection.Name)]
public class PoisonTests(ChaosFixture fixture)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly ChaosHub _hub = fixture.Hub;

    [Theory]
    [InlineData("Throws", "\"one\"", "poison: one")]
    [InlineData("Throws", "{\"a\":1}", "could not be converted")]
    [InlineData("CallsThrowing", "\"two\"", "poison: two")]
    [InlineData("CallsLong", "100001", "MaxPayloadLength")]
    [InlineData("ReturnsLong", "100001", "MaxPayloadLength")]
    [InlineData("CallsUnknown", "\"Nothing\"", "No activity task named 'Nothing' was found")]
    [InlineData("CallsWithText", "\"three\"", "could not be converted")]
    [InlineData("NoSuchOrchestrator", "1", "No orchestrator task named 'NoSuchOrchestrator' was found")]
    [InlineData("CallsChild", "\"a{nul}b\"", "NUL")]
    [InlineData("CallsChild", "\"a{half}b\"", "surrogate")]
    [InlineData("CallsChild", "\"{long}\"", "1000")]
    [InlineData("SendsTo", "\"a{nul}b\"", "NUL")]
    [InlineData("SendsTo", "\"{long}\"", "1000")]
    [InlineData("Locks", "\"a{nul}b\"", "NUL")]
    [InlineData("Locks", "\"{long}\"", "1000")]
    public async Task Instance_ThatCannotWork_FailsWithItsReasonAndHarmsNoOther(string orchestrator, string input, string reason)
    {
        // Poison that makes the engine start again does so each time; a starved process loses its lease once.
        var engineWentOn = false;
        for (var attempt = 0; attempt < 3 && !engineWentOn; attempt++)
        {
            var epoch = await EpochAsync();
            var good = await StartAsync("Chain", 4);
            var bad = await StartAsync(orchestrator, JsonDocument.Parse(input).RootElement);

            using var patience = new CancellationTokenSource(Patience);
            var failed = await ChaosHub.RetryAsync(() => _hub.Client.WaitForInstanceCompletionAsync(bad, true, patience.Token));
            var completed = await ChaosHub.RetryAsync(() => _hub.Client.WaitForInstanceCompletionAsync(good, true, patience.Token));

            Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
            Assert.Contains(
                reason, failed.FailureDetails!.ToString() + failed.FailureDetails.InnerFailure?.ErrorMessage, StringComparison.Ordinal);
            Assert.Equal(OrchestrationRuntimeStatus.Completed, completed.RuntimeStatus);
            engineWentOn = epoch == await EpochAsync();
        }

        Assert.True(engineWentOn, "The engine had to start again.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    public async Task Client_GivenWhatCannotBeStored_IsTold(int character)
    {
        var text = "a" + (char)character + "b";
        await Assert.ThrowsAsync<ArgumentException>(() => _hub.Client.ScheduleNewOrchestrationInstanceAsync("Chain", 1, new StartOrchestrationOptions(text)));
        await Assert.ThrowsAsync<ArgumentException>(() => _hub.Client.ScheduleNewOrchestrationInstanceAsync(text, 1));
        await Assert.ThrowsAsync<ArgumentException>(() => _hub.Client.Entities.SignalEntityAsync(new EntityInstanceId("ledger", text), "Append", "x#0"));
    }

    [Fact]
    public async Task Entity_GivenWhatItDoesNotUnderstand_GoesOn()
    {
        var id = new EntityInstanceId("ledger", "poison-" + Guid.NewGuid().ToString("N"));
        await ChaosHub.RetryAsync(() => _hub.Client.Entities.SignalEntityAsync(id, "NoSuchOperation"));
        await _hub.Client.Entities.SignalEntityAsync(id, "Append", new { Not = "text" });
        await _hub.Client.Entities.SignalEntityAsync(id, "Append", "x#0");

        for (var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds; Environment.TickCount64 < until;)
        {
            if (await _hub.Client.Entities.GetEntityAsync<List<string>>(id) is { BacklogQueueSize: 0 } entity)
            {
                Assert.Equal(["x#0"], entity.State);
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail("The entity did nothing.");
    }

    Task<long> EpochAsync() => ChaosHub.RetryAsync(() => _hub.ScalarAsync<long>("SELECT max(epoch) FROM chaos.epochs"));

    Task<string> StartAsync(string orchestrator, object input)
        => ChaosHub.RetryAsync(() => _hub.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input));
}
