using ImportFunctions.Games.Runs;
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
public sealed class ImportActivities(
    ImportRunStore runs,
    IEnumerable<IGameProvider> providers,
    RunStops stops,
    ImportLimits limits,
    ImportSettings settings,
    StartsUnderWay underWay)
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

    /// <summary>Notes that the run has its slot, and finds out what is missing.</summary>
    /// <param name="work">The run.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>The plan.</returns>
    [Function(PlanName)]
    public async Task<PlanOutcome> Plan([ActivityTrigger] PlanWork work, FunctionContext context)
    {
        var provider = ProviderOf(work.Platform);
        if (!await runs.StartAsync(work.Request.RunId, context.CancellationToken))
            return new PlanOutcome(null, provider.MaxParallelPages);
        ImportPlan plan;
        await using (var stop = stops.Watch(work.Request.RunId, context.CancellationToken))
        {
            try
            {
                plan = await provider.PlanAsync(work.Request, stop.Token);
            }
            catch (OperationCanceledException) when (stop.StopRequested)
            {
                return new PlanOutcome(null, provider.MaxParallelPages);
            }
        }

        if (plan.TotalGames is { } total)
            await runs.SetTotalAsync(work.Request.RunId, total, context.CancellationToken);
        return new PlanOutcome(plan, provider.MaxParallelPages);
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
            return new PageOutcome(await ProviderOf(work.Platform).ImportPageAsync(work.Page, stop.Token));
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
        var run = await runs.FinishAsync(work.RunId, work.Status, work.Error, context.CancellationToken);
        stops.Stop(work.RunId);
        return new FinishOutcome(run?.Counters ?? RunCounters.Zero, run?.SkippedReasons);
    }

    IGameProvider ProviderOf(string platform) =>
        providers.FirstOrDefault(p => p.Platform == platform)
        ?? throw new InvalidOperationException($"No provider serves the platform '{platform}'.");
}
