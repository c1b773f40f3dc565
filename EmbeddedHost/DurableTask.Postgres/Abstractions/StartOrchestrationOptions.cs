using System.Collections.Immutable;

namespace Microsoft.DurableTask;

/// <summary>How a new orchestration is started.</summary>
public record StartOrchestrationOptions
{
    /// <summary>Creates options.</summary>
    /// <param name="InstanceId">The new instance's id; null lets one be generated.</param>
    /// <param name="StartAt">The earliest time to start; null starts at once.</param>
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>Copies options.</summary>
    /// <param name="options">The options to copy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        Version = options.Version;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>The new instance's id; null lets one be generated.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The earliest time to start; null starts at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Labels stored with the instance; empty by default.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The version to start; null uses the worker's default version.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>
    /// Names of the runtime statuses in which an existing instance of the same id is left alone and the start is refused; in any
    /// other status it is replaced. Null leaves the choice to the task hub.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
