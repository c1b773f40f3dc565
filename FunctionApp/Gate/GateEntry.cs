using System.Text.Json.Serialization;

namespace ImportFunctions.Gate;

/// <summary>An import at the gate, waiting or holding a slot. Member names are short because a thousand of these may be stored.</summary>
public sealed record GateEntry
{
    /// <summary>The orchestration.</summary>
    [JsonPropertyName("i")]
    public required string InstanceId { get; init; }

    /// <summary>The import run.</summary>
    [JsonPropertyName("r")]
    public required Guid RunId { get; init; }

    /// <summary>Whom the per-user lock is for.</summary>
    [JsonPropertyName("u")]
    public required string Player { get; init; }

    /// <summary>The priority it asked with.</summary>
    [JsonPropertyName("p")]
    public ImportPriority Priority { get; init; }

    /// <summary>When the run began (UTC).</summary>
    [JsonPropertyName("b")]
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it reached the gate (UTC).</summary>
    [JsonPropertyName("q")]
    public DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>The order of arrival, which decides between equal times.</summary>
    [JsonPropertyName("n")]
    public long Arrival { get; init; }

    /// <summary>When it was given its slot (UTC); null while it waits.</summary>
    [JsonPropertyName("g")]
    public DateTimeOffset? GrantedAt { get; init; }

    /// <summary>This entry's claim.</summary>
    /// <returns>The claim.</returns>
    public SlotClaim ToClaim() => new(InstanceId, RunId);
}
