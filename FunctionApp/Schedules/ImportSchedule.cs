using ImportFunctions.Games;

namespace ImportFunctions.Schedules;

/// <summary>A player who is imported again and again.</summary>
public sealed record ImportSchedule
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose games.</summary>
    public required PlayerKey Player { get; init; }

    /// <summary>When.</summary>
    public required ScheduleTimes Times { get; init; }

    /// <summary>At most so many new games each time.</summary>
    public required int Limit { get; init; }

    /// <summary>Whether it starts anything.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The time that is next (UTC, whole seconds): with the id, the key of that start.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When that start is tried (UTC).</summary>
    public required DateTimeOffset NextRunAt { get; init; }

    /// <summary>The last run that it started; null before the first.</summary>
    public LastRun? LastRun { get; init; }

    /// <summary>When it last came to a player who was importing already (UTC); null when it never did.</summary>
    public DateTimeOffset? LastSkippedAt { get; init; }

    /// <summary>How many of its runs have failed since one completed.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>Goes up with each change, which tells who comes too late with his.</summary>
    public long Revision { get; init; }

    /// <summary>When it was created (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
