using System.Diagnostics;
using System.Globalization;
using FaultHarness.Faults;
using FaultHarness.Rounds;
using FaultHarness.Workers;

namespace DurableTask.Postgres.Tests.Faults;

[Collection(FaultCollection.Name)]
public class TakeoverTests(ChaosFixture fixture)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly ChaosHub _hub = fixture.Hub;

    [Fact]
    public async Task Owner_Killed_StandbyTakesOverWithinFiveSeconds()
    {
        var took = await TakeOverAsync(process => process.Kill());

        Assert.True(took < TimeSpan.FromSeconds(5), $"The standby took {took.TotalMilliseconds:0} ms.");
    }

    [Fact]
    public async Task Owner_Terminated_StandbyTakesOverWithinASecond()
    {
        var took = await TakeOverAsync(process => process.Terminate());

        Assert.True(took < TimeSpan.FromSeconds(1), $"The standby took {took.TotalMilliseconds:0} ms.");
    }

    [Fact]
    public async Task Standby_ServesItsClientAtOnce()
    {
        var (owner, standby) = await PairAsync();
        var (worker, id) = (standby.Process!, "standby-" + Guid.NewGuid().ToString("N"));
        var started = Stopwatch.GetTimestamp();

        Assert.Equal("standby", await worker.AskAsync(new WorkerCommand("role"), Patience));
        Assert.NotNull(await worker.AskAsync(new WorkerCommand("start", id, "Collect", """{"Items":[]}"""), Patience));
        Assert.NotNull(await worker.AskAsync(new WorkerCommand("event", id, "item", """{"Tag":"a"}"""), Patience));
        Assert.NotNull(await worker.AskAsync(new WorkerCommand("signal", $"@ledger@{id}", "Append", "\"x#0\""), Patience));
        Assert.NotNull(await worker.AskAsync(new WorkerCommand("event", id, "item", """{"Close":["a"]}"""), Patience));
        var state = await UntilAsync(() => worker.AskAsync(new WorkerCommand("get", id), Patience), s => s!.StartsWith("Completed", StringComparison.Ordinal));

        Assert.Equal("""Completed ["a"]""", state);
        var ledger = await UntilAsync(
            () => _hub.Client.Entities.GetEntityAsync<List<string>>(new Microsoft.DurableTask.Entities.EntityInstanceId("ledger", id)), e => e is not null);
        Assert.Equal(["x#0"], ledger!.State);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
        Assert.Equal("owner", await owner.Process!.AskAsync(new WorkerCommand("role"), Patience));
    }

    async Task<TimeSpan> TakeOverAsync(Action<WorkerProcess> end)
    {
        var (owner, standby) = await PairAsync();
        var ended = await _hub.ReadAsync("SELECT extract(epoch FROM clock_timestamp())");
        end(owner.Process!);
        var successor = await _hub.OtherOwnerAsync(owner, Patience);
        var taken = await _hub.ReadAsync("SELECT extract(epoch FROM at) FROM chaos.epochs ORDER BY epoch DESC LIMIT 1");

        Assert.Same(standby, successor);
        await owner.Process!.ExitedAsync(CancellationToken.None);
        await _hub.StartWorkerAsync(owner);
        return TimeSpan.FromSeconds(double.Parse(taken[0][0], CultureInfo.InvariantCulture) - double.Parse(ended[0][0], CultureInfo.InvariantCulture));
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
