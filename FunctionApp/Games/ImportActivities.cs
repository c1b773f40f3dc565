using ImportFunctions.Games.Runs;
using ImportFunctions.Progress;
using ImportFunctions.Settings;
using Microsoft.Azure.Functions.Worker;

namespace ImportFunctions.Games;

/// <summary>The steps of an import that touch the world. Each may run twice, and minutes late.</summary>
/// <param name="runs">The table of runs.</param>
/// <param name="providers">The platforms.</param>
/// <param name="stops">Tells working pages that their import is to end.</param>
/// <param name="limits">The limits of imports.</param>
/// <param name="settings">The settings of the data path.</param>
/// <param name="underWay">Hears when an import has its row.</param>
/// <param name="time">The clock.</param>
public sealed class ImportActivities(
    ImportRunStore runs,
    IEnumerable<IGameProvider> providers,
    RunStops stops,
    ImportLimits limits,
    ImportSettings settings,
    StartsUnderWay underWay,
    TimeProvider time)
{
    /// <summary>Name of <see cref="Begin"/>.</summary>
    public const string BeginName = "BeginImport";

    /// <summary>Name of <see cref="Plan"/>.</summary>
    public const string PlanName = "PlanImport";

    /// <summary>Name of <see cref="ImportPage"/>.</summary>
    public const string PageName = "ImportPage";

    /// <summary>Name of <see cref="Stop"/>.</summary>
    public const string StopName = "StopImport";

    /// <summary>Name of <see cref="Finish"/>.</summary>
    public const string FinishName = "FinishImport";

    /// <summary>Adds the run's row.</summary>
    /// <param name="work">The run.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>The settings that the run keeps.</returns>
    [Function(BeginName)]
    public async Task<BeginOutcome> Begin([ActivityTrigger] BeginWork work, FunctionContext context)
    {
        var added = await runs.BeginAsync(work.RunId, work.InstanceId, work.Request, context.CancellationToken, work.Schedule);
        underWay.Leave(work.InstanceId);
        return new BeginOutcome(limits.ImportTimeLimit, RanBefore: !added, TimeSpan.FromSeconds(settings.ProviderWaitLimitSeconds));
    }

    /// <summary>
    /// Notes that the run has its slot, finds out what is missing, and goes on with it for the time of a page. A run that is done by then
    /// is closed.
    /// </summary>
    /// <param name="work">The run.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>The plan, what was done of it, and what is left.</returns>
    [Function(PlanName)]
    public async Task<PlanOutcome> Plan([ActivityTrigger] PlanWork work, FunctionContext context)
    {
        var (provider, request) = (ProviderOf(work.Platform), work.Request);
        // Before the row is looked at: a wish to stop that comes after that reaches the watch.
        await using var stop = stops.Watch(request.RunId, context.CancellationToken);
        try
        {
            if (await runs.StartAsync(request.RunId, stop.Token) is not { } counters)
                return await OverAsync(request.RunId, provider, stop.Token);
            request = request with { Resumed = counters.Checked > 0 };
            var plan = await provider.PlanAsync(request, stop.Token);
            if (plan.TotalGames is { } total)
            {
                if (await runs.SetTotalAsync(request.RunId, total, stop.Token) is not { } first)
                    return await OverAsync(request.RunId, provider, stop.Token);
                plan = plan with { TotalGames = first };
            }

            if (plan.Error is not null || !work.Begin || provider.MaxParallelPages > 1)
                return new PlanOutcome(plan, provider.MaxParallelPages);

            var begun = await new PlannedPages(provider, request, time)
                .ImportAsync(plan, counters, TimeSpan.FromSeconds(settings.PageSeconds), stop.Token);
            var left = begun?.Next ?? plan.Pages;
            var done = begun?.Error is null && (left.Count == 0 || request.Limit <= (begun?.Totals ?? counters).Imported);
            return new PlanOutcome(plan with { Pages = left }, provider.MaxParallelPages)
            {
                Begun = begun is null ? null : begun with { Next = [] },
                Finished = done ? await CloseAsync(request.RunId, ImportStatus.Completed, null, stop.Token) : null,
            };
        }
        catch (OperationCanceledException) when (stop.StopRequested)
        {
            return new PlanOutcome(null, provider.MaxParallelPages);
        }
    }

    /// <summary>Imports a page, until it is done or the import is to end.</summary>
    /// <param name="work">The page.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>What it did.</returns>
    [Function(PageName)]
    public async Task<PageOutcome> ImportPage([ActivityTrigger] PageWork work, FunctionContext context)
    {
        await using var stop = stops.Watch(work.Page.RunId, context.CancellationToken);
        try
        {
            // When the page was begun before and its end not heard of, the run has got on since the request was made.
            if (await runs.RoomAsync(work.Page.RunId, stop.Token) is not { } room)
                return new PageOutcome(null);
            var page = work.Page with { Remaining = Math.Clamp(room, 0, work.Page.Remaining) };
            return new PageOutcome(await ProviderOf(work.Platform).ImportPageAsync(page, stop.Token));
        }
        catch (OperationCanceledException) when (stop.StopRequested)
        {
            return new PageOutcome(null);
        }
    }

    /// <summary>Stops the run's pages wherever they work.</summary>
    /// <param name="work">The run.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>When they are asked to.</returns>
    [Function(StopName)]
    public async Task Stop([ActivityTrigger] StopWork work, FunctionContext context)
    {
        await runs.RequestStopAsync(work.RunId, context.CancellationToken);
        stops.Stop(work.RunId);
    }

    /// <summary>Closes the run's row.</summary>
    /// <param name="work">How the run ends.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>Its exact figures.</returns>
    [Function(FinishName)]
    public async Task<FinishOutcome> Finish([ActivityTrigger] FinishWork work, FunctionContext context)
    {
        var finished = await CloseAsync(work.RunId, work.Status, work.Error, context.CancellationToken);
        stops.Stop(work.RunId);
        return finished;
    }

    async Task<FinishOutcome> CloseAsync(Guid runId, string status, ProgressError? error, CancellationToken cancellation) =>
        Figures(await runs.FinishAsync(runId, status, error, cancellation));

    // A plan that is made again because its result was lost may have closed the row already.
    async Task<PlanOutcome> OverAsync(Guid runId, IGameProvider provider, CancellationToken cancellation) =>
        await runs.FindAsync(runId, cancellation) is { Status: ImportStatus.Completed } run
            ? new PlanOutcome(new ImportPlan { TotalGames = run.TotalGames }, provider.MaxParallelPages) { Finished = Figures(run) }
            : new PlanOutcome(null, provider.MaxParallelPages);

    static FinishOutcome Figures(ImportRun? run) => new(run?.Counters ?? RunCounters.Zero, run?.SkippedReasons, run?.Status);

    IGameProvider ProviderOf(string platform) =>
        providers.FirstOrDefault(p => p.Platform == platform)
        ?? throw new InvalidOperationException($"No provider serves the platform '{platform}'.");
}
