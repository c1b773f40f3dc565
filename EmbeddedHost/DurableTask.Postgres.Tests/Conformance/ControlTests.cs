using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>Suspend, resume, terminate, restart.</summary>
public class ControlTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    static void Waiting(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<string, string>("Wait", async (context, input) => input + await context.WaitForExternalEvent<string>("End"))
        .AddOrchestratorFunc<string, string>("Echo", (_, input) => input)
        .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync<string>(
            "Middle", null, new SubOrchestrationOptions(instanceId: "middle")))
        .AddOrchestratorFunc("Middle", context => context.CallSubOrchestratorAsync<string>(
            "Wait", "x", new SubOrchestrationOptions(instanceId: "leaf")));

    [Fact]
    public async Task Suspended_Instance_DoesNotGoOnUntilItIsResumed()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Wait", "x");
        await app.Client.SuspendInstanceAsync(id, "hold on", ConformanceApp.Timeout);
        await app.UntilAsync(id, instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await app.Client.RaiseEventAsync(id, "End", "y", ConformanceApp.Timeout);
        await app.RoundTripAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await app.GetAsync(id)).RuntimeStatus);

        await app.Client.ResumeInstanceAsync(id, "go on", ConformanceApp.Timeout);
        Assert.Equal("xy", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspended_OverARestart_StaysSuspendedAndKeepsItsEvents()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Wait", "x");
        await app.Client.SuspendInstanceAsync(id, ConformanceApp.Timeout);
        await app.UntilAsync(id, instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await app.Client.RaiseEventAsync(id, "End", "y", ConformanceApp.Timeout);
        await app.RestartAsync();
        await app.RoundTripAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await app.GetAsync(id)).RuntimeStatus);

        await app.Client.ResumeInstanceAsync(id, ConformanceApp.Timeout);
        Assert.Equal("xy", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspended_WhileAnActivityRuns_TakesItsResultLater()
    {
        var (started, finish) = (new Gate(), new Gate());
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Work", context => context.CallActivityAsync<string>("Work"))
            .AddActivityFunc("Work", async (TaskActivityContext _) =>
            {
                started.Open();
                await finish.WaitAsync();
                return "worked";
            }));
        var id = await app.ScheduleAsync("Work");
        await started.WaitAsync();
        await app.Client.SuspendInstanceAsync(id, ConformanceApp.Timeout);
        await app.UntilAsync(id, instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        finish.Open();
        await app.RoundTripAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await app.GetAsync(id)).RuntimeStatus);

        await app.Client.ResumeInstanceAsync(id, ConformanceApp.Timeout);
        Assert.Equal("worked", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task SuspendAndResume_FinishedInstance_ChangesNothing()
    {
        var app = await StartAsync(Waiting);
        var id = (await app.RunAsync("Echo", "x")).InstanceId;
        await app.Client.SuspendInstanceAsync(id, ConformanceApp.Timeout);
        await app.Client.ResumeInstanceAsync(id, ConformanceApp.Timeout);
        await app.RoundTripAsync();
        ConformanceApp.Completed(await app.GetAsync(id));
    }

    [Fact]
    public async Task Terminated_Instance_HasTheGivenOutput()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Wait", "x");
        await app.Client.TerminateInstanceAsync(id, (object)new[] { "why" }, ConformanceApp.Timeout);
        var instance = await app.FinishAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, instance.RuntimeStatus);
        Assert.Equal(["why"], instance.ReadOutputAs<string[]>()!);
        Assert.True(instance.IsCompleted);
    }

    [Fact]
    public async Task Terminated_Instance_TakesNoMoreEvents()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Wait", "x");
        await app.Client.TerminateInstanceAsync(id, ConformanceApp.Timeout);
        await app.Client.RaiseEventAsync(id, "End", "y", ConformanceApp.Timeout);
        await app.RoundTripAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.FinishAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Terminated_WhileSuspended_Ends()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Wait", "x");
        await app.Client.SuspendInstanceAsync(id, ConformanceApp.Timeout);
        await app.Client.TerminateInstanceAsync(id, ConformanceApp.Timeout);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.FinishAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Terminated_BeforeItsStartTime_NeverRuns()
    {
        var ran = new Gate();
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Later", _ => ran.Open()));
        var id = await app.ScheduleAsync("Later", null, new StartOrchestrationOptions("later", DateTimeOffset.UtcNow.AddHours(1)));
        await app.Client.TerminateInstanceAsync(id, ConformanceApp.Timeout);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.FinishAsync(id)).RuntimeStatus);
        Assert.False(ran.IsOpen);
    }

    [Fact]
    public async Task Terminate_FinishedInstance_ChangesNothing()
    {
        var app = await StartAsync(Waiting);
        var id = (await app.RunAsync("Echo", "x")).InstanceId;
        await app.Client.TerminateInstanceAsync(id, (object)"too late", ConformanceApp.Timeout);
        await app.RoundTripAsync();
        Assert.Equal("x", ConformanceApp.Completed(await app.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminate_NotRecursive_LeavesTheChildren()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Parent");
        await LeafRunsAsync(app);
        await app.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions(), ConformanceApp.Timeout);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.FinishAsync(id)).RuntimeStatus);
        await app.RoundTripAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await app.GetAsync("middle")).RuntimeStatus);

        await app.Client.RaiseEventAsync("leaf", "End", "y", ConformanceApp.Timeout);
        Assert.Equal("xy", ConformanceApp.Completed(await app.FinishAsync("middle")).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.GetAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_Recursive_EndsTheWholeTree()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Parent");
        await LeafRunsAsync(app);
        await app.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("all", Recursive: true), ConformanceApp.Timeout);
        foreach (var instance in new[] { id, "middle", "leaf" })
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.FinishAsync(instance)).RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_ChildOfARunningParent_FailsTheCall()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Parent");
        await LeafRunsAsync(app);
        await app.Client.TerminateInstanceAsync("leaf", ConformanceApp.Timeout);
        Failure(await app.FinishAsync("middle"));
        Failure(await app.FinishAsync(id));
    }

    [Fact]
    public async Task Terminated_Instance_CancelsItsRunningActivity()
    {
        var (started, cancelled) = (new Gate(), new Gate());
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Work", context => context.CallActivityAsync("Work"))
            .AddActivityFunc("Work", async (TaskActivityContext context) =>
            {
                started.Open();
                try
                {
                    await Task.Delay(Timeout.Infinite, context.GetCancellationToken());
                }
                catch (OperationCanceledException)
                {
                    cancelled.Open();
                    throw;
                }
            }));

        var id = await app.ScheduleAsync("Work");
        await started.WaitAsync();
        await app.Client.TerminateInstanceAsync(id, ConformanceApp.Timeout);
        await cancelled.WaitAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.FinishAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task UnknownInstance_ControlRequests_AreRefusedWithoutHarm()
    {
        var app = await StartAsync(Waiting);
        await Assert.ThrowsAnyAsync<Exception>(() => app.Client.RestartAsync("nobody", cancellation: ConformanceApp.Timeout));
        await app.RoundTripAsync();
        Assert.Null(await app.Client.GetInstanceAsync("nobody", ConformanceApp.Timeout));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_RunsTheSameNameAndInputAgain(bool newId)
    {
        var runs = 0;
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc<string, string>("Echo", (_, input) => $"{input} {++runs}"));
        var id = (await app.RunAsync("Echo", "run")).InstanceId;
        var second = await app.Client.RestartAsync(id, newId, ConformanceApp.Timeout);

        Assert.Equal(newId, id != second);
        Assert.Equal("run 2", ConformanceApp.Completed(await app.UntilAsync(
            second, instance => instance.IsCompleted && instance.ReadOutputAs<string>() != "run 1")).ReadOutputAs<string>());
        Assert.Equal(newId ? "run 1" : "run 2", (await app.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Restart_RunningInstanceUnderItsId_IsRefused()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Wait", "x");
        await app.Client.WaitForInstanceStartAsync(id, ConformanceApp.Timeout);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => app.Client.RestartAsync(id, false, ConformanceApp.Timeout));
        await app.Client.RaiseEventAsync(id, "End", "y", ConformanceApp.Timeout);
        Assert.Equal("xy", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    static async Task LeafRunsAsync(ConformanceApp app) => await ConformanceApp.UntilAsync(
        () => app.Client.GetInstanceAsync("leaf", ConformanceApp.Timeout), leaf => leaf is { IsRunning: true });
}
