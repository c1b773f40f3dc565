using ImportFunctions.Games.Filters;
using ImportFunctions.Games.Storage;
using NpgsqlTypes;

namespace ImportFunctions.Games.Lichess;

/// <summary>
/// Works out what an import with filters has to fetch. What is complete for all games is complete for it, too; what it completes itself
/// is noted for its filter only, unless it only limits the time.
/// </summary>
sealed class FilteredWindows(FilterStore filters, PlayerStore players, string userId, GameFilter filter)
{
    static long OverlapMs => (long)LichessProvider.Overlap.TotalMilliseconds;

    /// <summary>Plans the pages.</summary>
    /// <param name="user">What Lichess says about the player.</param>
    /// <param name="known">What is known about all of the player's games.</param>
    /// <param name="now">The time, milliseconds since 1970.</param>
    /// <param name="cancellation">Stops the queries.</param>
    /// <returns>The pages, newest first.</returns>
    public async Task<IReadOnlyList<PageSpec>> PlanAsync(LichessUser user, PlayerState known, long now, CancellationToken cancellation)
    {
        var (from, to) = (filter.From, Math.Min(filter.To, now));
        if (from >= to)
            return [];
        var kind = filter.KindKey;
        var own = kind.Length == 0 ? null : await filters.LoadAsync(userId, Platforms.Lichess, kind, cancellation);
        var account = await filters.LoadAsync(userId, Platforms.Lichess, filter.FullKey, cancellation);
        // The first time, what is complete stems from imports without these times, or without a filter at all, and so does the count.
        var count = account?.ProviderCount ?? own?.ProviderCount ?? known.ProviderCount;
        var complete = Within([.. known.Covered, .. own?.Covered ?? []], from, to);
        // Nothing ends so late that it would still be added to times so long ago.
        var changed = complete is not null && user.Games != count && to > now - (long)LichessProvider.LateReach.TotalMilliseconds;
        var stale = complete is { } newest && changed ? (From: Math.Max(from, newest.To - OverlapMs), newest.To) : (From: 0, To: 0);
        var missing = await MissingAsync(user, known, kind, (from, to), stale, cancellation);
        var pages = missing.Select(gap => LichessProvider.Page(LichessProvider.Window, gap.From, gap.To)).ToList();
        if (!changed && account?.ProviderCount is null && user.Games is { } first)
            await filters.ReconcileAsync(userId, Platforms.Lichess, filter.FullKey, first, cancellation);
        if (changed && complete is { } reread && user.Games is { } games)
        {
            var reach = filter.AdmitsCorrespondence
                ? Math.Max(reread.From, reread.To - (long)LichessProvider.LateReach.TotalMilliseconds)
                : reread.To;
            pages.Insert(Math.Min(1, pages.Count), LichessProvider.Page(LichessProvider.Late, reach, reread.To) with { Value = games });
        }

        return pages;
    }

    // From the oldest to the newest moment of a window that is complete; null when nothing is.
    static (long From, long To)? Within(IEnumerable<NpgsqlRange<long>> covered, long from, long to)
    {
        var inside = covered.Where(range => range.LowerBound < to && range.UpperBound > from).ToList();
        return inside.Count == 0
            ? null
            : (Math.Max(from, inside.Min(range => range.LowerBound)), Math.Min(to, inside.Max(range => range.UpperBound)));
    }

    async Task<List<(long From, long To)>> MissingAsync(
        LichessUser user, PlayerState known, string kind, (long From, long To) window, (long From, long To) stale,
        CancellationToken cancellation)
    {
        if (kind.Length == 0)
        {
            if (stale.To > stale.From)
                await players.ReopenAsync(userId, Platforms.Lichess, stale.From, stale.To, cancellation);
            return await players.MissingAsync(userId, Platforms.Lichess, window.From, window.To, cancellation);
        }

        // Of what is complete for all games the last hours are in doubt when games have been added since.
        IReadOnlyList<NpgsqlRange<long>> complete = known.Covered;
        if (known.Covered.Count > 0 && user.Games != known.ProviderCount)
        {
            var newest = known.Covered[^1];
            var certain = Math.Max(newest.LowerBound, newest.UpperBound - OverlapMs);
            complete = [.. known.Covered.SkipLast(1), new NpgsqlRange<long>(newest.LowerBound, true, certain, false)];
        }

        await filters.MeetAsync(userId, Platforms.Lichess, kind, stale, complete, cancellation);
        return await filters.MissingAsync(userId, Platforms.Lichess, kind, window.From, window.To, cancellation);
    }
}
