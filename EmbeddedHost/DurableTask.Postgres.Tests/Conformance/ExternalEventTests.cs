using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Tests.Conformance;

public class ExternalEventTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    [Fact]
    public async Task Event_RaisedWhileWaiting_IsDelivered()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", async context =>
        {
            context.SetCustomStatus("waiting");
            return await context.WaitForExternalEvent<int>("Number");
        }));

        var id = await app.ScheduleAsync("Wait");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        await app.Client.RaiseEventAsync(id, "Number", 42, ConformanceApp.Timeout);
        Assert.Equal(42, ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Events_RaisedBeforeAnybodyWaits_AreKeptInOrder()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", async context =>
        {
            await context.WaitForExternalEvent<string>("Start");
            List<int> numbers = [];
            for (var i = 0; i < 20; i++)
                numbers.Add(await context.WaitForExternalEvent<int>("Number"));
            return numbers;
        }));

        var id = await app.ScheduleAsync("Wait");
        for (var i = 0; i < 20; i++)
            await app.Client.RaiseEventAsync(id, "Number", i, ConformanceApp.Timeout);
        await app.Client.RaiseEventAsync(id, "Start", "", ConformanceApp.Timeout);

        Assert.Equal(Enumerable.Range(0, 20), ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<int[]>());
    }

    [Fact]
    public async Task Events_SeveralWaiters_TheNewestGetsTheFirst()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", async context =>
        {
            Task<string>[] waiters = [.. Enumerable.Range(0, 3).Select(_ => context.WaitForExternalEvent<string>("E"))];
            context.SetCustomStatus("waiting");
            return await Task.WhenAll(waiters);
        }));

        var id = await app.ScheduleAsync("Wait");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        foreach (var payload in new[] { "first", "second", "third" })
            await app.Client.RaiseEventAsync(id, "E", payload, ConformanceApp.Timeout);

        Assert.Equal(["third", "second", "first"], ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task Wait_TimesOut_ThrowsAndTheNextWaiterGetsTheEvent()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", async context =>
        {
            var timeouts = 0;
            while (timeouts < 3)
            {
                try
                {
                    await context.WaitForExternalEvent<string>("Late", TimeSpan.FromMilliseconds(20));
                }
                catch (TaskCanceledException)
                {
                    timeouts++;
                }
            }

            context.SetCustomStatus(timeouts);
            return await context.WaitForExternalEvent<string>("Late", TimeSpan.FromDays(1));
        }));

        var id = await app.ScheduleAsync("Wait");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        await app.Client.RaiseEventAsync(id, "Late", "here", ConformanceApp.Timeout);
        Assert.Equal("here", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Wait_WithTimeout_EventInTime_EndsTheOrchestrationAtOnce()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc(
            "Wait", context => context.WaitForExternalEvent<string>("E", TimeSpan.FromDays(1))));

        var id = await app.ScheduleAsync("Wait");
        await app.Client.RaiseEventAsync(id, "E", "in time", ConformanceApp.Timeout);
        Assert.Equal("in time", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Wait_Cancelled_ThrowsAndDoesNotSwallowTheEvent()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", async context =>
        {
            using var cancellation = new CancellationTokenSource();
            var abandoned = context.WaitForExternalEvent<string>("E", cancellation.Token);
            await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
            cancellation.Cancel();
            try
            {
                return await abandoned;
            }
            catch (OperationCanceledException)
            {
                context.SetCustomStatus("cancelled");
                return "second " + await context.WaitForExternalEvent<string>("E");
            }
        }));

        var id = await app.ScheduleAsync("Wait");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        await app.Client.RaiseEventAsync(id, "E", "event", ConformanceApp.Timeout);
        Assert.Equal("second event", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Event_NameInOtherCase_IsTheSameEvent()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", context => context.WaitForExternalEvent<string>("Approval")));
        var id = await app.ScheduleAsync("Wait");
        await app.Client.RaiseEventAsync(id, "APPROVAL", "yes", ConformanceApp.Timeout);
        Assert.Equal("yes", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Event_WithoutPayload_ReadsAsNull()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc(
            "Wait", async context => await context.WaitForExternalEvent<string?>("E") is null));
        var id = await app.ScheduleAsync("Wait");
        await app.Client.RaiseEventAsync(id, "E", ConformanceApp.Timeout);
        Assert.True(ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task Events_OfDifferentNames_ReachTheirWaiters()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", async context =>
        {
            var (number, text) = (context.WaitForExternalEvent<int>("Number"), context.WaitForExternalEvent<string>("Text"));
            return $"{await text} {await number}";
        }));
        var id = await app.ScheduleAsync("Wait");
        await app.Client.RaiseEventAsync(id, "Number", 1, ConformanceApp.Timeout);
        await app.Client.RaiseEventAsync(id, "Text", "one", ConformanceApp.Timeout);
        Assert.Equal("one 1", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_RaisedAtOnceByMany_AllArrive()
    {
        const int Count = 200;
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Collect", async context =>
        {
            List<int> numbers = [];
            while (numbers.Count < Count)
                numbers.Add(await context.WaitForExternalEvent<int>("N"));
            return numbers.Order();
        }));
        var id = await app.ScheduleAsync("Collect");
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => app.Client.RaiseEventAsync(id, "N", i, ConformanceApp.Timeout)));
        Assert.Equal(Enumerable.Range(0, Count), ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<int[]>());
    }

    [Fact]
    public async Task Event_ToAFinishedInstance_ChangesNothing()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("End", _ => Task.FromResult(1)));
        var before = await app.RunAsync("End");
        await app.Client.RaiseEventAsync(before.InstanceId, "E", 1, ConformanceApp.Timeout);
        await app.RoundTripAsync();
        var after = await app.GetAsync(before.InstanceId);
        Assert.Equal((before.RuntimeStatus, before.LastUpdatedAt), (after.RuntimeStatus, after.LastUpdatedAt));
    }

    [Fact]
    public async Task Event_WaitersOfDifferentTypes_AreRefused()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", async context =>
        {
            _ = context.WaitForExternalEvent<int>("E");
            await context.WaitForExternalEvent<string>("E");
        }));
        Assert.Equal(typeof(ArgumentException).FullName, Failure(await app.RunAsync("Wait")).ErrorType);
    }

    [Fact]
    public async Task SendEvent_BetweenOrchestrations_PingPongs()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, int>("Player", async (context, other) =>
            {
                var ball = 0;
                if (context.InstanceId == "ping")
                    context.SendEvent(other, "Ball", 1);
                while (ball < 20)
                {
                    ball = await context.WaitForExternalEvent<int>("Ball");
                    context.SendEvent(other, "Ball", ball + 1);
                }

                return ball;
            }));

        await app.ScheduleAsync("Player", "ping", new StartOrchestrationOptions("pong"));
        await app.ScheduleAsync("Player", "pong", new StartOrchestrationOptions("ping"));
        Assert.Equal(20, ConformanceApp.Completed(await app.FinishAsync("ping")).ReadOutputAs<int>());
        Assert.Equal(21, ConformanceApp.Completed(await app.FinishAsync("pong")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task SendEvent_AndCompleteInTheSameStep_IsSent()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Receiver", context => context.WaitForExternalEvent<string>("Hello"))
            .AddOrchestratorFunc("Sender", context => context.SendEvent("receiver", "Hello", "from " + context.InstanceId)));

        await app.ScheduleAsync("Receiver", null, new StartOrchestrationOptions("receiver"));
        ConformanceApp.Completed(await app.RunAsync("Sender", null, new StartOrchestrationOptions("sender")));
        Assert.Equal("from sender", ConformanceApp.Completed(await app.FinishAsync("receiver")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task SendEvent_ToAnUnknownInstance_DoesNotDisturbTheSender()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Sender", context => context.SendEvent("nobody", "Hello", 1)));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.RunAsync("Sender")).RuntimeStatus);
        Assert.Null(await app.Client.GetInstanceAsync("nobody", ConformanceApp.Timeout));
    }
}
