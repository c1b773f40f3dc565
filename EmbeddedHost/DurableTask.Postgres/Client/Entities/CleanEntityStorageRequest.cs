namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What a cleaning of the entity storage does.</summary>
public readonly record struct CleanEntityStorageRequest
{
    /// <summary>Removes empty entities and releases orphaned locks, from the beginning.</summary>
    public static CleanEntityStorageRequest Default => new() { RemoveEmptyEntities = true, ReleaseOrphanedLocks = true };

    /// <summary>Whether entities without state, lock and waiting messages are removed.</summary>
    public bool RemoveEmptyEntities { get; init; }

    /// <summary>Whether locks held by orchestrations that are not running any more are released.</summary>
    public bool ReleaseOrphanedLocks { get; init; }

    /// <summary>Where to go on, from an earlier result; null for the beginning.</summary>
    public string? ContinuationToken { get; init; }
}
