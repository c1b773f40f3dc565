using System.Text.Json;
using ImportFunctions.Games;
using ImportFunctions.Gate;
using ImportFunctions.Progress;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ImportFunctions.Schedules;

/// <summary>
/// Starts the imports that schedules ask for. Each start has a key, the schedule and its due time, which travels with the import to its
/// row: a start that was made and not noted down, because the process died in between, is recognised, and a second import of one start
/// ends before it does anything.
/// </summary>
/// <param name="store">The schedules.</param>
/// <param name="starter">Starts imports.</param>
/// <param name="settings">The settings.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what was started and what was not.</param>
public sealed partial class ScheduleRunner(
    ScheduleStore store, ImportStarter starter, ScheduleSettings settings, TimeProvider time, ILogger<ScheduleRunner> logger)
{
    const int ClaimedAtOnce = 20;

    const int SettledAtOnce = 200;

    /// <summary>Tells the schedules how their runs went, and starts what is due.</summary>
    /// <param name="client">The durable client.</param>
    /// <param name="cancellation">Stops between two starts.</param>
    /// <returns>How many imports were started.</returns>
    public async Task<int> SweepAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        await SettleAsync(cancellation);
        var started = 0;
        while (true)
        {
            var claim = Guid.NewGuid();
            var due = await store.ClaimDueAsync(claim, time.GetUtcNow(), settings.ClaimFor, ClaimedAtOnce, cancellation);
            foreach (var schedule in due)
            {
                var outcome = await TryOrPutOffAsync(client, schedule, cancellation);
                await store.FinishAsync(claim, schedule, outcome, time.GetUtcNow(), cancellation);
                started += outcome.Started ? 1 : 0;
            }

            // What was put off is due later, so that this ends.
            if (due.Count < ClaimedAtOnce)
                return started;
        }
    }

    /// <summary>Works out a schedule after its last run ended.</summary>
    /// <param name="schedule">The schedule, with that run.</param>
    /// <param name="spread">How far starts are spread.</param>
    /// <param name="now">The time (UTC).</param>
    /// <returns>The schedule as it goes on.</returns>
    internal static ImportSchedule Settled(ImportSchedule schedule, TimeSpan spread, DateTimeOffset now)
    {
        var run = schedule.LastRun!;
        schedule = schedule with { UpdatedAt = now };
        if (run.Status == ImportStatus.Completed)
            return schedule with { ConsecutiveFailures = 0 };
        // A cancelled run says nothing about the player.
        if (run.Status != ImportStatus.Failed)
            return schedule;
        var failures = schedule.ConsecutiveFailures + 1;
        var due = schedule.Times.AfterFailure(run.DueAt, failures, now);
        return due <= schedule.DueAt
            ? schedule with { ConsecutiveFailures = failures }
            : schedule with { ConsecutiveFailures = failures, DueAt = due, NextRunAt = schedule.Times.TryAt(due, schedule.Id, spread) };
    }

    static async Task<bool> LivesAsync(DurableTaskClient client, ImportRequest request, ScheduledStart start, CancellationToken cancellation)
    {
        var instance = await client.GetInstanceAsync(request.Player.InstanceId, getInputsAndOutputs: true, cancellation);
        try
        {
            return instance?.SerializedInput is not null && instance.ReadInputAs<ImportInput>()?.Schedule == start;
        }
        catch (JsonException)
        {
            // Somebody else's orchestration under the id of an import.
            return false;
        }
    }

    async Task SettleAsync(CancellationToken cancellation)
    {
        foreach (var schedule in await store.EndedAsync(SettledAtOnce, cancellation))
            await store.SettleAsync(Settled(schedule, settings.Jitter, time.GetUtcNow()), cancellation);
    }

    async Task<ClaimOutcome> TryOrPutOffAsync(DurableTaskClient client, ImportSchedule schedule, CancellationToken cancellation)
    {
        try
        {
            return await TryAsync(client, schedule, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // One that cannot be started must not keep the others waiting.
            TryFailed(logger, e, schedule.Id);
            return new ClaimOutcome(false, false, schedule.DueAt, time.GetUtcNow() + ImportStarter.RetryLater);
        }
    }

    async Task<ClaimOutcome> TryAsync(DurableTaskClient client, ImportSchedule schedule, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        // It may have been due while nobody was there to look, or the queue was full until the window closed.
        if (!schedule.Times.IsOpen(now))
            return new ClaimOutcome(false, false, schedule.DueAt, schedule.Times.TryAt(now, schedule.Id, settings.Jitter));

        var start = new ScheduledStart(schedule.Id, schedule.DueAt);
        var request = new ImportRequest(schedule.Player, schedule.Limit, ImportPriority.Scheduled);
        // The orchestration first: once another one has replaced it, its row is there.
        if (await LivesAsync(client, request, start, cancellation) || await store.HasRunAsync(start, cancellation))
            return Next(schedule, now, started: true);

        var (outcome, retryAfter) = await starter.StartAsync(client, request, cancellation, start);
        switch (outcome)
        {
            case StartOutcome.Started:
                Started(logger, request.Player.InstanceId, schedule.Id, schedule.DueAt);
                return Next(schedule, now, started: true);
            case StartOutcome.AlreadyImporting:
                // Perhaps by this very start, made by a process that took too long over it.
                var mine = await LivesAsync(client, request, start, cancellation);
                if (!mine)
                    Skipped(logger, request.Player.InstanceId, schedule.Id);
                return Next(schedule, now, started: mine);
            default:
                PutOff(logger, request.Player.InstanceId, schedule.Id, outcome);
                return new ClaimOutcome(false, false, schedule.DueAt, now + retryAfter);
        }
    }

    ClaimOutcome Next(ImportSchedule schedule, DateTimeOffset now, bool started)
    {
        var due = schedule.Times.After(schedule.DueAt, now);
        return new ClaimOutcome(started, !started, due, schedule.Times.TryAt(due, schedule.Id, settings.Jitter));
    }

    [LoggerMessage(EventId = 2505, Level = LogLevel.Error, Message = "Schedule {ScheduleId} could not be looked after; trying again")]
    static partial void TryFailed(ILogger logger, Exception exception, Guid scheduleId);

    [LoggerMessage(EventId = 2501, Level = LogLevel.Information, Message = "Import {InstanceId} started by schedule {ScheduleId}, due at {DueAt}")]
    static partial void Started(ILogger logger, string instanceId, Guid scheduleId, DateTimeOffset dueAt);

    [LoggerMessage(EventId = 2502, Level = LogLevel.Information, Message = "{InstanceId} is importing already: schedule {ScheduleId} skips a start")]
    static partial void Skipped(ILogger logger, string instanceId, Guid scheduleId);

    [LoggerMessage(EventId = 2503, Level = LogLevel.Information, Message = "Import {InstanceId} of schedule {ScheduleId} is put off: {Outcome}")]
    static partial void PutOff(ILogger logger, string instanceId, Guid scheduleId, StartOutcome outcome);
}
