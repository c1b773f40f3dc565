using DurableTask.Postgres;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace FaultHarness.Workers;

/// <summary>Orchestrations whose results and effects can be told in advance.</summary>
static class WorkTasks
{
    /// <summary>Activities fail while their own database is away; they are tried until it is back.</summary>
    public static readonly TaskOptions UntilDone = TaskOptions.FromRetryPolicy(
        new RetryPolicy(1000, TimeSpan.FromMilliseconds(50), 1.5, TimeSpan.FromMilliseconds(500)));

    public static void Register(DurableTaskRegistry registry)
    {
        registry.AddActivity("Count", services => new CountActivity(services.GetRequiredService<Effects>()));
        registry.AddOrchestratorFunc<int, int>("Chain", ChainAsync);
        registry.AddOrchestratorFunc<int, int>("Fan", FanAsync);
        registry.AddOrchestratorFunc<LoopState, int>("Loop", LoopAsync);
        registry.AddOrchestratorFunc<CollectState, List<string>>("Collect", CollectAsync);
        registry.AddOrchestratorFunc<SignalWork, int>("Signal", SignalAsync);
        registry.AddOrchestratorFunc<TransferWork, int>("Transfer", TransferAsync);
        registry.AddEntity<Ledger>("ledger");
        registry.AddEntity<Account>("account");
        ControlledTasks.Register(registry);
        PoisonTasks.Register(registry);
    }

    static async Task<int> ChainAsync(TaskOrchestrationContext context, int length)
    {
        var sum = 0;
        for (var i = 0; i < length; i++)
        {
            sum += await context.CallActivityAsync<int>("Count", i, UntilDone);
            if (i % 2 == 1)
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            }
        }

        return sum;
    }

    /// <summary>Activities in parallel, and children beside them.</summary>
    static async Task<int> FanAsync(TaskOrchestrationContext context, int width)
    {
        var tasks = Enumerable.Range(0, width).Select(i => context.CallActivityAsync<int>("Count", i, UntilDone)).ToList();
        tasks.AddRange(Enumerable.Range(0, 2).Select(i => context.CallSubOrchestratorAsync<int>(
            "Chain", 3, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-c{i}"))));
        return (await Task.WhenAll(tasks)).Sum();
    }

    static async Task<int> LoopAsync(TaskOrchestrationContext context, LoopState state)
    {
        var sum = state.Sum + await context.CallActivityAsync<int>("Count", state.Done, UntilDone);
        await context.CreateTimer(TimeSpan.FromMilliseconds(10), CancellationToken.None);
        if (state.Done + 1 < state.Length)
        {
            context.ContinueAsNew(state with { Done = state.Done + 1, Sum = sum });
        }

        return sum;
    }

    /// <summary>
    /// Takes in numbered events over several executions. The closing event lists all that were acknowledged; it may overtake some that
    /// went another way, and the end waits for those.
    /// </summary>
    static async Task<List<string>> CollectAsync(TaskOrchestrationContext context, CollectState state)
    {
        var items = state.Items.ToList();
        var acknowledged = state.Acknowledged;
        for (var i = 0; i < 4; i++)
        {
            var item = await context.WaitForExternalEvent<CollectItem>("item");
            if (item.Close is { } close)
            {
                acknowledged = close;
            }
            else
            {
                items.Add(item.Tag!);
            }

            if (acknowledged is not null && acknowledged.All(items.Contains))
            {
                return items;
            }
        }

        context.ContinueAsNew(new CollectState(items, acknowledged));
        return items;
    }

    /// <summary>Signals and then calls one entity: the call comes after all signals of the same sender.</summary>
    static async Task<int> SignalAsync(TaskOrchestrationContext context, SignalWork work)
    {
        var ledger = new EntityInstanceId("ledger", work.Ledger);
        for (var i = 0; i < work.Count; i++)
        {
            await context.Entities.SignalEntityAsync(ledger, "Append", $"{context.InstanceId}#{i}");
            if (i % 3 == 2)
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(15), CancellationToken.None);
            }
        }

        return await context.Entities.CallEntityAsync<int>(ledger, "CountOf", context.InstanceId);
    }

    static async Task<int> TransferAsync(TaskOrchestrationContext context, TransferWork work)
    {
        var from = new EntityInstanceId("account", work.From);
        var to = new EntityInstanceId("account", work.To);
        await using (await context.Entities.LockEntitiesAsync(from, to))
        {
            var before = await context.Entities.CallEntityAsync<int>(from, "Add", -work.Amount);
            await context.CallActivityAsync<int>("Count", 0, UntilDone);
            var after = await context.Entities.CallEntityAsync<int>(from, "Add", 0);
            await context.Entities.CallEntityAsync<int>(to, "Add", work.Amount);
            // Nobody else may have come between.
            return after - before;
        }
    }

    sealed class CountActivity(Effects effects) : TaskActivity<int, int>
    {
        public override async Task<int> RunAsync(TaskActivityContext context, int input)
        {
            await effects.CountAsync(context.InstanceId, input, context.GetCancellationToken());
            return input;
        }
    }
}
