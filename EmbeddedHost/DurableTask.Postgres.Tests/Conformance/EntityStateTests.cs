using System.ComponentModel;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>Large states, and states that are serialized once for a batch of operations.</summary>
public class EntityStateTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    [Fact]
    public async Task State_OfOneMegabyte_IsKept()
    {
        var app = await StartAsync(tasks => tasks.AddEntity("Store", _ => new Lambda(operation =>
        {
            operation.State.SetState(operation.GetInput<string>());
            return default;
        })));
        var (store, large) = (new EntityInstanceId("Store", "s"), new string('ü', 1_000_000));
        await app.Entities.SignalEntityAsync(store, "Set", large, cancellation: ConformanceApp.Timeout);
        await app.StateAsync<string>(store, state => state == large);
    }

    [Fact]
    public async Task Operations_OnALargeState_GatherForOneBatch()
    {
        const int Signals = 100;
        var (store, padding, batches) = (new EntityInstanceId("Store", "s"), new string('x', 2_000_000), 0);
        var app = await StartAsync(tasks => tasks.AddEntity("Store", _ =>
        {
            Interlocked.Increment(ref batches);
            return new Lambda(operation =>
            {
                var count = (operation.State.GetState<Padded>()?.Count ?? 0) + 1;
                operation.State.SetState(new Padded(count, padding));
                return default;
            });
        }));

        for (var signal = 0; signal < Signals; signal++)
            await app.Entities.SignalEntityAsync(store, "Add", cancellation: ConformanceApp.Timeout);

        await app.StateAsync<Padded>(store, state => state.Count == Signals);
        // A signal takes some milliseconds and the entity rests 100 of them after each batch.
        Assert.InRange(batches, 1, Signals / 4);
    }

    [Fact]
    public async Task Operation_ThatLeavesAnImmutableStateThatCannotBeStored_FailsAlone()
    {
        var tally = new EntityInstanceId("Tally", "one");
        var app = await StartAsync(tasks => tasks
            .AddEntity("Tally", _ => new Lambda(operation =>
            {
                var number = (operation.State.GetState<Unlucky>()?.Number ?? 0) + operation.GetInput<int>();
                operation.State.SetState(new Unlucky(number));
                return ValueTask.FromResult<object?>(number);
            }))
            .AddOrchestratorFunc("Use", async context =>
            {
                // One batch, of which only the last state is to be stored.
                await context.Entities.SignalEntityAsync(tally, "Add", 5);
                var good = context.Entities.CallEntityAsync<int>(tally, "Add", 1);
                var refused = context.Entities.CallEntityAsync<int>(tally, "Add", 7);
                try
                {
                    await refused;
                    return "13 was stored";
                }
                catch (EntityOperationFailedException e)
                {
                    return $"{await good}, {e.FailureDetails.ErrorMessage}";
                }
            }));

        Assert.Equal("6, 13 can't be stored", await app.RunAsync<string>("Use"));
        await app.StateAsync<Unlucky>(tally, state => state.Number == 6);
    }

    sealed record Padded(int Count, string Padding);

    [ImmutableObject(true)]
    sealed record Unlucky(int Number)
    {
        public string Text => Number == 13 ? throw new InvalidOperationException("13 can't be stored") : "fine";
    }
}
