using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Management;

/// <summary>Everything that the task hub knows of an instance, apart from its history.</summary>
public sealed record InstanceDetails
{
    /// <summary>The orchestrator's name.</summary>
    public required string Name { get; init; }

    /// <summary>The instance id.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The orchestrator's version, or null when it has none.</summary>
    public string? Version { get; init; }

    /// <summary>The instance id of the parent, or null for a top-level orchestration.</summary>
    public string? ParentInstanceId { get; init; }

    /// <summary>The runtime status.</summary>
    public required OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>The serialized input.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>The serialized custom status.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>The serialized output; the failure's text when the instance failed.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>Why the instance failed; null unless it did.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>When the instance was created (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the instance last changed (UTC).</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The tags given at its start.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
