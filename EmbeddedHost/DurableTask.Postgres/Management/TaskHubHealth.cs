namespace DurableTask.Postgres.Management;

/// <summary>The condition of a task hub as this process sees it.</summary>
public sealed record TaskHubHealth
{
    /// <summary>Whether the database answers.</summary>
    public required bool DatabaseReachable { get; init; }

    /// <summary>The part this process plays: <c>owner</c>, <c>standby</c>, <c>starting</c> or <c>client</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The epoch of the current ownership; 0 when unknown.</summary>
    public long Epoch { get; init; }

    /// <summary>Instances that are not finished and known to this process; 0 unless it is the owner.</summary>
    public int LiveInstances { get; init; }

    /// <summary>Activities running in this process.</summary>
    public int RunningActivities { get; init; }

    /// <summary>Activities waiting for a free place in this process.</summary>
    public int WaitingActivities { get; init; }

    /// <summary>What is wrong, in a sentence; null when all is well.</summary>
    public string? Problem { get; init; }
}
