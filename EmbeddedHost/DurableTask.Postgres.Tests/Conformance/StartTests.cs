using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Tests.Conformance;

public class StartTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    static void Waiting(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<string, string>("Wait", async (context, input) => input + await context.WaitForExternalEvent<string>("End"))
        .AddOrchestratorFunc<string, string>("Echo", (_, input) => input)
        .AddOrchestratorFunc("Fail", (TaskOrchestrationContext _) => throw new InvalidOperationException("failed"));

    [Fact]
    public async Task Schedule_WithoutId_MakesOne()
    {
        var app = await StartAsync(Waiting);
        var (first, second) = (await app.ScheduleAsync("Echo", "a"), await app.ScheduleAsync("Echo", "b"));
        Assert.NotEmpty(first);
        Assert.NotEqual(first, second);
        Assert.Equal("b", ConformanceApp.Completed(await app.FinishAsync(second)).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData("simple")]
    [InlineData("chess.com-Hikaru")]
    [InlineData("a:b/c d?e#f%20")]
    [InlineData("日本 🧀")]
    public async Task Schedule_GivenId_IsKeptAsItIs(string id)
    {
        var app = await StartAsync(Waiting);
        Assert.Equal(id, await app.ScheduleAsync("Echo", "x", new StartOrchestrationOptions(id)));
        var instance = ConformanceApp.Completed(await app.FinishAsync(id));
        Assert.Equal((id, "Echo"), (instance.InstanceId, instance.Name));
    }

    [Fact]
    public async Task Schedule_IdsThatDifferInCase_AreDifferentInstances()
    {
        var app = await StartAsync(Waiting);
        await app.RunAsync("Echo", "lower", new StartOrchestrationOptions("same"));
        await app.RunAsync("Echo", "upper", new StartOrchestrationOptions("SAME"));
        Assert.Equal("lower", (await app.GetAsync("same")).ReadOutputAs<string>());
        Assert.Equal("upper", (await app.GetAsync("SAME")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Schedule_IdOfAnEntity_IsRefused()
    {
        var app = await StartAsync(Waiting);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => app.ScheduleAsync("Echo", "x", new StartOrchestrationOptions("@counter@1")));
    }

    [Fact]
    public async Task Metadata_OfACompletedInstance_IsComplete()
    {
        var app = await StartAsync(Waiting);
        var before = DateTimeOffset.UtcNow;
        var instance = await app.RunAsync("Echo", "x", new StartOrchestrationOptions("one"));
        Assert.Equal("\"x\"", instance.SerializedInput);
        Assert.Equal("\"x\"", instance.SerializedOutput);
        Assert.Null(instance.SerializedCustomStatus);
        Assert.Null(instance.FailureDetails);
        Assert.InRange(instance.CreatedAt, before.AddSeconds(-5), DateTimeOffset.UtcNow.AddSeconds(5));
        Assert.InRange(instance.LastUpdatedAt, instance.CreatedAt, DateTimeOffset.UtcNow.AddSeconds(5));
        Assert.True(instance.IsCompleted);
    }

    [Fact]
    public async Task Metadata_WithoutInputsAndOutputs_HasNone()
    {
        var app = await StartAsync(Waiting);
        var id = (await app.RunAsync("Echo", "x")).InstanceId;
        var instance = await app.Client.GetInstanceAsync(id, ConformanceApp.Timeout);
        Assert.Null(instance!.SerializedInput);
        Assert.Null(instance.SerializedOutput);
        Assert.Throws<InvalidOperationException>(instance.ReadOutputAs<string>);
    }

    [Fact]
    public async Task Get_UnknownInstance_IsNull()
    {
        var app = await StartAsync(Waiting);
        Assert.Null(await app.Client.GetInstanceAsync("nobody", true, ConformanceApp.Timeout));
    }

    [Fact]
    public async Task WaitForStart_ReturnsBeforeTheEnd()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Wait", "x");
        var started = await app.Client.WaitForInstanceStartAsync(id, getInputsAndOutputs: true, ConformanceApp.Timeout);
        Assert.Equal(OrchestrationRuntimeStatus.Running, started.RuntimeStatus);
        Assert.Equal("x", started.ReadInputAs<string>());
        await app.Client.RaiseEventAsync(id, "End", "y", ConformanceApp.Timeout);
        Assert.Equal("xy", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForCompletion_Cancelled_Throws()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Wait", "x");
        using var cancellation = new CancellationTokenSource();
        var wait = app.Client.WaitForInstanceCompletionAsync(id, cancellation.Token);
        await app.RoundTripAsync();
        Assert.False(wait.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task WaitForCompletion_ManyWaiters_AllReturn()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Wait", "x");
        var waits = Enumerable.Range(0, 20).Select(_ => app.FinishAsync(id)).ToArray();
        await app.Client.RaiseEventAsync(id, "End", "y", ConformanceApp.Timeout);
        Assert.All(await Task.WhenAll(waits), instance => Assert.Equal("xy", instance.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task Tags_AreKept()
    {
        var app = await StartAsync(Waiting);
        var tags = new Dictionary<string, string> { ["player"] = "alice", ["größe"] = "'" };
        var instance = await app.RunAsync("Echo", "x", new StartOrchestrationOptions { Tags = tags });
        Assert.Equal(tags, instance.Tags.ToDictionary());
    }

    [Fact]
    public async Task StartAt_IsWaitedFor()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Now", context => context.CurrentUtcDateTime));
        await app.ScheduleAsync("Now", null, new StartOrchestrationOptions("much later", DateTimeOffset.UtcNow.AddHours(1)));
        var startAt = DateTimeOffset.UtcNow.AddMilliseconds(500);
        var id = await app.ScheduleAsync("Now", null, new StartOrchestrationOptions("later", startAt));
        var started = ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<DateTime>();
        Assert.InRange(started, startAt.UtcDateTime.AddMilliseconds(-1), DateTime.UtcNow);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await app.GetAsync("much later")).RuntimeStatus);
    }

    [Fact]
    public async Task StartAt_InThePast_StartsAtOnce()
    {
        var app = await StartAsync(Waiting);
        Assert.Equal("x", await app.RunAsync<string>("Echo", "x", new StartOrchestrationOptions("p", DateTimeOffset.UtcNow.AddDays(-1))));
    }

    [Fact]
    public async Task StartAt_WhileDown_StartsAfterTheRestart()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Echo", "x", new StartOrchestrationOptions("later", DateTimeOffset.UtcNow.AddMilliseconds(300)));
        await app.RestartAsync();
        Assert.Equal("x", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Dedupe_LiveInstance_IsAConflict()
    {
        var app = await StartAsync(Waiting);
        var options = new StartOrchestrationOptions("one").WithDedupeStatuses(
            OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended);
        await app.ScheduleAsync("Wait", "first", options);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => app.ScheduleAsync("Wait", "second", options));
        await app.Client.RaiseEventAsync("one", "End", "", ConformanceApp.Timeout);
        Assert.Equal("first", ConformanceApp.Completed(await app.FinishAsync("one")).ReadOutputAs<string>());

        Assert.Equal("third", await app.RunAsync<string>("Echo", "third", options));
    }

    [Theory]
    [InlineData("Echo", OrchestrationRuntimeStatus.Completed)]
    [InlineData("Fail", OrchestrationRuntimeStatus.Failed)]
    public async Task Dedupe_FinishedInstance_IsAConflictOnlyWhenListed(string name, OrchestrationRuntimeStatus status)
    {
        var app = await StartAsync(Waiting);
        var one = new StartOrchestrationOptions("one");
        Assert.Equal(status, (await app.RunAsync(name, "first", one)).RuntimeStatus);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => app.ScheduleAsync("Echo", "second", one.WithDedupeStatuses(status)));
        var other = status == OrchestrationRuntimeStatus.Failed ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed;
        Assert.Equal("third", await app.RunAsync<string>("Echo", "third", one.WithDedupeStatuses(other)));
    }

    [Fact]
    public async Task Dedupe_ManyAtOnce_ExactlyOneStarts()
    {
        var app = await StartAsync(Waiting);
        var options = new StartOrchestrationOptions("one").WithDedupeStatuses(
            OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended);
        var starts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await app.ScheduleAsync("Wait", $"{i}", options);
                return 1;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return 0;
            }
        }));
        Assert.Equal(1, starts.Sum());
    }

    [Fact]
    public async Task Dedupe_NotGiven_ReplacesAFinishedInstanceOnly()
    {
        var app = await StartAsync(Waiting);
        var one = new StartOrchestrationOptions("one");
        await app.RunAsync("Echo", "first", one);
        await app.ScheduleAsync("Wait", "second", one);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => app.ScheduleAsync("Wait", "third", one));
        Assert.Equal("second", (await app.GetAsync("one")).ReadInputAs<string>());
    }

    [Fact]
    public async Task Dedupe_InvalidStatus_IsRefused()
    {
        var app = await StartAsync(Waiting);
        await Assert.ThrowsAsync<ArgumentException>(
            () => app.ScheduleAsync("Echo", "x", new StartOrchestrationOptions("one") { DedupeStatuses = ["Sleeping"] }));
    }

    [Fact]
    public async Task Versions_AreRunAsAskedFor()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("V", new TaskVersion("1"), (context, _) => Task.FromResult("one " + context.Version))
            .AddOrchestratorFunc<string, string>("V", new TaskVersion("2"), async (context, _) =>
                "two " + context.Version + " " + await context.CallActivityAsync<string>("A"))
            .AddActivityFunc("A", (TaskActivityContext context) => context.Version));
        Assert.Equal("one 1", await app.RunAsync<string>("V", "", new StartOrchestrationOptions { Version = "1" }));
        Assert.Equal("two 2 2", await app.RunAsync<string>("V", "", new StartOrchestrationOptions { Version = "2" }));
        Failure(await app.RunAsync("V", "", new StartOrchestrationOptions { Version = "3" }));
    }
}
