using System.Collections.Concurrent;
using DurableTask.Postgres.Tests.Conformance;
using Microsoft.DurableTask;
using Npgsql;

namespace DurableTask.Postgres.Tests.Engine;

/// <summary>Activities that an orchestration began and did not wait for: they run at least once like any other.</summary>
public class LeftActivityTests(PostgresFixture postgres) : EngineTest(postgres)
{
    readonly PostgresFixture _postgres = postgres;
    readonly ConcurrentQueue<string> _begun = new();
    readonly ConcurrentQueue<string> _done = new();
    readonly Gate _gate = new();
    volatile bool _broken = true;

    [Theory]
    [InlineData("Completing")]
    [InlineData("Continuing")]
    [InlineData("Failing")]
    public async Task OrchestrationIsOver_TheActivityRunsAgainAfterARestart_UntilItIsDone(string orchestrator)
    {
        await StartAsync(Tasks);
        await FinishAsync(await ScheduleAsync(orchestrator, "left"));
        await BegunAsync(1);
        await StopAsync();
        Assert.Empty(_done);

        await StartAsync(Tasks);
        await BegunAsync(2);
        _gate.Open();
        await UntilAsync(() => !_done.IsEmpty);
        await GoneAsync();
        await StopAsync();
        await StartAsync(Tasks);
        Output<int>(await RunAsync("Nothing"));

        Assert.Equal(["left", "left"], _begun);
        Assert.Equal(["left"], _done);
    }

    [Fact]
    public async Task DoneBeforeAnythingHappens_NothingIsLeft()
    {
        _gate.Open();
        await StartAsync(Tasks);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => RunAsync("Completing", $"{i}")));
        await UntilAsync(() => _done.Count >= 50);
        await GoneAsync();
        Assert.Equal(50, _begun.Count);
    }

    [Fact]
    public async Task RewoundInstance_TakesItsActivitiesBack()
    {
        await StartAsync(Tasks);
        var id = await ScheduleAsync("Failing", "left");
        await FinishAsync(id);
        await BegunAsync(1);
        await StopAsync();
        await StartAsync(Tasks);
        await BegunAsync(2);

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);
        await BegunAsync(3);
        _gate.Open();

        Assert.Equal("left", Output<string>(await FinishAsync(id)));
        await GoneAsync();
    }

    [Fact]
    public async Task TerminatedInstance_LeavesNothing()
    {
        await StartAsync(Tasks);
        var id = await ScheduleAsync("Waiting", "left");
        await BegunAsync(1);
        await Client.TerminateInstanceAsync(id, "enough", Timeout);
        await FinishAsync(id);
        await StopAsync();
        await StartAsync(Tasks);
        Output<int>(await RunAsync("Nothing"));
        Assert.Single(_begun);
    }

    void Tasks(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<string, int>("Completing", (context, name) =>
        {
            _ = context.CallActivityAsync("Slow", name);
            return Task.FromResult(1);
        })
        .AddOrchestratorFunc<string, int>("Continuing", async (context, name) =>
        {
            if (name == "")
                return 1;
            _ = context.CallActivityAsync("Slow", name);
            await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
            context.ContinueAsNew("");
            return 0;
        })
        .AddOrchestratorFunc<string, string>("Failing", async (context, name) =>
        {
            var slow = context.CallActivityAsync<string>("Slow", name);
            await context.CallActivityAsync("Fragile");
            return await slow;
        })
        .AddOrchestratorFunc<string, string>("Waiting", (context, name) => context.CallActivityAsync<string>("Slow", name))
        .AddOrchestratorFunc("Nothing", context => context.CallActivityAsync<int>("Number"))
        .AddActivityFunc("Number", _ => 1)
        .AddActivityFunc("Fragile", (TaskActivityContext _) =>
        {
            if (_broken)
                throw new InvalidOperationException("no luck");
        })
        .AddActivityFunc<string, string>("Slow", async (context, name) =>
        {
            _begun.Enqueue(name);
            await _gate.WaitAsync(context.GetCancellationToken());
            _done.Enqueue(name);
            return name;
        });

    Task BegunAsync(int count) => UntilAsync(() => _begun.Count >= count);

    /// <summary>Waits until the hub's inbox is empty.</summary>
    async Task GoneAsync()
    {
        await using var source = NpgsqlDataSource.Create(_postgres.ConnectionString);
        while (true)
        {
            await using var command = source.CreateCommand($"SELECT count(*) FROM durable_{Hub.ToLowerInvariant()}.inbox");
            if ((long)(await command.ExecuteScalarAsync(Timeout))! == 0)
                return;
            await Task.Delay(10, Timeout);
        }
    }
}
