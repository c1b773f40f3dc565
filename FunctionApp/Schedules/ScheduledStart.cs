namespace ImportFunctions.Schedules;

/// <summary>One start that a schedule asked for: of any number of imports that carry it, one runs.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="DueAt">The time that the schedule named (UTC, whole seconds).</param>
public sealed record ScheduledStart(Guid ScheduleId, DateTimeOffset DueAt);
