using ImportFunctions.Games.Filters;
using ImportFunctions.Games.Http;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.ChessCom;

/// <summary>Imports from Chess.com: months, newest first; the running and the previous one by ETag, complete older ones no more.</summary>
sealed class ChessComProvider(
    ChessComClient client, GameStore games, PlayerStore players, MonthStore months, ImportSettings settings, TimeProvider time)
    : IGameProvider
{
    const string Kind = "months";

    /// <inheritdoc />
    public string Platform => Platforms.ChessCom;

    /// <inheritdoc />
    public int MaxParallelPages => 1;

    /// <inheritdoc />
    public async Task<ImportPlan> PlanAsync(PlanRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var userId = request.UserId.ToLowerInvariant();
        var current = ArchiveMonth.Current(time.GetUtcNow());
        var known = await months.LoadAsync(userId, cancellation);
        int? total = null;
        try
        {
            // Games appear in these two months only: where both are known to exist, or nobody asks for them, the list of archives has
            // nothing to tell.
            var asked = known.Count == 0 || !(request.Filter?.Until <= new ArchiveMonth(current.Index - 1).Earliest);
            if (asked && known.Count(month => month.Month.Index >= current.Index - 1) < 2)
            {
                var archives = await client.ArchivesAsync(userId, cancellation);
                if (known.Count == 0 && archives.Count > 0 && request.Filter is null)
                    total = await client.CountAsync(userId, cancellation);
                await months.AddAsync(userId, archives, cancellation);
                known = await months.LoadAsync(userId, cancellation);
            }
        }
        catch (ProviderFailure failure)
        {
            return new ImportPlan { Error = failure.Error };
        }

        await players.MeetAsync(userId, Platform, null, null, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellation);
        if (request.Filter is not null)
            known = await months.LoadAsync(userId, request.Filter, cancellation);
        var wanted = known.Where(month => !month.Closed).ToList();
        var complete = known.Where(month => month is { Complete: true, Games: > 0 }).ToList();
        if (total is null && complete.Count > 0)
            total = (int)Math.Min(int.MaxValue, wanted.Count(month => !month.Complete) * complete.Average(month => month.Games!.Value));
        return new ImportPlan
        {
            Pages = wanted.Count == 0 ? [] : [Page(wanted[^1].Month, wanted[0].Month)],
            TotalGames = total is { } estimate && request.Filter is null ? Math.Min(estimate, request.Limit) : null,
        };
    }

    /// <inheritdoc />
    public async Task<PageResult> ImportPageAsync(PageRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var userId = request.UserId.ToLowerInvariant();
        var target = new ImportTarget(request.RunId, userId, Platform, long.MaxValue)
        {
            Matcher = GameMatcher.Of(request.Filter, byEnd: true),
            MonthFilter = request.Filter is { } filter
                ? name => ArchiveMonth.TryParse(name, out var month) ? MonthStore.FilterOf(filter, month) : filter.FullKey
                : null,
        };
        using var format = new ChessComFormat(userId, request.RunId);
        await using var pipeline = new ImportPipeline(games, format, target, settings, true, time, cancellation);
        var run = new PageRun(pipeline, request, TimeSpan.FromSeconds(settings.PageSeconds), time);
        var import = new MonthImport(client, format, run, games, target, settings, time, cancellation);
        var previous = new ArchiveMonth(ArchiveMonth.Current(time.GetUtcNow()).Index - 1);
        var wanted = (await months.LoadAsync(userId, request.Filter, cancellation))
            .Where(month => !month.Closed && month.Month.Index >= request.Page.From && month.Month.Index < request.Page.To)
            .ToList();
        var done = 0;
        ImportError? error = null;
        try
        {
            while (done < wanted.Count && !(done > 0 && run.IsLate))
            {
                var room = await run.RoomAsync();
                if (room == 0 || !await import.ImportAsync(wanted[done], previous, room))
                    break;
                done++;
            }
        }
        catch (ProviderFailure failure)
        {
            error = failure.Error;
        }

        await pipeline.DrainAsync();
        var totals = pipeline.Totals ?? await games.TotalsAsync(request.RunId, cancellation);
        return run.Result(error, done == wanted.Count ? [] : [Page(wanted[^1].Month, wanted[done].Month)], totals);
    }

    static PageSpec Page(ArchiveMonth oldest, ArchiveMonth newest) => new()
    {
        Kind = Kind,
        Key = oldest == newest ? oldest.ToString() : $"{oldest}..{newest}",
        From = oldest.Index,
        To = newest.Index + 1,
    };
}
