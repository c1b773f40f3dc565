namespace Microsoft.DurableTask.Client;

/// <summary>Which finished instances to delete. Conditions that are given must all hold.</summary>
/// <param name="CreatedFrom">The earliest creation time, inclusive; null for no bound.</param>
/// <param name="CreatedTo">The latest creation time, inclusive; null for no bound.</param>
/// <param name="Statuses">The statuses wanted; null or empty for every finished one.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>
    /// How long the purge may take; null for as long as it needs. When the time is over the purge ends with
    /// <see cref="PurgeResult.IsComplete"/> false, and calling it again goes on.
    /// </summary>
    public TimeSpan? Timeout { get; init; }
}
