using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Engine;

/// <summary>Spans of entities: who called or signaled them, and what they did.</summary>
public sealed class EntityTracingTests(PostgresFixture postgres) : TracingTest(postgres)
{
    static readonly EntityInstanceId Account = new("account", "1");

    [Fact]
    public async Task Call_IsAClientSpanOfTheOrchestration_AndAServerSpanOfTheEntity()
    {
        await StartAsync(tasks => Entities(tasks)
            .AddOrchestratorFunc("Calling", context => context.Entities.CallEntityAsync<int>(Account, "Add", 1)));

        Assert.Equal(1, Output<int>(await FinishAsync(await TracedAsync(() => ScheduleAsync("Calling")))));

        var call = Span("entity:account:Add", ActivityKind.Client);
        Assert.Equal(Span("orchestration:Calling", ActivityKind.Server).SpanId, call.ParentSpanId);
        Assert.Equal("entity", call.GetTagItem("durabletask.type"));
        Assert.Equal("call_entity", call.GetTagItem("durabletask.task.operation"));
        Assert.Equal("@account@1", call.GetTagItem("durabletask.event.target_instance_id"));
        var run = Span("entity:account:Add", ActivityKind.Server);
        Assert.Equal(call.SpanId, run.ParentSpanId);
        Assert.Equal("call_entity", run.GetTagItem("durabletask.task.operation"));
        Assert.Equal("@account@1", run.GetTagItem("durabletask.task.instance_id"));
        Assert.Equal(run.SpanId, Span("inside", ActivityKind.Internal).ParentSpanId);
        Assert.InRange(call.StartTimeUtc, DateTime.MinValue, run.StartTimeUtc);
    }

    [Fact]
    public async Task Signal_IsAProducerSpan_AndWhatTheEntityStartsFollowsFromIt()
    {
        await StartAsync(tasks => Entities(tasks)
            .AddOrchestratorFunc("Signaling", async context =>
            {
                await context.Entities.SignalEntityAsync(Account, "Pass");
                return 1;
            })
            .AddOrchestratorFunc("Started", _ => 1));
        await FinishAsync(await TracedAsync(() => ScheduleAsync("Signaling")));
        await SpanAsync("orchestration:Started", ActivityKind.Server);
        await SpanAsync("entity:account:Add", ActivityKind.Consumer);

        var signal = Span("entity:account:Pass", ActivityKind.Producer);
        Assert.Equal(Span("orchestration:Signaling", ActivityKind.Server).SpanId, signal.ParentSpanId);
        Assert.Equal("signal_entity", signal.GetTagItem("durabletask.task.operation"));
        var run = Span("entity:account:Pass", ActivityKind.Consumer);
        Assert.Equal(signal.SpanId, run.ParentSpanId);
        var onward = Span("entity:account:Add", ActivityKind.Producer);
        Assert.Equal(run.SpanId, onward.ParentSpanId);
        Assert.Equal("@account@1", onward.GetTagItem("durabletask.task.instance_id"));
        Assert.Equal("@account@2", onward.GetTagItem("durabletask.event.target_instance_id"));
        Assert.Equal(onward.SpanId, Span("entity:account:Add", ActivityKind.Consumer).ParentSpanId);
        var start = Span("account:create_orchestration", ActivityKind.Producer);
        Assert.Equal(run.SpanId, start.ParentSpanId);
        Assert.Equal("started-by-account", start.GetTagItem("durabletask.event.target_instance_id"));
        Assert.Equal(start.SpanId, Span("orchestration:Started", ActivityKind.Server).ParentSpanId);
    }

    [Fact]
    public async Task ClientsSignal_LeadsToTheEntity_OverAStopOfTheWorker()
    {
        await StartAsync(tasks => Entities(tasks), clientOnly: true);
        var due = DateTimeOffset.UtcNow.AddMilliseconds(200);
        await TracedAsync(async () =>
        {
            await Client.Entities.SignalEntityAsync(Account, "Add", 1, new SignalEntityOptions { SignalTime = due }, Timeout);
            return "";
        });
        await StopAsync();
        await StartAsync(tasks => Entities(tasks));
        var run = await SpanAsync("entity:account:Add", ActivityKind.Consumer);

        var signal = Span("entity:account:Add", ActivityKind.Producer);
        Assert.Equal("request", signal.Parent!.OperationName);
        Assert.NotNull(signal.GetTagItem("durabletask.task.scheduled_time"));
        Assert.Equal(signal.SpanId, run.ParentSpanId);
    }

    [Fact]
    public async Task FailedOperation_IsAnErrorOnBothSides()
    {
        await StartAsync(tasks => Entities(tasks)
            .AddOrchestratorFunc("Calling", context => context.Entities.CallEntityAsync<int>(Account, "Refuse")));

        await FinishAsync(await TracedAsync(() => ScheduleAsync("Calling")));

        var run = Span("entity:account:Refuse", ActivityKind.Server);
        Assert.Equal(ActivityStatusCode.Error, run.Status);
        Assert.Equal("not for you", run.GetTagItem("durabletask.entity.error_message"));
        Assert.Equal(ActivityStatusCode.Error, Span("entity:account:Refuse", ActivityKind.Client).Status);
    }

    DurableTaskRegistry Entities(DurableTaskRegistry tasks) => tasks.AddEntity("account", _ => new Money(Own));

    sealed class Money(ActivitySource source) : TaskEntity<int>
    {
        public int Add(int amount)
        {
            source.StartActivity("inside")?.Dispose();
            return State += amount;
        }

        public int Refuse() => throw new InvalidOperationException("not for you");

        public void Pass()
        {
            Context.SignalEntity(new EntityInstanceId("account", "2"), "Add", 1);
            Context.ScheduleNewOrchestration("Started", null, new StartOrchestrationOptions("started-by-account"));
        }
    }
}
