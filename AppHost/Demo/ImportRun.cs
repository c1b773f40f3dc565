using System.Diagnostics;

namespace AppHost.Demo;

/// <summary>One import as the demo sees it from outside.</summary>
/// <param name="Player">Whose games.</param>
/// <param name="Progress">What was said about it last.</param>
/// <param name="BeganAt">When it was first seen to do more than wait, as a stopwatch reading.</param>
/// <param name="EndedAt">When it was first seen to be over, as a stopwatch reading.</param>
sealed record ImportRun(DemoPlayer Player, ImportProgress Progress, long? BeganAt, long? EndedAt)
{
    /// <summary>From the slot to the end, in seconds: by the application's own times where it says them.</summary>
    public double Seconds
    {
        get
        {
            if (EndedAt is null)
                return 0;
            if (Progress is { StartedAt: { } started, UpdatedAt: { } updated } && updated > started)
                return (updated - started).TotalSeconds;
            return Stopwatch.GetElapsedTime(BeganAt ?? EndedAt.Value, EndedAt.Value).TotalSeconds;
        }
    }

    /// <summary>Takes in the next answer.</summary>
    public ImportRun With(ImportProgress progress)
    {
        var now = Stopwatch.GetTimestamp();
        return this with
        {
            Progress = progress,
            BeganAt = BeganAt ?? (progress.Status == "queued" ? null : now),
            EndedAt = EndedAt ?? (progress.IsOver ? now : null),
        };
    }
}
