using ImportFunctions.Games.Budget;
using ImportFunctions.Gate;
using ImportFunctions.Progress;
using Microsoft.DurableTask;

namespace ImportFunctions.Games;

/// <summary>
/// The part of an import that plans and imports pages, some at a time and each with a permit of its provider's budget, until all are done
/// or it must end.
/// </summary>
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

    readonly ProviderPermits _permits = new(context, request.Player.Platform, state);
    readonly List<(Task<PageOutcome> Page, int Permit)> _running = [];
    Task<PlanOutcome>? _planning;
    int _steps;

    DateTimeOffset RenewAt => state.RenewedAt + (state.Lease / 3);

    DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    int Remaining => request.Limit - state.Counters.Imported;

    // Pages that run together cannot know of each other's new games, so they only do where the limit is out of reach.
    int Parallel => state.TotalGames is { } total && total + (total / 5) + 100 <= Remaining ? Math.Max(1, state.ParallelPages) : 1;

    bool IsPaused => state.PausedUntil is { } until && until > Now;

    bool IsWorking => _planning is not null || _running.Count > 0;

    bool HasWork => !state.Planned || (state.Pages.Count > 0 && Remaining > 0);

    bool CanStartMore => _steps < StepsPerGeneration && _planning is null && HasWork && (!state.Planned || _running.Count < Parallel);

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
            await RenewAsync();
            if (!IsWorking && !HasWork)
                return ImportEnding.Completed;
            if (!IsWorking && _steps >= StepsPerGeneration)
                return null;
            if (!IsPaused && CanStartMore)
            {
                var answer = await _permits.AskAsync();
                if (answer.Outcome == PermitOutcome.Granted)
                {
                    Start();
                    continue;
                }

                _steps++;
                if (Blocked(answer) is { } gaveUp)
                    return await StopAsync(gaveUp);
            }

            await WaitAsync(cancelled, deadline);
            if (await CollectAsync() is { } ending)
                return await StopAsync(ending);
        }
    }

    // The plan's permit serves what it goes on with, too, or the first page.
    void Start()
    {
        if (state.ShowsWait)
        {
            state.ShowsWait = false;
            status.Resumed(state, Now);
        }

        _steps++;
        if (!state.Planned)
        {
            var plan = new PlanRequest(state.RunId, request.Player.UserId, request.Limit, request.Filter);
            var work = new PlanWork(request.Player.Platform, plan, Begin: true);
            _planning = context.CallActivityAsync<PlanOutcome>(ImportActivities.PlanName, work, ImportRetries.Infrastructure);
            return;
        }

        var page = new PageRequest(state.RunId, request.Player.UserId, state.Pages[0], Remaining, request.Filter);
        state.Pages.RemoveAt(0);
        _running.Add((
            context.CallActivityAsync<PageOutcome>(
                ImportActivities.PageName, new PageWork(request.Player.Platform, page), ImportRetries.Infrastructure),
            _permits.Use()));
    }

    async Task WaitAsync(Task cancelled, Task deadline)
    {
        while (await WaitOnceAsync(cancelled, deadline) && _steps < StepsPerGeneration)
            await RenewAsync();
    }

    // Whether nothing has happened but that the gate is to hear of the import.
    async Task<bool> WaitOnceAsync(Task cancelled, Task deadline)
    {
        List<Task> tasks = [.. _running.Select(r => r.Page), cancelled, deadline];
        if (_planning is not null)
            tasks.Add(_planning);
        // While the plan or a page works there is nothing to ask for, unless another page may run beside it.
        var wake = IsPaused ? state.PausedUntil : CanStartMore || !IsWorking ? _permits.LookAt : null;
        var told = wake is not null && !IsPaused ? _permits.Told() : null;
        if (told is not null)
            tasks.Add(told);
        // Nothing else wakes an import that only waits.
        var renews = !IsWorking && state.Lease > TimeSpan.Zero && RenewAt < (wake ?? DateTimeOffset.MaxValue);
        if (renews)
            wake = RenewAt;
        using var stopTimer = new CancellationTokenSource();
        var timer = wake is { } at ? context.CreateTimer(at.UtcDateTime, stopTimer.Token) : null;
        var happened = await Task.WhenAny(timer is null ? tasks : [.. tasks, timer]);
        if (timer is { IsCompleted: false })
            stopTimer.Cancel();
        else if (timer is not null && wake == state.PausedUntil)
            state.PausedUntil = null;
        _permits.Hear();
        return renews && happened == timer && told is not { IsCompleted: true };
    }

    async Task<ImportEnding?> CollectAsync()
    {
        ImportEnding? ending = null;
        if (_planning is { IsCompleted: true } planning)
        {
            _planning = null;
            ending = await PlannedAsync(await planning);
        }

        foreach (var done in _running.Where(r => r.Page.IsCompleted).ToList())
        {
            _running.Remove(done);
            ending = await DoneAsync(done.Page, done.Permit) ?? ending;
        }

        return ending;
    }

    async Task<ImportEnding?> PlannedAsync(PlanOutcome outcome)
    {
        if (outcome.Plan is not { } plan)
            return ImportEnding.Cancelled;
        if (plan.Error is { } error)
        {
            await _permits.GiveBackAsync(error);
            return await FailedAsync(error);
        }

        (state.Planned, state.ParallelPages, state.TotalGames) = (true, outcome.ParallelPages, plan.TotalGames);
        state.Pages = [.. plan.Pages];
        if (outcome.Begun is null)
            Succeeded();
        else if (await DoneAsync(outcome.Begun, _permits.Use()) is { } ending)
            return ending;
        return outcome.Finished is not { } finished ? null
            // Somebody else was the first to close the row.
            : finished.Status is null or ImportStatus.Completed ? ImportEnding.Completed with { Finished = finished }
            : ImportEnding.Cancelled with { Finished = finished };
    }

    async Task<ImportEnding?> DoneAsync(Task<PageOutcome> page, int permit)
    {
        if (page.IsFaulted)
        {
            await _permits.ReleaseAsync(permit);
            return ImportEnding.Failed(ImportErrorCodes.Internal,
                $"A page could not be imported: {page.Exception!.InnerException!.Message}", retryable: true);
        }

        // Without a result the page was stopped by a wish whose event is on its way, or the run's row is closed.
        if (page.Result.Result is not { } result)
        {
            await _permits.ReleaseAsync(permit);
            return ImportEnding.Cancelled;
        }

        return await DoneAsync(result, permit);
    }

    async Task<ImportEnding?> DoneAsync(PageResult result, int permit)
    {
        await _permits.ReleaseAsync(permit, result.Error, gotOn: result.Checked > 0);
        Count(result.Totals);
        state.Pages.InsertRange(0, result.Next);
        if (result.Error is null || result.Checked > 0)
            Succeeded();
        if (result.Error is { } error)
            return await FailedAsync(error);
        status.Imported(state, Now);
        return null;
    }

    // Results come in any order, and the totals of a page that finished earlier are smaller.
    void Count(RunCounters totals) => state.Counters = new RunCounters(
        Math.Max(state.Counters.Imported, totals.Imported),
        Math.Max(state.Counters.Duplicate, totals.Duplicate),
        Math.Max(state.Counters.Checked, totals.Checked),
        Math.Max(state.Counters.Skipped, totals.Skipped),
        Math.Max(state.Counters.Filtered, totals.Filtered));

    void Succeeded() => (state.Failures, state.PausedUntil, state.TroubledSince) = (0, null, null);

    async Task<ImportEnding?> FailedAsync(ImportError error)
    {
        state.Failures++;
        if (!error.Retryable || state.Failures >= ImportRetries.MaxProviderFailures)
            return ImportEnding.Failed(error);
        var until = Now + ImportRetries.Pause(error, state.Failures, state.RunId);
        state.PausedUntil = until;
        // Nothing is held, and nobody kept waiting, while this import pauses.
        await _permits.GiveBackAsync();
        return Wait(error, until);
    }

    // Nobody is let through, for a reason that is not ours: that is waited for, up to a limit.
    ImportEnding? Blocked(PermitAnswer answer)
    {
        if (answer.Reason is not { } reason)
            return null;
        var what = reason == ImportErrorCodes.RateLimited ? "asks us to wait" : "is out of order";
        return Wait(new ImportError(reason, $"{Platforms.NameOf(request.Player.Platform)} {what}.", true), answer.Until);
    }

    ImportEnding? Wait(ImportError error, DateTimeOffset? until)
    {
        state.TroubledSince ??= Now;
        if ((until ?? Now) > state.TroubledSince + state.ProviderPatience)
        {
            return ImportEnding.Failed(
                error.Code, $"{error.Message} An import waits {state.ProviderPatience.TotalMinutes:0.#} minutes for it.", retryable: true);
        }

        if (until is { } known)
        {
            state.ShowsWait = true;
            status.Waiting(state, error, known, Now);
        }

        return null;
    }

    // Somebody passes here often: a page is done in seconds, and a wait is cut up. A page that takes longer makes the gate look, and go on.
    async Task RenewAsync()
    {
        if (state.Lease == TimeSpan.Zero || Now < RenewAt)
            return;
        _steps++;
        state.RenewedAt = Now;
        await context.Entities.SignalEntityAsync(ImportGate.Id, nameof(ImportGate.Renew), new SlotClaim(context.InstanceId, state.RunId));
    }

    async Task<ImportEnding> StopAsync(ImportEnding ending)
    {
        if (!IsWorking)
            return ending;

        await context.CallActivityAsync(ImportActivities.StopName, new StopWork(state.RunId), ImportRetries.Infrastructure);
        List<Task> working = [.. _running.Select(r => r.Page)];
        if (_planning is not null)
            working.Add(_planning);
        using var stopTimer = new CancellationTokenSource();
        var enough = context.CreateTimer(StopWithin, stopTimer.Token);
        await Task.WhenAny(Task.WhenAll(working), enough);
        if (!enough.IsCompleted)
            stopTimer.Cancel();
        foreach (var done in _running.Where(r => r.Page.IsCompletedSuccessfully))
            Count(done.Page.Result.Result?.Totals ?? state.Counters);
        if (_planning is { IsCompletedSuccessfully: true, Result.Begun: { } begun })
            Count(begun.Totals);
        return ending;
    }

    ImportEnding TooLong() => ImportEnding.Failed(ImportErrorCodes.Timeout,
        $"The import was stopped after {state.TimeLimit.TotalMinutes:0} minutes; import again to go on from there.", retryable: true);
}
