using ImportFunctions.Gate;
using ImportFunctions.Progress;
using Microsoft.DurableTask;

namespace ImportFunctions.Games;

/// <summary>Writes an import's progress into its custom status.</summary>
/// <param name="context">The orchestration.</param>
/// <param name="request">What is imported.</param>
sealed class ImportStatusWriter(TaskOrchestrationContext context, ImportRequest request)
{
    const int MostReasons = 10;

    /// <summary>Why records were skipped, once known.</summary>
    public IReadOnlyDictionary<string, int>? SkippedReasons { get; set; }

    public void Queued(ImportState state, SlotAnswer answer, DateTimeOffset now) =>
        Write(Describe(state, ImportStatus.Queued, ProgressMessages.Queued(answer.InUse, answer.Limit), now) with
        {
            QueuePosition = answer.Position,
            EstimatedWaitSeconds = answer.EstimatedWaitSeconds,
        });

    public void Started(ImportState state, DateTimeOffset now) =>
        Write(Describe(state, ImportStatus.Importing, ProgressMessages.SlotAcquired, now));

    public void Imported(ImportState state, DateTimeOffset now) =>
        Write(Describe(state, ImportStatus.Importing, ProgressMessages.Imported(state.Counters.Imported), now));

    public void Waiting(ImportState state, ImportError error, DateTimeOffset until, DateTimeOffset now) =>
        Write(Describe(state, ImportStatus.Importing, ProgressMessages.Waiting(error, until), now));

    public void Resumed(ImportState state, DateTimeOffset now) => Write(Describe(state, ImportStatus.Importing,
        state.Counters.Checked > 0 ? ProgressMessages.Imported(state.Counters.Imported) : ProgressMessages.SlotAcquired, now));

    public ImportProgress Ended(ImportState state, ImportEnding ending, DateTimeOffset now)
    {
        var message = ending.Status switch
        {
            ImportStatus.Completed => ProgressMessages.Complete(state.Counters.Imported),
            ImportStatus.Cancelled => ProgressMessages.Cancelled,
            _ => ProgressMessages.Failed(ending.Error!.Message),
        };
        var progress = Describe(state, ending.Status, message, now);
        return Write(progress with
        {
            Progress = ending.Status == ImportStatus.Completed ? 100 : progress.Progress,
            EstimatedRemainingSeconds = ending.Status == ImportStatus.Completed ? 0 : null,
            Error = ending.Error,
            // A custom status is limited in size; the table has all of them.
            SkippedReasons = SkippedReasons?.OrderByDescending(r => r.Value).Take(MostReasons).ToDictionary(),
        });
    }

    ImportProgress Write(ImportProgress progress)
    {
        context.SetCustomStatus(progress);
        return progress;
    }

    ImportProgress Describe(ImportState state, string status, string message, DateTimeOffset now)
    {
        var elapsed = state.StartedAt is { } started ? now - started : TimeSpan.Zero;
        var figures = ProgressFigures.Of(state.Counters, request.Limit, state.TotalGames, elapsed, state.Percent);
        state.Percent = figures.Percent;
        return new ImportProgress
        {
            UserId = request.Player.UserId,
            Platform = request.Player.Platform,
            InstanceId = context.InstanceId,
            RunId = state.RunId,
            Status = status,
            Message = message,
            ImportedGames = state.Counters.Imported,
            DuplicateGames = state.Counters.Duplicate,
            CheckedGames = state.Counters.Checked,
            SkippedGames = state.Counters.Skipped,
            FilteredGames = state.Counters.Filtered,
            Filters = request.Filter,
            TotalGames = state.TotalGames,
            Progress = figures.Percent,
            Slots = new SlotUse(state.SlotsInUse, state.SlotLimit),
            EstimatedRemainingSeconds = figures.RemainingSeconds,
            GamesPerSecond = figures.GamesPerSecond,
            StartedAt = state.StartedAt,
            UpdatedAt = now,
        };
    }
}
