using ImportFunctions.Games.Runs;
using ImportFunctions.Gate;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ImportFunctions.Games.Budget;

/// <summary>
/// Takes permits back whose imports are gone: terminated, purged, replaced or broken ones. An import's own life is its lease. A permit
/// goes back only some moments after the run was closed, as a page of it may work until it has seen that.
/// </summary>
/// <param name="budgets">The budgets.</param>
/// <param name="runs">The table of runs.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what was taken back.</param>
public sealed partial class PermitReaper(
    ProviderBudgetReader budgets, ImportRunStore runs, TimeProvider time, ILogger<PermitReaper> logger)
{
    // Pages look every second whether their run is over.
    static readonly TimeSpan PagesStopWithin = TimeSpan.FromSeconds(3);

    // A suspended import does not give back what it holds, and may stay so for days; its page has ended by then.
    static readonly TimeSpan SuspendedKeeps = TimeSpan.FromMinutes(2);

    /// <summary>Looks through all budgets.</summary>
    /// <param name="client">The durable client.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <returns>How many permits and places in queues were taken back.</returns>
    public async Task<int> SweepAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var reaped = 0;
        foreach (var platform in PlayerKey.KnownPlatforms)
        {
            var state = await budgets.ReadAsync(client, platform, cancellation);
            var gone = new List<PermitClaim>();
            foreach (var entry in state.Holders.Concat(state.Queue))
            {
                if (!await IsGoneAsync(client, entry, cancellation))
                    continue;
                gone.Add(entry.Claim);
                Reaped(logger, platform, entry.Claim.InstanceId, entry.Claim.RunId);
            }

            if (gone.Count > 0 || budgets.Logic(platform, state).HasIdlePermit)
            {
                await client.Entities.SignalEntityAsync(
                    ProviderBudget.IdOf(platform), nameof(ProviderBudget.Reap), gone, cancellation: cancellation);
            }

            reaped += gone.Count;
        }

        return reaped;
    }

    [LoggerMessage(EventId = 2203, Level = LogLevel.Information, Message = "Took a {Platform} permit of {InstanceId}, run {RunId}, back")]
    static partial void Reaped(ILogger logger, string platform, string instanceId, Guid runId);

    async Task<bool> IsGoneAsync(DurableTaskClient client, PermitEntry entry, CancellationToken cancellation)
    {
        var claim = entry.Claim;
        var now = time.GetUtcNow();
        var instance = await client.GetInstanceAsync(claim.InstanceId, getInputsAndOutputs: true, cancellation);
        if (instance is { RuntimeStatus: OrchestrationRuntimeStatus.Suspended })
            return now - (entry.GrantedAt ?? entry.AskedAt) > SuspendedKeeps;
        if (ImportReaper.EndingOf(instance, new SlotClaim(claim.InstanceId, claim.RunId), entry.AskedAt) is null)
            return false;
        // An open row is closed first, which is what its pages stop at.
        return await runs.FindAsync(claim.RunId, cancellation) is not { } run
            || (run.FinishedAt is { } finished && now - finished > PagesStopWithin);
    }
}
