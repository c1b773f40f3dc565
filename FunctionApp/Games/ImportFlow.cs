using System.Text.Json.Nodes;
using ImportFunctions.Games.Budget;
using ImportFunctions.Gate;
using ImportFunctions.Progress;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace ImportFunctions.Games;

/// <summary>
/// One generation of an import's orchestration: slot, plan, pages, end. It holds only what a replay computes again, and goes on in a new
/// generation before its history grows long.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="input">What to import, and where an earlier generation left off.</param>
sealed class ImportFlow(TaskOrchestrationContext context, ImportInput input)
{
    const int LooksPerGeneration = 20;
    const double MostLeaseSeconds = 86_400;

    static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(30);

    readonly ImportRequest _request = input.Request;
    readonly ImportState _state = input.State ?? new ImportState();
    readonly ImportStatusWriter _status = new(context, input.Request);

    DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    SlotClaim Claim => new(context.InstanceId, _state.RunId);

    public async Task<ImportProgress?> RunAsync()
    {
        // One subscription for the whole generation: a wish to stop counts whenever it comes, also before it is looked at.
        var cancelled = context.WaitForExternalEvent<JsonNode?>(ImportOrchestration.CancelEvent);
        ImportEnding? ending;
        try
        {
            ending = await ImportAsync(cancelled);
            if (ending is null)
                return null;
        }
        catch (TaskFailedException e)
        {
            ending = ImportEnding.Failed(ImportErrorCodes.Internal, $"{e.TaskName} failed: {e.FailureDetails.ErrorMessage}", retryable: true);
        }
        catch (EntityOperationFailedException e)
        {
            ending = ImportEnding.Failed(
                ImportErrorCodes.Internal, $"The {e.EntityId.Name} failed: {e.FailureDetails.ErrorMessage}", retryable: true);
        }

        return await EndAsync(ending);
    }

    // Null: another generation follows.
    async Task<ImportEnding?> ImportAsync(Task cancelled)
    {
        Task<BeginOutcome>? begin = null;
        if (_state.RunId == Guid.Empty)
        {
            _state.RunId = context.NewGuid();
            _state.BegunAt = Now;
            begin = context.CallActivityAsync<BeginOutcome>(ImportActivities.BeginName,
                new BeginWork(_state.RunId, context.InstanceId, _request, input.Schedule), ImportRetries.Infrastructure);
        }

        if (_state.StartedAt is null)
        {
            var (granted, ending) = await WaitForSlotAsync(begin, cancelled);
            if (!granted)
                return ending;
        }

        if (cancelled.IsCompleted)
            return ImportEnding.Cancelled;
        return await new PageLoop(context, _request, _state, _status).RunAsync(cancelled) is { } end
            ? end
            : ContinueAsNew();
    }

    async Task<(bool Granted, ImportEnding? Ending)> WaitForSlotAsync(Task<BeginOutcome>? begin, Task cancelled)
    {
        var asked = new SlotRequest(context.InstanceId, _state.RunId, _request.Player.InstanceId, _request.Priority, _state.BegunAt);
        var told = context.WaitForExternalEvent<JsonNode?>(GrantDelivery.GrantedEvent);
        for (var looks = 1; ; looks++)
        {
            // A grant that went astray is found at the next look.
            var answer = await context.Entities.CallEntityAsync<SlotAnswer>(ImportGate.Id, nameof(ImportGate.Acquire), asked);
            (_state.SlotsInUse, _state.SlotLimit) = (answer.InUse, answer.Limit);
            if (begin is not null)
            {
                // Both were started together: the row and the slot.
                var begun = await begin;
                if (begun.RanBefore)
                    return (false, ImportEnding.Cancelled);
                _state.TimeLimit = begun.TimeLimit;
                _state.ProviderPatience = begun.ProviderPatience ?? _state.ProviderPatience;
                begin = null;
            }

            if (answer.Outcome == SlotOutcome.Refused)
                return (false, ImportEnding.Failed(ImportErrorCodes.Internal, Refusal(answer), retryable: true));
            if (answer.Outcome == SlotOutcome.Granted)
            {
                Start(TimeSpan.FromSeconds(answer.LeaseSeconds), Now);
                return (true, null);
            }

            // Before a new generation, to which an event that was received already does not go over.
            if (cancelled.IsCompleted)
                return (false, ImportEnding.Cancelled);
            _status.Queued(_state, answer, Now);
            if (looks >= LooksPerGeneration)
                return (false, ContinueAsNew());
            await AnyOfAsync(LookAfter(answer.Position), told, cancelled);
            if (cancelled.IsCompleted)
                return (false, ImportEnding.Cancelled);
            if (!told.IsCompleted)
                continue;
            if (EventPayload.Read<SlotGrant>(told) is { } grant && IsFresh(grant))
            {
                (_state.SlotsInUse, _state.SlotLimit) = (grant.InUse, grant.Limit);
                Start(TimeSpan.FromSeconds(grant.LeaseSeconds), grant.GrantedAt);
                return (true, null);
            }

            told = context.WaitForExternalEvent<JsonNode?>(GrantDelivery.GrantedEvent);
        }
    }

    // A grant for an earlier run, one that was long under way, as to an import that was suspended, and anything else under the event's name
    // only say that asking is worth while.
    bool IsFresh(SlotGrant grant) =>
        grant.RunId == _state.RunId
        && grant.LeaseSeconds is > 0 and <= MostLeaseSeconds
        && Math.Abs((Now - grant.GrantedAt).TotalSeconds) < grant.LeaseSeconds / 2;

    void Start(TimeSpan lease, DateTimeOffset renewedAt)
    {
        _state.StartedAt = Now;
        (_state.Lease, _state.RenewedAt) = (lease, renewedAt);
        _state.Deadline = Now + _state.TimeLimit;
        _status.Started(_state, Now);
    }

    // The farther back in the queue, the less there is to see.
    static TimeSpan LookAfter(int position) => ShortestLook + TimeSpan.FromSeconds(2 * position);

    static string Refusal(SlotAnswer answer) => answer.HeldBy is { } other
        ? $"This player is being imported already, by {other}."
        : "This import was over already when it asked for a slot.";

    // Cancelling a timer must happen on the orchestration's own thread: Cancel, never CancelAsync.
    async Task AnyOfAsync(TimeSpan atMost, params Task[] tasks)
    {
        using var stopTimer = new CancellationTokenSource();
        var timer = context.CreateTimer(atMost, stopTimer.Token);
        await Task.WhenAny([timer, .. tasks]);
        // An orchestration does not end while one of its timers runs.
        if (!timer.IsCompleted)
            stopTimer.Cancel();
    }

    ImportEnding? ContinueAsNew()
    {
        context.ContinueAsNew(input with { State = _state }, preserveUnprocessedEvents: true);
        return null;
    }

    async Task<ImportProgress> EndAsync(ImportEnding ending)
    {
        // The slot and the permits first, and in one step with what follows: whatever becomes of that, they are free.
        await context.Entities.SignalEntityAsync(ImportGate.Id, nameof(ImportGate.Release),
            new SlotRelease(Claim, ending.Status == ImportStatus.Completed));
        await new ProviderPermits(context, _request.Player.Platform, _state).ReleaseAllAsync();
        if ((ending.Finished ?? await FinishAsync(ending)) is { } finished)
        {
            _state.Counters = finished.Counters;
            _status.SkippedReasons = finished.SkippedReasons;
            // It was done before it could be stopped.
            if (finished.Status == ImportStatus.Completed)
                ending = ImportEnding.Completed;
        }

        var final = _status.Ended(_state, ending, Now);
        return ending.Error is { } error ? throw new ImportFailedException(error.Code, error.Message) : final;
    }

    // Null: the reaper closes the row once the orchestration is over.
    async Task<FinishOutcome?> FinishAsync(ImportEnding ending)
    {
        try
        {
            return await context.CallActivityAsync<FinishOutcome>(ImportActivities.FinishName,
                new FinishWork(_state.RunId, ending.Status, ending.Error), ImportRetries.Infrastructure);
        }
        catch (TaskFailedException)
        {
            return null;
        }
    }
}
