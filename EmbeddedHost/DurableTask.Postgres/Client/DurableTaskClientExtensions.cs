namespace Microsoft.DurableTask.Client;

/// <summary>Purges by creation time and status without building a filter.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>Deletes the finished instances that match.</summary>
    /// <param name="client">The client.</param>
    /// <param name="createdFrom">The earliest creation time, inclusive; null for no bound.</param>
    /// <param name="createdTo">The latest creation time, inclusive; null for no bound.</param>
    /// <param name="statuses">The statuses wanted; null for every finished one.</param>
    /// <param name="options">Whether children are deleted too; null for no.</param>
    /// <param name="cancellation">Gives up the request; what is already deleted stays deleted.</param>
    /// <returns>How many instances were deleted.</returns>
    public static Task<PurgeResult> PurgeInstancesAsync(
        this DurableTaskClient client,
        DateTimeOffset? createdFrom,
        DateTimeOffset? createdTo,
        IEnumerable<OrchestrationRuntimeStatus>? statuses,
        PurgeInstanceOptions? options,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.PurgeAllInstancesAsync(new PurgeInstancesFilter(createdFrom, createdTo, statuses), options, cancellation);
    }

    /// <summary>Deletes the finished instances that match; their children stay unless they match too.</summary>
    /// <param name="client">The client.</param>
    /// <param name="createdFrom">The earliest creation time, inclusive; null for no bound.</param>
    /// <param name="createdTo">The latest creation time, inclusive; null for no bound.</param>
    /// <param name="statuses">The statuses wanted; null for every finished one.</param>
    /// <param name="cancellation">Gives up the request; what is already deleted stays deleted.</param>
    /// <returns>How many instances were deleted.</returns>
    public static Task<PurgeResult> PurgeInstancesAsync(
        this DurableTaskClient client,
        DateTimeOffset? createdFrom,
        DateTimeOffset? createdTo,
        IEnumerable<OrchestrationRuntimeStatus>? statuses,
        CancellationToken cancellation = default)
        => client.PurgeInstancesAsync(createdFrom, createdTo, statuses, null, cancellation);

    /// <summary>Deletes the finished instances created in a time range.</summary>
    /// <param name="client">The client.</param>
    /// <param name="createdFrom">The earliest creation time, inclusive; null for no bound.</param>
    /// <param name="createdTo">The latest creation time, inclusive; null for no bound.</param>
    /// <param name="options">Whether children are deleted too; null for no.</param>
    /// <param name="cancellation">Gives up the request; what is already deleted stays deleted.</param>
    /// <returns>How many instances were deleted.</returns>
    public static Task<PurgeResult> PurgeInstancesAsync(
        this DurableTaskClient client,
        DateTimeOffset? createdFrom,
        DateTimeOffset? createdTo,
        PurgeInstanceOptions? options,
        CancellationToken cancellation = default)
        => client.PurgeInstancesAsync(createdFrom, createdTo, null, options, cancellation);

    /// <summary>Deletes the finished instances created in a time range; their children stay unless they match too.</summary>
    /// <param name="client">The client.</param>
    /// <param name="createdFrom">The earliest creation time, inclusive; null for no bound.</param>
    /// <param name="createdTo">The latest creation time, inclusive; null for no bound.</param>
    /// <param name="cancellation">Gives up the request; what is already deleted stays deleted.</param>
    /// <returns>How many instances were deleted.</returns>
    public static Task<PurgeResult> PurgeInstancesAsync(
        this DurableTaskClient client,
        DateTimeOffset? createdFrom,
        DateTimeOffset? createdTo,
        CancellationToken cancellation = default)
        => client.PurgeInstancesAsync(createdFrom, createdTo, null, null, cancellation);
}
