using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>Stopping and starting the application forces a replay: what the code saw before must be what it sees again.</summary>
public class ReplayTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    [Fact]
    public async Task Guids_AndTimes_AreTheSameOnReplay()
    {
        List<(Guid, DateTime)> seen = [];
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Replay", async context =>
        {
            List<(Guid, DateTime)> now = [];
            for (var i = 0; i < 3; i++)
            {
                now.Add((context.NewGuid(), context.CurrentUtcDateTime));
                now.Add((context.NewGuid(), context.CurrentUtcDateTime));
                await context.CallActivityAsync("Nothing");
            }

            lock (seen)
                seen.AddRange(now);
            context.SetCustomStatus("ready");
            await context.WaitForExternalEvent<string>("End");
        }).AddActivityFunc("Nothing", _ => { }));

        var id = await app.ScheduleAsync("Replay");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        await app.RestartAsync();
        await app.Client.RaiseEventAsync(id, "End", "", ConformanceApp.Timeout);
        ConformanceApp.Completed(await app.FinishAsync(id));

        Assert.Equal(12, seen.Count);
        Assert.Equal(seen.Take(6), seen.Skip(6));
        Assert.Equal(6, seen.Select(entry => entry.Item1).Distinct().Count());
        Assert.All(seen, entry => Assert.Equal(DateTimeKind.Utc, entry.Item2.Kind));
        Assert.Equal(seen.Take(6).Select(entry => entry.Item2).Order(), seen.Take(6).Select(entry => entry.Item2));
        Assert.InRange(seen[0].Item2, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Guids_OfTwoInstances_Differ()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Guid", context => context.NewGuid()));
        Assert.NotEqual(await app.RunAsync<Guid>("Guid"), await app.RunAsync<Guid>("Guid"));
    }

    [Fact]
    public async Task Guids_OfTheSameIdStartedTwice_Differ()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Guid", context => context.NewGuid()));
        var options = new StartOrchestrationOptions("again");
        Assert.NotEqual(await app.RunAsync<Guid>("Guid", null, options), await app.RunAsync<Guid>("Guid", null, options));
    }

    [Fact]
    public async Task ReplaySafeLogger_LogsOnce()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Log", async context =>
        {
            var logger = context.CreateReplaySafeLogger("Story");
            logger.LogInformation("one");
            await context.CallActivityAsync("Nothing");
            logger.LogInformation("two");
            context.SetCustomStatus("ready");
            await context.WaitForExternalEvent<string>("End");
            logger.LogInformation("three");
        }).AddActivityFunc("Nothing", _ => { }));

        var id = await app.ScheduleAsync("Log");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        await app.RestartAsync();
        await app.Client.RaiseEventAsync(id, "End", "", ConformanceApp.Timeout);
        ConformanceApp.Completed(await app.FinishAsync(id));

        Assert.Equal(["one", "two", "three"], app.Logs.Messages("Story"));
    }

    [Fact]
    public async Task IsReplaying_FirstTimeNoAfterRestartYes()
    {
        List<bool> first = [];
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Replay", async context =>
        {
            first.Add(context.IsReplaying);
            await context.CallActivityAsync("Nothing");
            context.SetCustomStatus("ready");
            await context.WaitForExternalEvent<string>("End");
            return context.IsReplaying;
        }).AddActivityFunc("Nothing", _ => { }));

        var id = await app.ScheduleAsync("Replay");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        Assert.False(first[0]);
        first.Clear();
        await app.RestartAsync();
        await app.Client.RaiseEventAsync(id, "End", "", ConformanceApp.Timeout);

        Assert.False(ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<bool>());
        Assert.True(first[0]);
    }

    [Fact]
    public async Task CompletedActivities_AreNotRunAgainAfterARestart()
    {
        var runs = 0;
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Count", async context =>
            {
                var sum = (await Task.WhenAll(Enumerable.Range(0, 50).Select(i => context.CallActivityAsync<int>("Count", i)))).Sum();
                context.SetCustomStatus("ready");
                return sum + await context.WaitForExternalEvent<int>("Plus");
            })
            .AddActivityFunc<int, int>("Count", (_, i) =>
            {
                Interlocked.Increment(ref runs);
                return i;
            }));

        var id = await app.ScheduleAsync("Count");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        await app.RestartAsync();
        await app.Client.RaiseEventAsync(id, "Plus", 1000, ConformanceApp.Timeout);

        Assert.Equal(2225, ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<int>());
        Assert.Equal(50, runs);
    }

    [Fact]
    public async Task RunningActivity_AtStop_IsCancelledAndRunAgainAfterTheStart()
    {
        var runs = 0;
        var (started, cancelled) = (new Gate(), new Gate());
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Wait", context => context.CallActivityAsync<int>("Work"))
            .AddActivityFunc("Work", async (TaskActivityContext context) =>
            {
                var run = Interlocked.Increment(ref runs);
                if (run > 1)
                    return run;

                started.Open();
                var stop = context.GetCancellationToken();
                await using var registration = stop.Register(cancelled.Open);
                await Task.Delay(Timeout.Infinite, stop);
                return run;
            }));

        var id = await app.ScheduleAsync("Wait");
        await started.WaitAsync();
        await app.RestartAsync();

        Assert.True(cancelled.IsOpen);
        Assert.Equal(2, ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task ChangedCode_ThatDoesSomethingElse_FailsWithWhatWasExpected()
    {
        var app = await StartAsync(tasks => Steps(tasks, "Before"));
        var id = await app.ScheduleAsync("Steps");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        await app.RestartAsync(tasks => Steps(tasks, "After"));
        await app.Client.RaiseEventAsync(id, "End", "", ConformanceApp.Timeout);

        var failure = Failure(await app.FinishAsync(id));
        Assert.Contains(id, failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Before", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("After", failure.ErrorMessage, StringComparison.Ordinal);

        static void Steps(DurableTaskRegistry tasks, string activity) => tasks
            .AddOrchestratorFunc("Steps", async context =>
            {
                await context.CallActivityAsync(activity);
                context.SetCustomStatus("ready");
                await context.WaitForExternalEvent<string>("End");
            })
            .AddActivityFunc(activity, _ => { });
    }

    [Fact]
    public async Task Orchestrator_AwaitingSomethingElse_FailsInsteadOfHanging()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Wrong", async context =>
            {
                await Task.Delay(1).ConfigureAwait(false);
                await context.CallActivityAsync("Nothing");
            })
            .AddActivityFunc("Nothing", _ => { }));

        Failure(await app.RunAsync("Wrong"));
    }

    [Fact]
    public async Task ManyInstances_InAllStates_SurviveARestart()
    {
        const int Count = 50;
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("Mixed", async (context, i) =>
            {
                var value = await context.CallActivityAsync<int>("PlusOne", i);
                await context.CreateTimer(TimeSpan.FromMilliseconds(i * 10), CancellationToken.None);
                value += await context.CallSubOrchestratorAsync<int>("Child", i);
                return value + await context.WaitForExternalEvent<int>("Last");
            })
            .AddOrchestratorFunc<int, int>("Child", (context, i) => context.CallActivityAsync<int>("PlusOne", i))
            .AddActivityFunc<int, int>("PlusOne", async (_, i) =>
            {
                await Task.Yield();
                return i + 1;
            }));

        var ids = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => app.ScheduleAsync("Mixed", i)));
        await app.RestartAsync();
        await Task.WhenAll(ids.Select(id => app.Client.RaiseEventAsync(id, "Last", 100, ConformanceApp.Timeout)));
        await app.RestartAsync();

        var results = await Task.WhenAll(ids.Select(app.FinishAsync));
        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => 2 * i + 102), results.Select(r => ConformanceApp.Completed(r).ReadOutputAs<int>()));
    }
}
