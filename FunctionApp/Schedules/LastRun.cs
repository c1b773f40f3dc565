using ImportFunctions.Progress;

namespace ImportFunctions.Schedules;

/// <summary>The last run that a schedule started.</summary>
/// <param name="DueAt">The time that it was due (UTC).</param>
/// <param name="StartedAt">When it was started (UTC).</param>
/// <param name="Status">One of <see cref="ImportStatus"/>.</param>
/// <param name="FinishedAt">When it ended (UTC); null before.</param>
/// <param name="ImportedGames">New games.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
public sealed record LastRun(
    DateTimeOffset DueAt, DateTimeOffset StartedAt, string Status, DateTimeOffset? FinishedAt, int ImportedGames, ProgressError? Error);
