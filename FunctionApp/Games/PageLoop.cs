using Microsoft.DurableTask;

namespace ImportFunctions.Games;

/// <summary>The part of an import that plans and imports pages, some at a time, until all are done or it must end.</summary>
/// <param name="context">The orchestration.</param>
/// <param name="request">What to import.</param>
/// <param name="state">Where the import stands; changed as it goes.</param>
/// <param name="status">Where progress is written.</param>
sealed class PageLoop(TaskOrchestrationContext context, ImportRequest request, ImportState state, ImportStatusWriter status)
{
    /// <summary>Steps after which a new generation begins: a step is a handful of events, and a replay reads all of a generation.</summary>
    const int StepsPerGeneration = 25;

    /// <summary>How long pages may take to stop before their import ends without them.</summary>
    static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);

    readonly List<Task<PageOutcome>> _running = [];
    int _steps;

    DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    int Remaining => request.Limit - state.Counters.Imported;

    // Pages that run together cannot know of each other's new games, so they only do where the limit is out of reach.
    int Parallel => state.TotalGames is { } total && total + (total / 5) + 100 <= Remaining ? Math.Max(1, state.ParallelPages) : 1;

    /// <summary>Runs until the import ends or its history is long enough.</summary>
    /// <param name="cancelled">Completes when somebody wants the import to stop.</param>
    /// <returns>The ending; null when a new generation is to go on.</returns>
    public async Task<ImportEnding?> RunAsync(Task cancelled)
    {
        using var stopTimer = new CancellationTokenSource();
        var deadline = context.CreateTimer(state.Deadline.UtcDateTime, stopTimer.Token);
        try
        {
            return await LoopAsync(cancelled, deadline);
        }
        finally
        {
            // An orchestration does not end while one of its timers runs. Cancel, never CancelAsync: it must happen on its own thread.
            if (!deadline.IsCompleted)
                stopTimer.Cancel();
        }
    }

    async Task<ImportEnding?> LoopAsync(Task cancelled, Task deadline)
    {
        while (true)
        {
            if (cancelled.IsCompleted)
                return await StopAsync(ImportEnding.Cancelled);
            if (deadline.IsCompleted)
                return await StopAsync(TooLong());

            var paused = state.PausedUntil is { } until && until > Now;
            if (_running.Count == 0 && _steps >= StepsPerGeneration)
                return null;
            if (!paused && !state.Planned)
            {
                if (await PlanAsync() is { } ending)
                    return ending;
                continue;
            }

            if (!paused)
                Launch();
            if (_running.Count > 0)
            {
                await Task.WhenAny([.. _running, cancelled, deadline]);
                if (Collect() is { } ending)
                    return await StopAsync(ending);
            }
            else if (paused)
            {
                await PauseAsync(cancelled, deadline);
            }
            else
            {
                return ImportEnding.Completed;
            }
        }
    }

    async Task<ImportEnding?> PlanAsync()
    {
        _steps++;
        var work = new PlanWork(request.Player.Platform, new PlanRequest(state.RunId, request.Player.UserId, request.Limit));
        var (plan, parallel) = await context.CallActivityAsync<PlanOutcome>(ImportActivities.PlanName, work, ImportRetries.Infrastructure);
        if (plan is null)
            return ImportEnding.Cancelled;
        if (plan.Error is { } error)
            return Failed(error);
        (state.Planned, state.ParallelPages, state.TotalGames) = (true, parallel, plan.TotalGames);
        state.Pages = [.. plan.Pages];
        Succeeded();
        return null;
    }

    void Launch()
    {
        while (_running.Count < Parallel && state.Pages.Count > 0 && Remaining > 0 && _steps < StepsPerGeneration)
        {
            var page = new PageRequest(state.RunId, request.Player.UserId, state.Pages[0], Remaining);
            state.Pages.RemoveAt(0);
            _steps++;
            _running.Add(context.CallActivityAsync<PageOutcome>(ImportActivities.PageName, new PageWork(request.Player.Platform, page),
                ImportRetries.Infrastructure));
        }
    }

    ImportEnding? Collect()
    {
        ImportEnding? ending = null;
        foreach (var done in _running.Where(t => t.IsCompleted).ToList())
        {
            _running.Remove(done);
            if (done.IsFaulted)
            {
                ending = ImportEnding.Failed(ImportErrorCodes.Internal,
                    $"A page could not be imported: {done.Exception!.InnerException!.Message}", retryable: true);
                continue;
            }

            // Without a result the page was stopped by a wish whose event is on its way, or the run's row is closed.
            if (done.Result.Result is not { } result)
            {
                ending ??= ImportEnding.Cancelled;
                continue;
            }

            Count(result.Totals);
            state.Pages.InsertRange(0, result.Next);
            if (result.Error is { } error)
            {
                if (result.Checked > 0)
                    Succeeded();
                ending ??= Failed(error);
            }
            else
            {
                Succeeded();
                status.Imported(state, Now);
            }
        }

        return ending;
    }

    // Results come in any order, and the totals of a page that finished earlier are smaller.
    void Count(RunCounters totals) => state.Counters = new RunCounters(
        Math.Max(state.Counters.Imported, totals.Imported),
        Math.Max(state.Counters.Duplicate, totals.Duplicate),
        Math.Max(state.Counters.Checked, totals.Checked),
        Math.Max(state.Counters.Skipped, totals.Skipped));

    void Succeeded() => (state.Failures, state.PausedUntil) = (0, null);

    ImportEnding? Failed(ImportError error)
    {
        state.Failures++;
        if (!error.Retryable || state.Failures >= ImportRetries.MaxProviderFailures)
            return ImportEnding.Failed(error);
        var until = Now + ImportRetries.Pause(error, state.Failures, state.RunId);
        state.PausedUntil = until;
        status.Waiting(state, error, until, Now);
        return null;
    }

    async Task PauseAsync(Task cancelled, Task deadline)
    {
        _steps++;
        using var stopTimer = new CancellationTokenSource();
        var pause = context.CreateTimer(state.PausedUntil!.Value.UtcDateTime, stopTimer.Token);
        await Task.WhenAny(pause, cancelled, deadline);
        if (pause.IsCompleted)
            state.PausedUntil = null;
        else
            stopTimer.Cancel();
    }

    async Task<ImportEnding> StopAsync(ImportEnding ending)
    {
        if (_running.Count == 0)
            return ending;

        await context.CallActivityAsync(ImportActivities.StopName, new StopWork(state.RunId), ImportRetries.Infrastructure);
        using var stopTimer = new CancellationTokenSource();
        var enough = context.CreateTimer(StopWithin, stopTimer.Token);
        await Task.WhenAny(Task.WhenAll(_running), enough);
        if (!enough.IsCompleted)
            stopTimer.Cancel();
        foreach (var done in _running.Where(t => t.IsCompletedSuccessfully))
            Count(done.Result.Result?.Totals ?? state.Counters);
        return ending;
    }

    ImportEnding TooLong() => ImportEnding.Failed(ImportErrorCodes.Timeout,
        $"The import was stopped after {state.TimeLimit.TotalMinutes:0} minutes; import again to go on from there.", retryable: true);
}
