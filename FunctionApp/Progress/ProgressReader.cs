using System.Text.Json;
using ImportFunctions.Games;
using ImportFunctions.Games.Runs;
using ImportFunctions.Gate;
using Microsoft.DurableTask.Client;

namespace ImportFunctions.Progress;

/// <summary>
/// Puts an import's progress together: its orchestration's custom status says where it stands, its row in the table has fresher counts,
/// and the gate knows its place in the queue.
/// </summary>
/// <param name="runs">The table of runs.</param>
/// <param name="gate">The gate.</param>
/// <param name="time">The clock.</param>
public sealed class ProgressReader(ImportRunStore runs, GateReader gate, TimeProvider time)
{
    /// <summary>Reads a player's progress.</summary>
    /// <param name="client">The client of the calling function.</param>
    /// <param name="player">The player.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <returns>The progress of the newest import; null when there never was one.</returns>
    public async Task<ImportProgress?> ReadAsync(DurableTaskClient client, PlayerKey player, CancellationToken cancellation)
    {
        // The orchestration first: what it says then is never newer than the row.
        var instance = await client.GetInstanceAsync(player.InstanceId, getInputsAndOutputs: true, cancellation);
        var run = await runs.LatestAsync(player, cancellation);
        if (run is { FinishedAt: null } && run.InstanceId != player.InstanceId)
        {
            // Restarted under an instance id that the management API made up.
            instance = await client.GetInstanceAsync(run.InstanceId, getInputsAndOutputs: true, cancellation);
        }

        var progress = Combine(player, instance, run, time.GetUtcNow());
        return progress is null || ImportStatus.IsFinal(progress.Status)
            ? progress
            : AtTheGate(progress, await gate.ReadAsync(client, cancellation));
    }

    /// <summary>Reads a custom status.</summary>
    /// <param name="instance">The instance, read with its payloads.</param>
    /// <returns>The progress; null when it has none yet, or something else.</returns>
    public static ImportProgress? ReadStatus(OrchestrationMetadata instance)
    {
        if (instance.SerializedCustomStatus is not { Length: > 0 } json)
            return null;
        try
        {
            return JsonSerializer.Deserialize<ImportProgress>(json);
        }
        catch (JsonException)
        {
            // Somebody else's orchestration under the id of an import.
            return null;
        }
    }

    /// <summary>Puts progress together from the orchestration and the row.</summary>
    /// <param name="player">The player.</param>
    /// <param name="instance">The orchestration; null when there is none.</param>
    /// <param name="run">The player's newest row; null when there is none.</param>
    /// <param name="now">The time (UTC).</param>
    /// <returns>The progress; null when there is neither.</returns>
    internal static ImportProgress? Combine(PlayerKey player, OrchestrationMetadata? instance, ImportRun? run, DateTimeOffset now)
    {
        var shown = instance is null ? null : ReadStatus(instance);
        if (instance is { IsCompleted: false })
            return Live(player, instance, shown, run, now);
        // Terminated between the close of its row and its last step: what the row says has happened.
        if (shown is not null && run is { Status: ImportStatus.Completed or ImportStatus.Failed } && run.RunId == shown.RunId
            && !ImportStatus.IsFinal(shown.Status))
        {
            var ended = FromRow(player, run);
            return ended with { Progress = Math.Max(shown.Progress, ended.Progress) };
        }

        if (shown is not null && (run is null || run.RunId == shown.RunId || run.CreatedAt < shown.UpdatedAt))
            return Over(shown, instance!, run?.RunId == shown.RunId ? run : null);
        if (run is not null)
            return FromRow(player, run);
        return instance is null
            ? null
            : Over(Fresh(player, instance.InstanceId, instance.LastUpdatedAt), instance, run: null);
    }

    /// <summary>Puts the progress of one run together, which need not be the player's newest.</summary>
    /// <param name="player">The player.</param>
    /// <param name="run">The run's row.</param>
    /// <param name="instance">The orchestration under the run's instance id, which may be at a later run; null when there is none.</param>
    /// <param name="now">The time (UTC).</param>
    /// <returns>The progress; null for an open row whose orchestration is gone or at another run, until somebody closes it.</returns>
    internal static ImportProgress? OfRun(PlayerKey player, ImportRun run, OrchestrationMetadata? instance, DateTimeOffset now)
    {
        var shown = instance is null ? null : ReadStatus(instance);
        var own = instance is not null && (shown is null ? instance.CreatedAt <= run.CreatedAt : shown.RunId == run.RunId);
        if (own)
            return Combine(player, instance, run, now)! with { RunId = run.RunId };
        return run.FinishedAt is null ? null : FromRow(player, run);
    }

    /// <summary>Puts the progress of a run together that waits at the gate: nothing else is known of it.</summary>
    /// <param name="player">The player.</param>
    /// <param name="run">The run's row.</param>
    /// <param name="view">The gate.</param>
    /// <returns>The progress.</returns>
    internal static ImportProgress OfQueued(PlayerKey player, ImportRun run, GateView view) =>
        AtTheGate(Count(Fresh(player, run.InstanceId, run.UpdatedAt), run) with { RunId = run.RunId }, view);

    static ImportProgress Live(PlayerKey player, OrchestrationMetadata instance, ImportProgress? shown, ImportRun? run, DateTimeOffset now)
    {
        // Without a custom status it has only just been started, whatever earlier runs have left in the table.
        if (shown is null)
            return Fresh(player, instance.InstanceId, instance.CreatedAt);
        if (run?.RunId == shown.RunId)
            shown = Refresh(shown, run!, now);
        // The end is the end when the next start would be accepted.
        return ImportStatus.IsFinal(shown.Status)
            ? shown with
            {
                Status = ImportStatus.Importing,
                Message = ProgressMessages.Imported(shown.ImportedGames),
                Progress = Math.Min(99, shown.Progress),
                Error = null,
            }
            : shown;
    }

    static ImportProgress Over(ImportProgress shown, OrchestrationMetadata instance, ImportRun? run)
    {
        if (run is not null)
            shown = Counted(shown, run);
        if (ImportStatus.IsFinal(shown.Status))
        {
            return shown.Status == ImportStatus.Completed
                ? shown with { Message = ProgressMessages.Complete(shown.ImportedGames) }
                : shown;
        }

        var cancelled = instance.RuntimeStatus == OrchestrationRuntimeStatus.Terminated;
        var error = cancelled ? null : new ProgressError(ImportErrorCodes.Internal, "The import ended unexpectedly.", true);
        return shown with
        {
            Status = cancelled ? ImportStatus.Cancelled : ImportStatus.Failed,
            Message = cancelled ? ProgressMessages.Cancelled : ProgressMessages.Failed(error!.Message),
            QueuePosition = null,
            EstimatedWaitSeconds = null,
            EstimatedRemainingSeconds = null,
            Error = error,
        };
    }

    // What was shown last while it ran came from the row, too: the percentage does not go back when it is terminated.
    static ImportProgress Counted(ImportProgress shown, ImportRun run)
    {
        var percent = ProgressFigures.Of(run.Counters, run.Limit, run.TotalGames, TimeSpan.Zero, shown.Progress).Percent;
        return Count(shown, run) with { SkippedReasons = run.SkippedReasons, Progress = Math.Max(shown.Progress, percent) };
    }

    static ImportProgress FromRow(PlayerKey player, ImportRun run)
    {
        // An open row without an orchestration: it was purged, and the reaper will close the row.
        var status = run.FinishedAt is null ? ImportStatus.Cancelled : run.Status;
        var progress = Count(Fresh(player, run.InstanceId, run.UpdatedAt), run);
        var figures = ProgressFigures.Of(run.Counters, run.Limit, run.TotalGames, (run.FinishedAt - run.StartedAt) ?? TimeSpan.Zero, floor: 0);
        return progress with
        {
            RunId = run.RunId,
            Status = status,
            Message = status switch
            {
                ImportStatus.Completed => ProgressMessages.Complete(run.Counters.Imported),
                ImportStatus.Cancelled => ProgressMessages.Cancelled,
                _ => ProgressMessages.Failed(run.Error?.Message ?? ""),
            },
            Progress = status == ImportStatus.Completed ? 100 : figures.Percent,
            GamesPerSecond = figures.GamesPerSecond,
            SkippedReasons = run.SkippedReasons,
            StartedAt = run.StartedAt,
            UpdatedAt = run.UpdatedAt,
            Error = status == ImportStatus.Failed ? run.Error : null,
        };
    }

    static ImportProgress Refresh(ImportProgress shown, ImportRun run, DateTimeOffset now)
    {
        var counted = Count(shown, run) with { SkippedReasons = run.SkippedReasons };
        if (shown.StartedAt is not { } started || ImportStatus.IsFinal(shown.Status))
            return counted;
        var counters = new RunCounters(
            counted.ImportedGames, counted.DuplicateGames, counted.CheckedGames, counted.SkippedGames, counted.FilteredGames);
        var figures = ProgressFigures.Of(counters, run.Limit, counted.TotalGames, now - started, shown.Progress);
        return counted with
        {
            Message = counters.Checked > 0 && ProgressMessages.IsRoutine(shown.Message)
                ? ProgressMessages.Imported(counters.Imported)
                : shown.Message,
            Progress = figures.Percent,
            GamesPerSecond = figures.GamesPerSecond,
            EstimatedRemainingSeconds = figures.RemainingSeconds,
        };
    }

    static ImportProgress Count(ImportProgress shown, ImportRun run) => shown with
    {
        ImportedGames = Math.Max(shown.ImportedGames, run.Counters.Imported),
        DuplicateGames = Math.Max(shown.DuplicateGames, run.Counters.Duplicate),
        CheckedGames = Math.Max(shown.CheckedGames, run.Counters.Checked),
        SkippedGames = Math.Max(shown.SkippedGames, run.Counters.Skipped),
        FilteredGames = Math.Max(shown.FilteredGames, run.Counters.Filtered),
        Filters = run.Filter,
        TotalGames = run.TotalGames ?? shown.TotalGames,
        UpdatedAt = run.UpdatedAt > shown.UpdatedAt ? run.UpdatedAt : shown.UpdatedAt,
    };

    /// <summary>Adds what the gate knows to the progress of an import that is not over.</summary>
    /// <param name="progress">The progress.</param>
    /// <param name="view">The gate.</param>
    /// <returns>The progress with slots, and for a queued one its position and wait.</returns>
    internal static ImportProgress AtTheGate(ImportProgress progress, GateView view)
    {
        var slots = new SlotUse(view.Holders.Count, view.Limit);
        if (progress.Status != ImportStatus.Queued)
            return progress with { Slots = slots };
        var position = progress.RunId is { } run ? view.PositionOf(run) : null;
        return progress with
        {
            Slots = slots,
            Message = ProgressMessages.Queued(view.Holders.Count, view.Limit),
            QueuePosition = position,
            EstimatedWaitSeconds = position is { } place ? view.Waits[place - 1] : null,
        };
    }

    static ImportProgress Fresh(PlayerKey player, string instanceId, DateTimeOffset at) => new()
    {
        UserId = player.UserId,
        Platform = player.Platform,
        InstanceId = instanceId,
        Status = ImportStatus.Queued,
        Message = ProgressMessages.Queued(0, 0),
        UpdatedAt = at,
    };
}
