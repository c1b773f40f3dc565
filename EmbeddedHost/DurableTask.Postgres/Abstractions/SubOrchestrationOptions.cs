namespace Microsoft.DurableTask;

/// <summary>How an orchestration calls a sub-orchestration.</summary>
public record SubOrchestrationOptions : TaskOptions
{
    /// <summary>Creates options.</summary>
    /// <param name="retry">When and how often a failed call is repeated; null never repeats.</param>
    /// <param name="instanceId">The sub-orchestration's instance id; null lets one be generated.</param>
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry) => InstanceId = instanceId;

    /// <summary>Creates options from others.</summary>
    /// <param name="options">The options to take over.</param>
    /// <param name="instanceId">
    /// The sub-orchestration's instance id; null takes it over too, where <paramref name="options"/> has one.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options) => InstanceId = instanceId ?? (options as SubOrchestrationOptions)?.InstanceId;

    /// <summary>Copies options.</summary>
    /// <param name="options">The options to copy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public SubOrchestrationOptions(SubOrchestrationOptions options)
        : base(options) => InstanceId = options.InstanceId;

    /// <summary>The sub-orchestration's instance id; null lets one be generated.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The version to call; null leaves it to the worker. The same value as <see cref="TaskOptions.Version"/>.</summary>
    public new TaskVersion? Version
    {
        get => base.Version;
        init => base.Version = value;
    }
}
