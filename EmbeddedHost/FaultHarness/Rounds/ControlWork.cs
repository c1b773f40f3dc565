using FaultHarness.Workers;
using Microsoft.DurableTask.Client;

namespace FaultHarness.Rounds;

/// <summary>
/// What a round does to instances besides starting them: terminates trees, rewinds what failed, runs finished ones again, purges. Suspending
/// and resuming is part of the lanes, where events arrive meanwhile.
/// </summary>
sealed class ControlWork(ChaosHub hub, RoundWork work, string prefix, Random random)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Roots of trees whose termination was acknowledged.</summary>
    public List<string> Terminated { get; } = [];

    /// <summary>Instances that were purged.</summary>
    public IReadOnlyCollection<string> Purged => [.. work.Purged.Keys];

    /// <summary>Instances that failed once and were rewound.</summary>
    public List<string> Rewound { get; } = [];

    /// <summary>Does everything once, in an order that the seed decides.</summary>
    public async Task RunAsync()
    {
        Func<Task>[] all = [TerminateAsync, () => RewindAsync("Failing"), () => RewindAsync("FailingParent"), RestartAsync, CopyAsync, PurgeAsync];
        foreach (var action in all.OrderBy(_ => random.Next()).ToList())
        {
            await action();
        }
    }

    async Task TerminateAsync()
    {
        var id = prefix + "tree";
        await work.UntilAcknowledgedAsync(new WorkerCommand("start", id, "Tree", "3"));
        // Some trees end before they have grown.
        await Task.Delay(random.Next(300));
        await work.UntilAcknowledgedAsync(new WorkerCommand("terminate", id));
        Terminated.Add(id);
    }

    async Task RewindAsync(string orchestrator)
    {
        var (id, length) = ($"{prefix}{orchestrator}", 2 + random.Next(4));
        var failing = orchestrator == "Failing" ? id : id + "-c0";
        var sum = length * (length - 1) / 2;
        work.Counts[failing] = length;
        if (failing != id)
        {
            work.Counts[id] = 1;
            work.Counts[id + "-c1"] = 3;
        }

        await work.StartAsync(id, orchestrator, length, failing == id ? sum : sum + 3);
        await UntilAsync(id, OrchestrationRuntimeStatus.Failed);
        await ChaosHub.RetryAsync(() => hub.ExecuteAsync($"INSERT INTO chaos.mended VALUES ('{failing}') ON CONFLICT DO NOTHING"));
        await work.UntilAcknowledgedAsync(new WorkerCommand("rewind", id));
        Rewound.Add(id);
    }

    async Task RestartAsync()
    {
        var id = prefix + "again";
        await FinishedChainAsync(id);
        await work.UntilAcknowledgedAsync(new WorkerCommand("restart", id));
    }

    async Task CopyAsync()
    {
        var id = prefix + "copied";
        var length = await FinishedChainAsync(id);
        var copy = await work.UntilAcknowledgedAsync(new WorkerCommand("copy", id));
        work.Counts[copy] = length;
        work.Expect(copy, length * (length - 1) / 2);
    }

    async Task PurgeAsync()
    {
        var id = prefix + "purged";
        await FinishedChainAsync(id);
        await work.UntilAcknowledgedAsync(new WorkerCommand("purge", id));
        work.Purged[id] = true;
    }

    async Task<int> FinishedChainAsync(string id)
    {
        var length = 1 + random.Next(3);
        work.Counts[id] = length;
        await work.StartAsync(id, "Chain", length, length * (length - 1) / 2);
        await UntilAsync(id, OrchestrationRuntimeStatus.Completed);
        return length;
    }

    async Task UntilAsync(string id, OrchestrationRuntimeStatus status)
    {
        OrchestrationRuntimeStatus? now = null;
        for (var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds; Environment.TickCount64 < until;)
        {
            now = (await ChaosHub.RetryAsync(() => hub.Client.GetInstanceAsync(id)))?.RuntimeStatus;
            if (now == status)
            {
                return;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"{id} is {now} and not {status}.");
    }
}
