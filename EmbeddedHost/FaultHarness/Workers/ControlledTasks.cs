using DurableTask.Postgres;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace FaultHarness.Workers;

/// <summary>Orchestrations that are there to be terminated, rewound and started again.</summary>
static class ControlledTasks
{
    public static void Register(DurableTaskRegistry registry)
    {
        registry.AddActivity("Hold", services => new HoldActivity(services.GetRequiredService<Effects>()));
        registry.AddActivity("Mended", services => new MendedActivity(services.GetRequiredService<Effects>()));
        registry.AddOrchestratorFunc<int, int>("Tree", TreeAsync);
        registry.AddOrchestratorFunc<int, int>("Failing", FailingAsync);
        registry.AddOrchestratorFunc<int, int>("FailingParent", FailingParentAsync);
    }

    /// <summary>Children to a depth, and at each place an activity that ends only when it is cancelled.</summary>
    static async Task<int> TreeAsync(TaskOrchestrationContext context, int depth)
    {
        var tasks = new List<Task> { context.CallActivityAsync("Hold", 0, WorkTasks.UntilDone) };
        if (depth > 0)
        {
            tasks.AddRange(Enumerable.Range(0, 2).Select(i => context.CallSubOrchestratorAsync<int>(
                "Tree", depth - 1, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-t{i}"))));
        }

        await Task.WhenAll(tasks);
        return 0;
    }

    /// <summary>Counts, fails in the middle until it is mended, and counts on.</summary>
    static async Task<int> FailingAsync(TaskOrchestrationContext context, int length)
    {
        var sum = 0;
        for (var i = 0; i < length; i++)
        {
            sum += await context.CallActivityAsync<int>("Count", i, WorkTasks.UntilDone);
            if (i == length / 2)
            {
                await context.CallActivityAsync("Mended", 0, WhileAway);
            }
        }

        return sum;
    }

    /// <summary>Fails because a child does, while other children are running or have completed.</summary>
    static async Task<int> FailingParentAsync(TaskOrchestrationContext context, int length)
    {
        var first = await context.CallActivityAsync<int>("Count", 0, WorkTasks.UntilDone);
        var results = await Task.WhenAll(
            context.CallSubOrchestratorAsync<int>("Failing", length, new SubOrchestrationOptions(instanceId: context.InstanceId + "-c0")),
            context.CallSubOrchestratorAsync<int>("Chain", 3, new SubOrchestrationOptions(instanceId: context.InstanceId + "-c1")));
        return first + results.Sum();
    }

    /// <summary>What is not mended fails at once; a database that is away is waited for.</summary>
    static readonly TaskOptions WhileAway = TaskOptions.FromRetryPolicy(
        new RetryPolicy(1000, TimeSpan.FromMilliseconds(50), 1.5, TimeSpan.FromMilliseconds(500))
        {
            HandleFailure = failure => !failure.IsCausedBy<NotSupportedException>(),
        });

    sealed class MendedActivity(Effects effects) : TaskActivity<int, int>
    {
        public override async Task<int> RunAsync(TaskActivityContext context, int input)
            => await effects.IsMendedAsync(context.InstanceId, context.GetCancellationToken())
                ? input
                : throw new NotSupportedException($"{context.InstanceId} is not mended.");
    }

    sealed class HoldActivity(Effects effects) : TaskActivity<int, int>
    {
        public override async Task<int> RunAsync(TaskActivityContext context, int input)
        {
            var (run, cancellation) = (Guid.NewGuid(), context.GetCancellationToken());
            try
            {
                // Within: it may be noted although this fails, when the database is away before it has answered.
                await effects.HeldAsync(context.InstanceId, run, cancellation);
                await Task.Delay(Timeout.Infinite, cancellation);
                return input;
            }
            finally
            {
                await effects.LetGoAsync(run);
            }
        }
    }
}
