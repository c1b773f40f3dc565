namespace Microsoft.DurableTask;

/// <summary>How an orchestration calls an activity or a sub-orchestration.</summary>
public record TaskOptions
{
    /// <summary>Creates options.</summary>
    /// <param name="retry">When and how often a failed call is repeated; null never repeats.</param>
    public TaskOptions(TaskRetryOptions? retry)
        : this(retry, null)
    {
    }

    /// <summary>Creates options.</summary>
    /// <param name="retry">When and how often a failed call is repeated; null never repeats.</param>
    /// <param name="tags">Labels of the call; null for none.</param>
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    /// <summary>Copies options.</summary>
    /// <param name="options">The options to copy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public TaskOptions(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Retry = options.Retry;
        Tags = options.Tags;
        Version = options.Version;
    }

    /// <summary>When and how often a failed call is repeated; null never repeats.</summary>
    public TaskRetryOptions? Retry { get; init; }

    /// <summary>Labels of the call; null for none.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    /// <summary>The version to call; null leaves it to the worker.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>Options that repeat a failed call by a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>The options.</returns>
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(TaskRetryOptions.FromRetryPolicy(policy));

    /// <summary>Options that let orchestrator code decide on each repetition.</summary>
    /// <param name="handler">Decides after a failure; runs as a part of the orchestrator.</param>
    /// <returns>The options.</returns>
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(TaskRetryOptions.FromRetryHandler(handler));

    /// <summary>Options that let orchestrator code decide on each repetition.</summary>
    /// <param name="handler">Decides after a failure; runs as a part of the orchestrator.</param>
    /// <returns>The options.</returns>
    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(TaskRetryOptions.FromRetryHandler(handler));

    /// <summary>The same options for a sub-orchestration with a given instance id.</summary>
    /// <param name="instanceId">The sub-orchestration's instance id.</param>
    /// <returns>The options.</returns>
    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(this, instanceId);
}
