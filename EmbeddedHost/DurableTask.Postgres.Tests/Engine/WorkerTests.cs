using System.Collections.Concurrent;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTask.Postgres.Tests.Engine;

public class WorkerTests(PostgresFixture postgres) : EngineTest(postgres)
{
    [Fact]
    public async Task ExceptionProperties_ReachTheClientThroughNestedFailures()
    {
        var when = new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        var provider = new Facts(e => e is KeyNotFoundException
            ? new Dictionary<string, object?>
            {
                ["text"] = "x",
                ["number"] = 7,
                ["truth"] = true,
                ["when"] = when,
                ["nothing"] = null,
                ["list"] = new List<object?> { 1L, null },
                ["nested"] = new Dictionary<string, object?> { ["a"] = 1.5m },
            }
            : null);
        await StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync("Child"))
                .AddOrchestratorFunc("Child", context => context.CallActivityAsync("Broken"))
                .AddActivityFunc("Broken", (TaskActivityContext _) => throw new KeyNotFoundException("gone")),
            worker: w => w.Services.AddSingleton<IExceptionPropertiesProvider>(provider));

        var failure = (await RunAsync("Parent")).FailureDetails!.InnerFailure!.InnerFailure!;

        Assert.Equal("gone", failure.ErrorMessage);
        var properties = failure.Properties!;
        Assert.Equal("x", properties["text"]);
        Assert.Equal(7.0, properties["number"]);
        Assert.Equal(true, properties["truth"]);
        Assert.Equal(when, properties["when"]);
        Assert.Null(properties["nothing"]);
        Assert.Equal([1.0, null], Assert.IsType<List<object?>>(properties["list"]));
        Assert.Equal(1.5, Assert.IsType<Dictionary<string, object?>>(properties["nested"])["a"]);
    }

    [Fact]
    public async Task MissingCode_IsNotRetriedByHandlers()
    {
        var asked = 0;
        await StartAsync(tasks => tasks.AddOrchestratorFunc("Calling", context => context.CallActivityAsync(
            "Missing", options: TaskOptions.FromRetryHandler(_ => Interlocked.Increment(ref asked) < 3))));

        var failure = (await RunAsync("Calling")).FailureDetails!;

        Assert.Equal("ActivityTaskNotFound", failure.InnerFailure!.ErrorType);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Filter_RefusedInstance_WaitsUntilItIsAccepted()
    {
        var filter = new Filter();
        await StartAsync(
            tasks => tasks.AddOrchestratorFunc("Filtered", _ => 1).AddOrchestratorFunc("Other", _ => 2),
#pragma warning disable CS0618
            worker: w => w.UseOrchestrationFilter(filter));
#pragma warning restore CS0618
        filter.Refused["Filtered"] = true;
        var tagged = new StartOrchestrationOptions { Tags = new Dictionary<string, string> { ["a"] = "b" } };
        var id = await ScheduleAsync("Filtered", null, tagged);
        while (filter.Asked.IsEmpty)
            await Task.Delay(10, Timeout);
        Assert.Equal(2, Output<int>(await RunAsync("Other")));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await Client.GetInstanceAsync(id, Timeout))!.RuntimeStatus);
        Assert.Equal("b", filter.Asked.First()!["a"]);

        filter.Refused.Clear();
        Assert.Equal(1, Output<int>(await FinishAsync(id)));
    }

    [Fact]
    public async Task Filter_RefusedInstance_CanBeTerminated()
    {
        var filter = new Filter();
        filter.Refused["Filtered"] = true;
        await StartAsync(
            tasks => tasks.AddOrchestratorFunc("Filtered", _ => 1),
#pragma warning disable CS0618
            worker: w => w.UseOrchestrationFilter(filter));
#pragma warning restore CS0618
        var id = await ScheduleAsync("Filtered");
        await Client.TerminateInstanceAsync(id, "enough", Timeout);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await FinishAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Logs_HaveTheNamesThatFiltersKnow()
    {
        var logs = new Logs();
        await StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Story", async context => await context.CallActivityAsync("Fine"))
                .AddOrchestratorFunc("Sad", async context => await context.CallActivityAsync("Broken"))
                .AddActivityFunc("Fine", _ => { })
                .AddActivityFunc("Broken", (TaskActivityContext _) => throw new InvalidOperationException("no")),
            host: h => h.Logging.AddProvider(logs));

        await RunAsync("Story");
        await RunAsync("Sad");

        Assert.Equal(
            ["OrchestrationStarted", "OrchestrationCompleted", "OrchestrationStarted", "OrchestrationFailed"],
            logs.Of("Microsoft.DurableTask.Worker.Orchestrations"));
        Assert.Equal(
            ["ActivityStarted", "ActivityCompleted", "ActivityStarted", "ActivityFailed"],
            logs.Of("Microsoft.DurableTask.Worker.Activities"));
    }

    [Fact]
    public async Task NothingKeptInMemory_EveryStepIsAReplay()
    {
        await StartAsync(
            tasks => tasks.AddOrchestratorFunc("Replaying", async context =>
            {
                List<bool> replaying = [context.IsReplaying];
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                replaying.Add(context.IsReplaying);
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                replaying.Add(context.IsReplaying);
                return replaying;
            }),
            options => options.MaxLoadedOrchestrations = 0);

        var seen = Output<List<bool>>(await RunAsync("Replaying"));
        Assert.Equal([true, true, false], seen);
    }

    [Fact]
    public async Task ParentsName_IsTheSameOnReplayAfterTheParentEnded()
    {
        List<string> seen = [];
        Action<DurableTaskRegistry> tasks = registry => registry
            .AddOrchestratorFunc("Parent", context =>
            {
                _ = context.CallSubOrchestratorAsync("Child", options: new SubOrchestrationOptions { InstanceId = "child" });
                return 1;
            })
            .AddOrchestratorFunc("Child", async context =>
            {
                lock (seen)
                    seen.Add(context.Parent!.Name);
                return await context.WaitForExternalEvent<string>("Go");
            });
        await StartAsync(tasks);
        await RunAsync("Parent");
        await Client.WaitForInstanceStartAsync("child", Timeout);
        await StopAsync();

        await StartAsync(tasks);
        await Client.RaiseEventAsync("child", "Go", "on", Timeout);
        Assert.Equal("on", Output<string>(await FinishAsync("child")));

        Assert.Equal(["Parent", "Parent"], seen);
    }

    [Fact]
    public async Task Waiting_ForAnInstanceThatIsNotThereYet_EndsWithIt()
    {
        await StartAsync(tasks => tasks.AddOrchestratorFunc("Late", _ => 3));
        var waiting = FinishAsync("late");
        await ScheduleAsync("Late", null, new StartOrchestrationOptions("late"));
        Assert.Equal(3, Output<int>(await waiting));
    }

    [Fact]
    public async Task DedupeStatuses_OfFinishedInstances_AreKept()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Echo", async context =>
                context.GetInput<string>() == "wait" ? await context.WaitForExternalEvent<string>("Go") : "done"));
        await RunAsync("Echo", "x", new StartOrchestrationOptions("one"));

        var keeping = new StartOrchestrationOptions("one")
            .WithDedupeStatuses(OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Terminated);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => ScheduleAsync("Echo", "x", keeping));
        var replacing = new StartOrchestrationOptions("one")
            .WithDedupeStatuses(OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated);
        await ScheduleAsync("Echo", "wait", replacing);
        await Client.WaitForInstanceStartAsync("one", Timeout);
        await Assert.ThrowsAsync<ArgumentException>(() => ScheduleAsync("Echo", "x", replacing));

        await ScheduleAsync("Echo", "x", new StartOrchestrationOptions("one").WithDedupeStatuses());
        Assert.Equal("done", Output<string>(await FinishAsync("one")));
    }

    sealed class Facts(Func<Exception, IDictionary<string, object?>?> facts) : IExceptionPropertiesProvider
    {
        public IDictionary<string, object?>? GetExceptionProperties(Exception exception) => facts(exception);
    }

#pragma warning disable CS0618
    sealed class Filter : IOrchestrationFilter
#pragma warning restore CS0618
    {
        public ConcurrentDictionary<string, bool> Refused { get; } = new();

        public ConcurrentQueue<IReadOnlyDictionary<string, string>?> Asked { get; } = new();

        public ValueTask<bool> IsOrchestrationValidAsync(OrchestrationFilterParameters info, CancellationToken cancellationToken = default)
        {
            Asked.Enqueue(info.Tags);
            return ValueTask.FromResult(!Refused.ContainsKey(info.Name!));
        }
    }

    sealed class Logs : ILoggerProvider
    {
        readonly ConcurrentQueue<(string Category, string Event)> _entries = new();

        public IEnumerable<string> Of(string category) => _entries.Where(e => e.Category == category).Select(e => e.Event);

        public ILogger CreateLogger(string categoryName) => new Sink(categoryName, _entries);

        public void Dispose()
        {
        }

        sealed class Sink(string category, ConcurrentQueue<(string Category, string Event)> entries) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
                => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
                => entries.Enqueue((category, eventId.Name ?? ""));
        }
    }
}
