namespace Functions.Embedded.Timers;

/// <summary>What is remembered of a timer function.</summary>
/// <param name="Schedule">The schedule it had.</param>
/// <param name="LastRun">The last scheduled time that was run; null before the first run.</param>
/// <param name="NextRun">The scheduled time to run next.</param>
/// <param name="UpdatedAt">When this was written.</param>
sealed record TimerState(string Schedule, DateTimeOffset? LastRun, DateTimeOffset NextRun, DateTimeOffset UpdatedAt);
