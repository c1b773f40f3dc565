using System.Globalization;
using ImportFunctions.Games.Filters;
using ImportFunctions.Games.Http;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.Lichess;

/// <summary>Imports from Lichess: what is missing is all time up to now without the stretches known to be complete.</summary>
sealed class LichessProvider(
    LichessClient client, GameStore games, PlayerStore players, FilterStore filters, ImportSettings settings, TimeProvider time)
    : IGameProvider
{
    internal const string Window = "window";
    internal const string Late = "late";
    const int Passes = 3;

    // createdAt orders the games, but they appear when they end. Live games are found again by reading the last hours again …
    internal static readonly TimeSpan Overlap = TimeSpan.FromHours(6);

    // … and correspondence games, up to 127 days later in recorded data, by searching back this far when the count does not add up.
    internal static readonly TimeSpan LateReach = TimeSpan.FromDays(400);

    /// <inheritdoc />
    public string Platform => Platforms.Lichess;

    /// <inheritdoc />
    public int MaxParallelPages => 1;

    /// <inheritdoc />
    public async Task<ImportPlan> PlanAsync(PlanRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var userId = request.UserId.ToLowerInvariant();
        LichessUser user;
        try
        {
            user = await client.UserAsync(userId, cancellation);
        }
        catch (ProviderFailure failure)
        {
            return new ImportPlan { Error = failure.Error };
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var known = await players.MeetAsync(userId, Platform, user.Name, user.Games, now, cancellation);
        if (request.Filter is { } filter)
        {
            var filtered = new FilteredWindows(filters, players, userId, filter);
            return new ImportPlan { Pages = await filtered.PlanAsync(user, known, now, cancellation), DisplayName = user.Name };
        }

        var changed = user.Games != known.ProviderCount;
        // Of a run that goes on, the first plan has called the last hours into doubt; games that came since then are missed in the count.
        var doubtful = changed && (!request.Resumed || user.Games - known.ProviderCount - known.FoundAbove > 0);
        if (doubtful && known.Covered.Count > 0)
        {
            var newest = known.Covered[^1];
            var from = Math.Max(newest.LowerBound, newest.UpperBound - (long)Overlap.TotalMilliseconds);
            known = known with { Covered = await players.ReopenAsync(userId, Platform, from, newest.UpperBound, cancellation) };
        }

        var missing = known.Missing(0, now);
        var pages = missing.Select(gap => Page(Window, gap.From, gap.To)).ToList();
        if (changed && user.Games is { } count)
            pages.Insert(Math.Min(1, pages.Count), Page(Late, 0, now) with { Value = count });
        // Games of a gap below the floor are in the accounted count, though not in the table.
        var complete = missing.Count == 0 || missing[^1].From >= known.FoundFloor - (long)Overlap.TotalMilliseconds;
        var left = complete ? user.Games - known.ProviderCount - known.FoundAbove : user.Games - (int)known.Games;
        return new ImportPlan
        {
            Pages = pages,
            DisplayName = user.Name ?? known.DisplayName,
            TotalGames = left is { } estimate ? Math.Clamp(estimate, 0, request.Limit) : null,
        };
    }

    /// <inheritdoc />
    public async Task<PageResult> ImportPageAsync(PageRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var userId = request.UserId.ToLowerInvariant();
        var late = request.Page.Kind == Late;
        if (late && request.Filter is null
            && await players.ReconcileFoundAsync(userId, Platform, request.Page.Value, request.Page.To, request.RunId, cancellation) is { } found)
        {
            return new PageResult { Totals = found };
        }

        var known = await players.LoadAsync(userId, Platform, cancellation);
        var target = new ImportTarget(
            request.RunId, userId, Platform, late ? 0 : known?.FoundFloor ?? long.MaxValue)
        {
            Matcher = GameMatcher.Of(request.Filter, byEnd: false),
            Filter = request.Filter?.KindKey is { Length: > 0 } kind ? kind : null,
        };
        var format = new LichessFormat(userId, request.RunId);
        // Where games are that no coverage accounts for, the first batches would run into them.
        var meetsKnown = late || (known is { HasGames: true } && (known.Covered.Count == 0 || target.Filter is not null));
        await using var pipeline = new ImportPipeline(games, format, target, settings, meetsKnown, time, cancellation);
        var run = new PageRun(pipeline, request, TimeSpan.FromSeconds(settings.PageSeconds), time);
        ImportError? error = null;
        IReadOnlyList<PageSpec> next = [request.Page];
        try
        {
            next = !late ? await FillAsync(run, userId, request.Page, known, target.Filter, request.Filter is not null, cancellation)
                : request.Filter is { } filter ? await SearchFilteredAsync(run, userId, request.Page, filter, cancellation)
                : await SearchAsync(run, userId, request.Page, known, cancellation);
        }
        catch (ProviderFailure failure)
        {
            client.Pace.Reset();
            error = failure.Error;
        }

        await pipeline.DrainAsync();
        var totals = pipeline.Totals ?? await games.TotalsAsync(request.RunId, cancellation);
        return run.Result(error, next, totals);
    }

    // Each pass asks for what is still missing: what the pass before could not make sense of.
    async Task<IReadOnlyList<PageSpec>> FillAsync(
        PageRun run, string userId, PageSpec page, PlayerState? known, string? filter, bool filtered, CancellationToken cancellation)
    {
        for (var pass = page.Attempt; pass < Passes; pass++)
        {
            var window = new LichessWindow(client, run, userId, pass == 0, time, cancellation, filtered);
            var missing = filter is not null ? await filters.MissingAsync(userId, Platform, filter, page.From, page.To, cancellation)
                : known is not null ? known.Missing(page.From, page.To)
                : await players.MissingAsync(userId, Platform, page.From, page.To, cancellation);
            if (missing.Count == 0)
                break;
            foreach (var (from, to) in missing)
            {
                if (await window.ReadAsync(from, to, pass == Passes - 1 ? WindowMode.Final : WindowMode.Strict) > from)
                    return [page with { Attempt = pass }];
            }

            await run.Pipeline.DrainAsync();
            known = run.Pipeline.Covered is { } covered && known is not null ? known with { Covered = covered } : null;
        }

        return [];
    }

    // What is left out is not remembered, so that the count does not tell when all that ended late is found: the whole stretch is read.
    async Task<IReadOnlyList<PageSpec>> SearchFilteredAsync(
        PageRun run, string userId, PageSpec page, GameFilter filter, CancellationToken cancellation)
    {
        var window = new LichessWindow(client, run, userId, true, time, cancellation, filtered: true);
        var reached = await window.ReadAsync(page.From, page.To, WindowMode.Rescan);
        if (reached > page.From)
            return [page with { To = reached }];
        await run.Pipeline.DrainAsync();
        await filters.ReconcileAsync(userId, Platform, filter.FullKey, page.Value, cancellation);
        return [];
    }

    async Task<IReadOnlyList<PageSpec>> SearchAsync(
        PageRun run, string userId, PageSpec page, PlayerState? known, CancellationToken cancellation)
    {
        if (known?.ProviderCount is null || known.Covered.Count == 0)
            return [];
        if (Unaccounted(known) > 0)
        {
            var from = Math.Max(known.Covered[^1].LowerBound, known.FoundFloor - (long)LateReach.TotalMilliseconds);
            var to = Math.Min(known.FoundFloor, page.From > 0 ? page.From : long.MaxValue);
            var window = new LichessWindow(client, run, userId, true, time, cancellation);
            var reached = await window.ReadAsync(from, to, WindowMode.Rescan, async () =>
                await players.LoadAsync(userId, Platform, cancellation) is not { } state || Unaccounted(state) <= 0);
            if (reached > from && await players.LoadAsync(userId, Platform, cancellation) is { } after && Unaccounted(after) > 0)
                return [page with { From = reached }];
        }

        // Found, or not to be found: the provider counts games that it does not give out, too.
        await players.ReconcileAsync(userId, Platform, page.Value, page.To, cancellation);
        return [];

        int Unaccounted(PlayerState state) => page.Value - (state.ProviderCount ?? 0) - state.FoundAbove;
    }

    internal static PageSpec Page(string kind, long from, long to) => new()
    {
        Kind = kind,
        Key = kind == Late ? Late : string.Create(CultureInfo.InvariantCulture,
            $"{DateTimeOffset.FromUnixTimeMilliseconds(from):yyyy-MM-dd}..{DateTimeOffset.FromUnixTimeMilliseconds(to):yyyy-MM-dd}"),
        From = from,
        To = to,
    };
}
