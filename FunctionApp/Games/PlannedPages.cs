namespace ImportFunctions.Games;

/// <summary>
/// The first pages of a plan, imported by the activity that made it: a step of an orchestration costs more than a small page, and most
/// imports are small.
/// </summary>
/// <param name="provider">The platform.</param>
/// <param name="request">What was planned.</param>
/// <param name="time">The clock.</param>
sealed class PlannedPages(IGameProvider provider, PlanRequest request, TimeProvider time)
{
    /// <summary>Goes on until everything is done, the provider is in trouble or no further page is to begin.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="counters">What the run has done before.</param>
    /// <param name="budget">How long a page may take; after half of it no further one begins.</param>
    /// <param name="cancellation">Stops the pages; what was committed stays.</param>
    /// <returns>What the pages did and, as <see cref="PageResult.Next"/>, all pages that are left; null when none began.</returns>
    public async Task<PageResult?> ImportAsync(ImportPlan plan, RunCounters counters, TimeSpan budget, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        PageResult? done = null;
        List<PageSpec> left = [.. plan.Pages];
        for (var remaining = request.Limit - counters.Imported; left.Count > 0 && remaining > 0;)
        {
            if (done is not null && (done.Error is not null || time.GetElapsedTime(started) >= budget / 2))
                break;
            var page = new PageRequest(request.RunId, request.UserId, left[0], remaining, request.Filter);
            var result = await provider.ImportPageAsync(page, cancellation);
            left.RemoveAt(0);
            left.InsertRange(0, result.Next);
            remaining = request.Limit - result.Totals.Imported;
            done = Together(done, result);
        }

        return done is null ? null : done with { Next = left };
    }

    static PageResult Together(PageResult? before, PageResult result) => before is null ? result : result with
    {
        Imported = before.Imported + result.Imported,
        Duplicate = before.Duplicate + result.Duplicate,
        Filtered = before.Filtered + result.Filtered,
        Checked = before.Checked + result.Checked,
        Skipped = before.Skipped + result.Skipped,
    };
}
