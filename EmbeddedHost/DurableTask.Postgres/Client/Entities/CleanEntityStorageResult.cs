namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What a cleaning of the entity storage did.</summary>
public readonly record struct CleanEntityStorageResult
{
    /// <summary>How many empty entities were removed.</summary>
    public int EmptyEntitiesRemoved { get; init; }

    /// <summary>How many locks were released.</summary>
    public int OrphanedLocksReleased { get; init; }

    /// <summary>Where to go on; null when the cleaning is complete.</summary>
    public string? ContinuationToken { get; init; }
}
