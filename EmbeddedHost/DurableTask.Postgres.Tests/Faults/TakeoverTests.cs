using FaultHarness.Faults;
using FaultHarness.Rounds;
using FaultHarness.Workers;

namespace DurableTask.Postgres.Tests.Faults;

[Collection(FaultCollection.Name)]
public class TakeoverTests(ChaosFixture fixture)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly ChaosHub _hub = fixture.Hub;

    [Fact]
    public async Task Owner_Killed_StandbyTakesOver() => await TakeOverAsync(process => process.Kill());

    [Fact]
    public async Task Owner_Terminated_StandbyTakesOver() => await TakeOverAsync(process => process.Terminate());

    [Fact]
    public async Task Standby_ServesItsClientAtOnce()
    {
        var (_, standby) = await PairAsync();
        var (worker, id) = (standby.Process!, "standby-" + Guid.NewGuid().ToString("N"));

        Assert.Equal("standby", await worker.AskAsync(new WorkerCommand("role"), Patience));
        Assert.NotNull(await worker.AskAsync(new WorkerCommand("start", id, "Collect", """{"Items":[]}"""), Patience));
        Assert.NotNull(await worker.AskAsync(new WorkerCommand("event", id, "item", """{"Tag":"a"}"""), Patience));
        Assert.NotNull(await worker.AskAsync(new WorkerCommand("signal", $"@ledger@{id}", "Append", "\"x#0\""), Patience));
        Assert.NotNull(await worker.AskAsync(new WorkerCommand("event", id, "item", """{"Close":["a"]}"""), Patience));
        var state = await UntilAsync(() => worker.AskAsync(new WorkerCommand("get", id), Patience), s => s?.StartsWith("Completed", StringComparison.Ordinal) == true);

        Assert.Equal("""Completed ["a"]""", state);
        var ledger = await UntilAsync(
            () => _hub.Client.Entities.GetEntityAsync<List<string>>(new Microsoft.DurableTask.Entities.EntityInstanceId("ledger", id)), e => e is not null);
        Assert.Equal(["x#0"], ledger!.State);
    }

    /// <summary>Ends the owner in the middle of an instance, which the standby must bring to its end.</summary>
    async Task TakeOverAsync(Action<WorkerProcess> end)
    {
        var (owner, standby) = await PairAsync();
        var id = "takeover-" + Guid.NewGuid().ToString("N");
        Assert.NotNull(await standby.Process!.AskAsync(new WorkerCommand("start", id, "Chain", "20"), Patience));
        end(owner.Process!);
        var successor = await _hub.OtherOwnerAsync(owner, Patience);
        var state = await UntilAsync(
            () => standby.Process!.AskAsync(new WorkerCommand("get", id), Patience), s => s?.StartsWith("Completed", StringComparison.Ordinal) == true);

        Assert.Same(standby, successor);
        Assert.Equal("Completed 190", state);
        await owner.Process!.ExitedAsync(CancellationToken.None);
        await _hub.StartWorkerAsync(owner);
    }

    /// <summary>The owner, and the other process as soon as it stands by.</summary>
    async Task<(WorkerSlot Owner, WorkerSlot Standby)> PairAsync()
    {
        var owner = await _hub.OtherOwnerAsync(null, Patience);
        var standby = _hub.Slots[owner == _hub.Slots[0] ? 1 : 0];
        await UntilAsync(() => standby.Process!.AskAsync(new WorkerCommand("role"), Patience), role => role == "standby");
        return (owner, standby);
    }

    static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> reached)
    {
        for (var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds; ;)
        {
            var answer = await ask();
            if (reached(answer) || Environment.TickCount64 > until)
            {
                return answer;
            }

            await Task.Delay(10);
        }
    }
}
