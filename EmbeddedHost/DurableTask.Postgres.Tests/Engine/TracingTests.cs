using System.Diagnostics;
using Microsoft.DurableTask;

namespace DurableTask.Postgres.Tests.Engine;

public sealed class TracingTests(PostgresFixture postgres) : TracingTest(postgres)
{
    [Fact]
    public async Task Chain_ReadsFromStartThroughOrchestrationToActivities()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", async context =>
            {
                await context.CallActivityAsync("Step");
                return await context.CallSubOrchestratorAsync<int>("Child");
            })
            .AddOrchestratorFunc("Child", async context => await context.CallActivityAsync<int>("Number"))
            .AddActivityFunc("Number", _ => 7)
            .AddActivityFunc("Step", _ => Own.StartActivity("inside")?.Dispose()));

        var id = await TracedAsync(() => ScheduleAsync("Parent"));
        Assert.Equal(7, Output<int>(await FinishAsync(id)));

        var create = Span("create_orchestration:Parent", ActivityKind.Producer);
        Assert.Equal("request", create.Parent!.OperationName);
        var parent = Span("orchestration:Parent", ActivityKind.Server);
        Assert.Equal(create.SpanId, parent.ParentSpanId);
        Assert.Equal("Completed", parent.GetTagItem("durabletask.task.status"));
        Assert.Equal(id, parent.GetTagItem("durabletask.task.instance_id"));
        var call = Span("activity:Step", ActivityKind.Client);
        Assert.Equal(parent.SpanId, call.ParentSpanId);
        Assert.Equal(0, call.GetTagItem("durabletask.task.task_id"));
        var run = Span("activity:Step", ActivityKind.Server);
        Assert.Equal(call.SpanId, run.ParentSpanId);
        Assert.Equal(run.SpanId, Span("inside", ActivityKind.Internal).ParentSpanId);
        var childCall = Span("orchestration:Child", ActivityKind.Client);
        Assert.Equal(parent.SpanId, childCall.ParentSpanId);
        var child = Span("orchestration:Child", ActivityKind.Server);
        Assert.Equal(childCall.SpanId, child.ParentSpanId);
        Assert.Equal(child.SpanId, Span("activity:Number", ActivityKind.Client).ParentSpanId);
        Assert.InRange(call.StartTimeUtc, parent.StartTimeUtc, run.StartTimeUtc);
        Assert.True(parent.StartTimeUtc + parent.Duration >= child.StartTimeUtc + child.Duration, "The parent ends after its child.");
    }

    [Fact]
    public async Task Failures_AreErrorsAllTheWayUp()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Failing", context => context.CallActivityAsync("Broken"))
            .AddActivityFunc("Broken", (TaskActivityContext _) => throw new InvalidOperationException("no luck")));

        await FinishAsync(await TracedAsync(() => ScheduleAsync("Failing")));

        Activity[] spans =
        [
            Span("activity:Broken", ActivityKind.Server),
            Span("activity:Broken", ActivityKind.Client),
            Span("orchestration:Failing", ActivityKind.Server),
        ];
        foreach (var span in spans)
        {
            Assert.Equal(ActivityStatusCode.Error, span.Status);
            Assert.Contains("no luck", span.StatusDescription, StringComparison.Ordinal);
        }

        Assert.Equal("Failed", Span("orchestration:Failing", ActivityKind.Server).GetTagItem("durabletask.task.status"));
    }

    [Fact]
    public async Task TimersAndEvents_AreSpansOfTheirOwn()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Waiting", async context =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                context.SendEvent("somebody", "Hello", 1);
                await context.WaitForExternalEvent<string>("Go");
            }));

        var id = await TracedAsync(async () =>
        {
            var scheduled = await ScheduleAsync("Waiting");
            await Client.RaiseEventAsync(scheduled, "Go", "x", Timeout);
            return scheduled;
        });
        await FinishAsync(id);

        var orchestration = Span("orchestration:Waiting", ActivityKind.Server);
        var timer = Span("orchestration:Waiting:timer", ActivityKind.Internal);
        Assert.Equal(orchestration.SpanId, timer.ParentSpanId);
        Assert.True(timer.Duration >= TimeSpan.FromMilliseconds(20), $"It lasted {timer.Duration}.");
        var sent = Span("orchestration_event:Hello", ActivityKind.Producer);
        Assert.Equal(orchestration.SpanId, sent.ParentSpanId);
        Assert.Equal("somebody", sent.GetTagItem("durabletask.event.target_instance_id"));
        Assert.Equal("request", Span("orchestration_event:Go", ActivityKind.Producer).Parent!.OperationName);
    }

    [Fact]
    public async Task RestartInTheMiddle_KeepsTheSpansIdAndStart()
    {
        Action<DurableTaskRegistry> tasks = registry => registry
            .AddOrchestratorFunc("Long", async context =>
            {
                await context.CallActivityAsync("Step");
                await context.WaitForExternalEvent<string>("Go");
            })
            .AddActivityFunc("Step", _ => { });
        await StartAsync(tasks);
        var id = await TracedAsync(() => ScheduleAsync("Long"));
        while (!Spans.Any(s => s.OperationName == "activity:Step" && s.Kind == ActivityKind.Client))
            await Task.Delay(10, Timeout);
        var stopped = DateTime.UtcNow;
        await StopAsync();

        await StartAsync(tasks);
        await Client.RaiseEventAsync(id, "Go", "x", Timeout);
        await FinishAsync(id);

        var orchestration = Span("orchestration:Long", ActivityKind.Server);
        Assert.Equal(orchestration.SpanId, Span("activity:Step", ActivityKind.Client).ParentSpanId);
        Assert.True(orchestration.StartTimeUtc < stopped, "The span begins with the first execution.");
    }

    [Fact]
    public async Task RewoundInstance_HasASecondSpanOfItsOwn()
    {
        var broken = true;
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Mended", context => context.CallActivityAsync<int>("Fragile"))
            .AddActivityFunc("Fragile", _ => Volatile.Read(ref broken) ? throw new InvalidOperationException("no luck") : 1));
        var id = await TracedAsync(() => ScheduleAsync("Mended"));
        await FinishAsync(id);

        Volatile.Write(ref broken, false);
        await Client.RewindInstanceAsync(id, "mended", Timeout);
        Output<int>(await FinishAsync(id));

        var create = Span("create_orchestration:Mended", ActivityKind.Producer);
        var runs = Spans.Where(s => s is { OperationName: "orchestration:Mended", Kind: ActivityKind.Server }).ToList();
        Assert.Equal(["Failed", "Completed"], runs.Select(s => s.GetTagItem("durabletask.task.status")));
        Assert.All(runs, s => Assert.Equal(create.SpanId, s.ParentSpanId));
        Assert.NotEqual(runs[0].SpanId, runs[1].SpanId);
        var calls = Spans.Where(s => s is { OperationName: "activity:Fragile", Kind: ActivityKind.Client }).ToList();
        Assert.Equal(runs.Select(s => s.SpanId), calls.Select(s => s.ParentSpanId));
        var executions = Spans.Where(s => s is { OperationName: "activity:Fragile", Kind: ActivityKind.Server }).ToList();
        Assert.Equal(calls.Select(s => s.SpanId), executions.Select(s => s.ParentSpanId));
    }
}
