using ImportFunctions.Games;
using ImportFunctions.Games.Budget;
using ImportFunctions.Games.Runs;
using ImportFunctions.Progress;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ImportFunctions.Gate;

/// <summary>
/// Takes back what imports left behind that could not clean up after themselves: terminated, purged, replaced, or broken ones. An
/// orchestration's own life is its lease, so that a slot is never lost and never taken from somebody who is only slow.
/// </summary>
/// <param name="gate">The gate.</param>
/// <param name="runs">The table of runs.</param>
/// <param name="stops">Tells pages of theirs that still work.</param>
/// <param name="permits">Takes back what they held of the providers' budgets.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what was taken back.</param>
public sealed partial class ImportReaper(
    GateReader gate, ImportRunStore runs, RunStops stops, PermitReaper permits, TimeProvider time, ILogger<ImportReaper> logger)
{
    /// <summary>Waiting imports looked at each time. Those in front matter; the others get their turn by and by.</summary>
    const int WaitingPerSweep = 40;

    const int RunsPerSweep = 100;

    static readonly TimeSpan RunsSettle = TimeSpan.FromSeconds(5);

    /// <summary>Name of <see cref="Check"/>.</summary>
    public const string CheckName = "CheckHolders";

    /// <summary>Closes the runs of those holders whose orchestration is gone.</summary>
    /// <param name="holders">The holders.</param>
    /// <param name="client">The durable client.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>The claims of those that are gone.</returns>
    [Function(CheckName)]
    public async Task<List<SlotClaim>> Check(
        [ActivityTrigger] List<LeaseHolder> holders, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        var gone = new List<SlotClaim>();
        foreach (var holder in holders)
        {
            if (await CloseIfGoneAsync(client, holder.Claim, holder.RequestedAt, context.CancellationToken))
                gone.Add(holder.Claim);
        }

        return gone;
    }

    /// <summary>Looks after the imports every few seconds.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="client">The durable client.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>When it is done.</returns>
    [Function("ReapImports")]
    public async Task OnTimer(
        [TimerTrigger("*/5 * * * * *", UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        _ = timer;
        await SweepAsync(client, context.CancellationToken);
        await permits.SweepAsync(client, context.CancellationToken);
    }

    /// <summary>Finds claims and open runs whose orchestration is gone, and closes them.</summary>
    /// <param name="client">The durable client.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <returns>How many were closed.</returns>
    public async Task<int> SweepAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        // The claims are read before the orchestrations: an orchestration exists before its claim does, so what is found gone is gone.
        var view = await gate.ReadAsync(client, cancellation);
        var waiting = Turn(view.Queue, time.GetUtcNow()).ToList();
        var claimed = view.Holders.Concat(waiting).ToDictionary(e => e.ToClaim(), e => e.RequestedAt);
        var open = await runs.UnfinishedAsync(RunsSettle, RunsPerSweep, cancellation);

        var gone = new List<SlotClaim>();
        foreach (var claim in claimed.Keys.Union(open))
        {
            if (await CloseIfGoneAsync(client, claim, claimed.GetValueOrDefault(claim, DateTimeOffset.MaxValue), cancellation))
                gone.Add(claim);
        }

        var held = gone.Where(claimed.ContainsKey).ToList();
        if (held.Count > 0 || view.HasIdleSlot)
            await client.Entities.SignalEntityAsync(ImportGate.Id, nameof(ImportGate.Reap), held, cancellation: cancellation);
        return gone.Count;
    }

    /// <summary>Decides whether an import is over although nobody said so.</summary>
    /// <param name="instance">Its orchestration; null when there is none.</param>
    /// <param name="claim">The run in question.</param>
    /// <param name="requestedAt">When that run began (UTC): an older custom status is not about it.</param>
    /// <returns>How it ended; null while it lives.</returns>
    internal static ImportEnding? EndingOf(OrchestrationMetadata? instance, SlotClaim claim, DateTimeOffset requestedAt)
    {
        if (instance is null)
            return ImportEnding.Cancelled;
        var shown = ProgressReader.ReadStatus(instance);
        if (shown?.RunId is { } run && run != claim.RunId && shown.UpdatedAt > requestedAt)
            return ImportEnding.Cancelled;
        if (!instance.IsCompleted)
            return null;
        if (shown is not null && shown.RunId == claim.RunId && ImportStatus.IsFinal(shown.Status))
            return new ImportEnding(shown.Status, shown.Error);
        return instance.RuntimeStatus == OrchestrationRuntimeStatus.Terminated
            ? ImportEnding.Cancelled
            : ImportEnding.Failed(ImportErrorCodes.Internal, "The import ended unexpectedly.", retryable: true);
    }

    [LoggerMessage(EventId = 2202, Level = LogLevel.Information, Message = "Import {InstanceId}, run {RunId}, is gone: closed as {Status}")]
    static partial void Reaped(ILogger logger, string instanceId, Guid runId, string status);

    async Task<bool> CloseIfGoneAsync(DurableTaskClient client, SlotClaim claim, DateTimeOffset requestedAt, CancellationToken cancellation)
    {
        var instance = await client.GetInstanceAsync(claim.InstanceId, getInputsAndOutputs: true, cancellation);
        if (EndingOf(instance, claim, requestedAt) is not { } ending)
            return false;
        await runs.FinishAsync(claim.RunId, ending.Status, ending.Error, cancellation);
        stops.Stop(claim.RunId);
        Reaped(logger, claim.InstanceId, claim.RunId, ending.Status);
        return true;
    }

    // The front of the queue always, the rest in turns that follow the clock.
    static IEnumerable<GateEntry> Turn(IReadOnlyList<GateEntry> queue, DateTimeOffset now)
    {
        const int half = WaitingPerSweep / 2;
        if (queue.Count <= WaitingPerSweep)
            return queue;
        var turns = (queue.Count - half + half - 1) / half;
        var turn = (int)(now.ToUnixTimeSeconds() / 5 % turns);
        return queue.Take(half).Concat(queue.Skip(half + (turn * half)).Take(half));
    }
}
