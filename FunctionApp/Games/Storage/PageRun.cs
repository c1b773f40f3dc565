namespace ImportFunctions.Games.Storage;

/// <summary>One call of <see cref="IGameProvider.ImportPageAsync"/>: its pipeline, its limits, its clock.</summary>
sealed class PageRun(ImportPipeline pipeline, PageRequest request, TimeSpan budget, TimeProvider time)
{
    readonly long _started = time.GetTimestamp();

    /// <summary>Where records go.</summary>
    public ImportPipeline Pipeline => pipeline;

    /// <summary>Whether the page has lasted long enough.</summary>
    public bool IsLate => time.GetElapsedTime(_started) >= budget;

    /// <summary>How many more games may be added; each of them may turn out to be new. 0: the limit is reached.</summary>
    public async ValueTask<int> RoomAsync()
    {
        var room = Room;
        if (room > 0)
            return room;
        await pipeline.DrainAsync();
        return Math.Max(0, Room);
    }

    /// <summary>The page's result.</summary>
    public PageResult Result(ImportError? error, IReadOnlyList<PageSpec> next, RunCounters? known)
    {
        var (imported, duplicate, skipped, filtered) = (pipeline.Imported, pipeline.Duplicate, pipeline.Skipped, pipeline.Filtered);
        var all = imported + duplicate + skipped + filtered;
        return new PageResult
        {
            Error = error,
            Imported = imported,
            Duplicate = duplicate,
            Skipped = skipped,
            Filtered = filtered,
            Checked = all,
            Next = next,
            Totals = pipeline.Totals ?? known ?? new RunCounters(imported, duplicate, all, skipped, filtered),
        };
    }

    // In this order: a batch that is committed meanwhile counts twice rather than not at all.
    int Room => request.Remaining - pipeline.InFlight - pipeline.Imported;
}
