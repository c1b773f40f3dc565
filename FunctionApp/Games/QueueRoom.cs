using ImportFunctions.Games.Runs;
using ImportFunctions.Settings;

namespace ImportFunctions.Games;

/// <summary>
/// Whether the queue has room for another import. Exact for the starts of this process; the table is counted only when its last count and
/// the starts since then do not tell already that there is room, as counting takes the longer the more imports wait.
/// </summary>
/// <param name="runs">The table of runs.</param>
/// <param name="limits">The limits.</param>
/// <param name="underWay">The starts of this process.</param>
/// <param name="time">The clock.</param>
public sealed class QueueRoom(ImportRunStore runs, ImportLimits limits, StartsUnderWay underWay, TimeProvider time)
{
    // Other processes start imports, too.
    static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(1);

    volatile Counted? _last;

    /// <summary>Tells whether an import that is about to start finds the queue full.</summary>
    /// <param name="instanceId">Its orchestration, under way already.</param>
    /// <param name="cancellation">Cancels the count.</param>
    /// <returns>Whether it does.</returns>
    public async ValueTask<bool> IsFullAsync(string instanceId, CancellationToken cancellation)
    {
        // Of those that have no slot yet, as many as there are free slots do not wait.
        var places = limits.MaxQueuedImports + limits.MaxConcurrentImports;
        if (_last is { } last && time.GetElapsedTime(last.At) < CountEvery && last.Imports + underWay.Entered - last.Entered < places)
            return false;

        // Whoever enters after this is added to the count; whoever gets its row before the count is made is in it, perhaps twice.
        var (at, entered, without) = (time.GetTimestamp(), underWay.Entered, underWay.Count);
        var counts = await runs.CountUnfinishedAsync(places, limits.MaxConcurrentImports, cancellation);
        _last = new Counted(at, entered, counts.Queued + counts.Importing + without);
        return counts.Queued + counts.Importing + underWay.Before(instanceId) >= places;
    }

    // Imports: no more than that many had not ended then, were they in the table or under way to it.
    sealed record Counted(long At, long Entered, long Imports);
}
