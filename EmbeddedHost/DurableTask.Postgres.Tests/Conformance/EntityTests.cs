using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Tests.Conformance;

public class EntityTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    static readonly EntityInstanceId One = new(nameof(Counter), "one");
    static readonly EntityInstanceId Two = new(nameof(Counter), "two");

    [Fact]
    public async Task Call_Results_ShowTheStateInOrder()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Counter>().AddOrchestratorFunc("Use", async context =>
        {
            List<int> results = [];
            for (var i = 1; i <= 5; i++)
                results.Add(await context.Entities.CallEntityAsync<int>(One, "Add", i));
            await context.Entities.CallEntityAsync(One, "Reset");
            results.Add(await context.Entities.CallEntityAsync<int>(One, "get"));
            return results;
        }));

        var results = await app.RunAsync<int[]>("Use");
        Assert.Equal([1, 3, 6, 10, 15, 0], results);
    }

    [Fact]
    public async Task Signals_ThenACall_AreProcessedInTheirOrder()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Counter>().AddOrchestratorFunc("Use", async context =>
        {
            await context.Entities.CallEntityAsync(One, "Add", 1000);
            for (var i = 0; i < 100; i++)
                await context.Entities.SignalEntityAsync(One, "Add", 1);
            await context.Entities.SignalEntityAsync(One, "Reset");
            for (var i = 0; i < 7; i++)
                await context.Entities.SignalEntityAsync(One, "Add", 1);
            return await context.Entities.CallEntityAsync<int>(One, "Get");
        }));

        Assert.Equal(7, await app.RunAsync<int>("Use"));
    }

    [Fact]
    public async Task Signals_FromManyClients_AreAllCounted()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Counter>());
        await Task.WhenAll(Enumerable.Range(0, 200).Select(
            _ => app.Entities.SignalEntityAsync(One, "Add", 1, cancellation: ConformanceApp.Timeout)));
        await app.StateAsync<int>(One, state => state == 200);
    }

    [Fact]
    public async Task Operations_OfOneEntity_NeverOverlap()
    {
        var (inside, overlaps) = (0, 0);
        var app = await StartAsync(tasks => tasks
            .AddEntity("Slow", _ => new Lambda(async operation =>
            {
                if (Interlocked.Increment(ref inside) > 1)
                    Interlocked.Increment(ref overlaps);
                await Task.Yield();
                operation.State.SetState(operation.State.GetState(0) + 1);
                Interlocked.Decrement(ref inside);
                return null;
            }))
            .AddOrchestratorFunc("Use", context => context.Entities.CallEntityAsync(new EntityInstanceId("Slow", "one"), "Any")));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => ConformanceApp.Completed(await app.RunAsync("Use"))));
        Assert.Equal(0, overlaps);
        await app.StateAsync<int>(new EntityInstanceId("Slow", "one"), state => state == 50);
    }

    [Fact]
    public async Task Keys_OfOneName_HaveStatesOfTheirOwn()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Counter>().AddOrchestratorFunc("Use", async context =>
        {
            await context.Entities.CallEntityAsync(One, "Add", 1);
            await context.Entities.CallEntityAsync(Two, "Add", 2);
            await context.Entities.CallEntityAsync(new EntityInstanceId("COUNTER", "one"), "ADD", 10);
            await context.Entities.CallEntityAsync(new EntityInstanceId("Counter", "ONE"), "Add", 100);
            var first = await context.Entities.CallEntityAsync<int>(One, "Get");
            return new[] { first, await context.Entities.CallEntityAsync<int>(Two, "Get") };
        }));

        var results = await app.RunAsync<int[]>("Use");
        Assert.Equal([11, 2], results);
    }

    [Fact]
    public async Task Operation_Throws_TheCallerSeesItAndTheStateIsAsBefore()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Counter>().AddOrchestratorFunc("Use", async context =>
        {
            await context.Entities.CallEntityAsync(One, "Add", 5);
            try
            {
                await context.Entities.CallEntityAsync(One, "AddAndFail", 100);
                return "no failure";
            }
            catch (EntityOperationFailedException e)
            {
                var failure = e.FailureDetails;
                return $"{e.EntityId} {e.OperationName} {failure.ErrorMessage} {failure.IsCausedBy<InvalidOperationException>()} "
                    + $"{failure.InnerFailure?.ErrorMessage} " + await context.Entities.CallEntityAsync<int>(One, "Get");
            }
        }));

        Assert.Equal("@counter@one AddAndFail failed on purpose True inner 5", await app.RunAsync<string>("Use"));
    }

    [Fact]
    public async Task Operation_Throws_NothingItStartedIsSent()
    {
        var started = new Gate();
        var app = await StartAsync(tasks => tasks
            .AddEntity("Sender", _ => new Lambda(operation =>
            {
                operation.Context.SignalEntity(One, "Add", 1000);
                operation.Context.ScheduleNewOrchestration("Started");
                operation.State.SetState("changed");
                throw new InvalidOperationException("failed on purpose");
            }))
            .AddEntity<Counter>()
            .AddOrchestratorFunc("Started", _ => started.Open())
            .AddOrchestratorFunc("Use", async context =>
            {
                try
                {
                    await context.Entities.CallEntityAsync(new EntityInstanceId("Sender", "s"), "Any");
                }
                catch (EntityOperationFailedException)
                {
                }

                return await context.Entities.CallEntityAsync<int>(One, "Get");
            }));

        Assert.Equal(0, await app.RunAsync<int>("Use"));
        await app.RoundTripAsync();
        Assert.False(started.IsOpen);
        var sender = await app.Entities.GetEntityAsync(new EntityInstanceId("Sender", "s"), ConformanceApp.Timeout);
        Assert.False(sender is { IncludesState: true });
    }

    [Fact]
    public async Task Signals_OneThrows_TheOthersCount()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Counter>());
        foreach (var operation in new[] { "Add", "AddAndFail", "Add", "NoSuchOperation", "Add" })
            await app.Entities.SignalEntityAsync(One, operation, 1, cancellation: ConformanceApp.Timeout);
        await app.StateAsync<int>(One, state => state == 3);
    }

    [Fact]
    public async Task Operation_ThatDoesNotExist_Fails()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Counter>().AddOrchestratorFunc(
            "Use", context => context.Entities.CallEntityAsync(One, "NoSuchOperation")));
        var failure = Failure(await app.RunAsync("Use"));
        Assert.Equal(typeof(EntityOperationFailedException).FullName, failure.ErrorType);
        Assert.Contains("NoSuchOperation", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.True(failure.InnerFailure!.IsCausedBy<NotSupportedException>());
    }

    [Fact]
    public async Task Entity_NotRegistered_Fails()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Use", context => context.Entities.CallEntityAsync(One, "Get")));
        Assert.Equal("EntityTaskNotFound", Failure(await app.RunAsync("Use")).InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task Scheduled_Signal_IsNotDeliveredEarly()
    {
        var due = DateTimeOffset.UtcNow.AddMilliseconds(400);
        var delivered = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        var app = await StartAsync(tasks => tasks.AddEntity("Clock", _ => new Lambda(_ =>
        {
            delivered.TrySetResult(DateTimeOffset.UtcNow);
            return default;
        })));
        await app.Entities.SignalEntityAsync(
            new EntityInstanceId("Clock", "c"), "Tick", null, new SignalEntityOptions { SignalTime = due }, ConformanceApp.Timeout);
        await app.RestartAsync();

        Assert.InRange(await delivered.Task.WaitAsync(ConformanceApp.Timeout), due.AddMilliseconds(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Scheduled_SignalOfAnEntityToItself_Ticks()
    {
        var app = await StartAsync(tasks => tasks.AddEntity("Clock", _ => new Lambda(operation =>
        {
            var ticks = operation.State.GetState(0) + 1;
            operation.State.SetState(ticks);
            if (ticks < 5)
            {
                operation.Context.SignalEntity(operation.Context.Id, "Tick", null, new SignalEntityOptions
                {
                    SignalTime = DateTimeOffset.UtcNow.AddMilliseconds(20),
                });
            }

            return default;
        })));
        var clock = new EntityInstanceId("Clock", "c");
        await app.Entities.SignalEntityAsync(clock, "Tick", ConformanceApp.Timeout);
        await app.StateAsync<int>(clock, state => state == 5);
    }

    [Fact]
    public async Task Entity_SignalsAnother()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Counter>().AddEntity("Relay", _ => new Lambda(operation =>
        {
            operation.Context.SignalEntity(One, "Add", operation.GetInput<int>());
            operation.Context.SignalEntity(One, "Add", operation.GetInput<int>());
            return default;
        })));
        await app.Entities.SignalEntityAsync(new EntityInstanceId("Relay", "r"), "Pass", 21, cancellation: ConformanceApp.Timeout);
        await app.StateAsync<int>(One, state => state == 42);
    }

    [Fact]
    public async Task Entity_StartsAnOrchestration()
    {
        var app = await StartAsync(tasks => tasks
            .AddEntity("Starter", _ => new Lambda(operation => new ValueTask<object?>(operation.Context.ScheduleNewOrchestration(
                "Started", operation.GetInput<string>(), new StartOrchestrationOptions("started-" + operation.Name)))))
            .AddOrchestratorFunc<string, string>("Started", (_, input) => input + "!")
            .AddOrchestratorFunc(
                "Use", context => context.Entities.CallEntityAsync<string>(new EntityInstanceId("Starter", "s"), "now", "go")));

        Assert.Equal("started-now", await app.RunAsync<string>("Use"));
        Assert.Equal("go!", ConformanceApp.Completed(await app.FinishAsync("started-now")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Delete_RemovesTheState()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Counter>().AddOrchestratorFunc("Use", async context =>
        {
            await context.Entities.CallEntityAsync(One, "Add", 5);
            await context.Entities.CallEntityAsync(One, "delete");
            return await context.Entities.CallEntityAsync<int>(One, "Peek");
        }));
        Assert.Equal(-1, await app.RunAsync<int>("Use"));
    }

    [Fact]
    public async Task StateDispatch_RunsMethodsOfTheState()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Account>().AddOrchestratorFunc("Use", async context =>
        {
            var id = new EntityInstanceId(nameof(Account), "a");
            await context.Entities.CallEntityAsync(id, nameof(Balance.Deposit), 10m);
            return await context.Entities.CallEntityAsync<decimal>(id, nameof(Balance.Deposit), 2.5m);
        }));
        Assert.Equal(12.5m, await app.RunAsync<decimal>("Use"));
    }

    [Fact]
    public async Task Entity_WithServices_GetsThem()
    {
        var app = await StartAsync(
            tasks => tasks.AddEntity<Teller>().AddOrchestratorFunc(
                "Use", context => context.Entities.CallEntityAsync<string>(new EntityInstanceId(nameof(Teller), "t"), "Tell", "x")),
            services => services.AddSingleton(new Story("once upon a time")));
        Assert.Equal("x: once upon a time @teller@t", await app.RunAsync<string>("Use"));
    }

    [Fact]
    public async Task State_SurvivesARestart()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Counter>());
        await app.Entities.SignalEntityAsync(One, "Add", 5, cancellation: ConformanceApp.Timeout);
        await app.RestartAsync();
        await app.Entities.SignalEntityAsync(One, "Add", 6, cancellation: ConformanceApp.Timeout);
        await app.RestartAsync();
        await app.StateAsync<int>(One, state => state == 11);
    }

    sealed class Counter : TaskEntity<int>
    {
        public int Add(int value) => State += value;

        public int Get() => State;

        public void Reset() => State = 0;

        public int Peek(TaskEntityOperation operation) => operation.State.HasState ? State : -1;

        public void AddAndFail(int value)
        {
            State += value;
            throw new InvalidOperationException("failed on purpose", new FormatException("inner"));
        }
    }

    sealed class Account : TaskEntity<Balance>
    {
        protected override bool AllowStateDispatch => true;
    }

    public sealed class Balance
    {
        public decimal Amount { get; set; }

        public decimal Deposit(decimal amount) => Amount += amount;
    }

    sealed record Story(string Text);

    sealed class Teller(Story story) : TaskEntity<int>
    {
        public string Tell(string prefix) => $"{prefix}: {story.Text} {Context.Id}";
    }
}
