using System.Text.Json.Serialization;

namespace ImportFunctions.Gate;

/// <summary>An import at the gate, waiting or holding a slot.</summary>
[JsonConverter(typeof(GateEntryConverter))]
public sealed record GateEntry
{
    /// <summary>The orchestration.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The import run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Whom the per-user lock is for.</summary>
    public required string Player { get; init; }

    /// <summary>The priority it asked with.</summary>
    public ImportPriority Priority { get; init; }

    /// <summary>When the run began (UTC).</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it reached the gate (UTC).</summary>
    public DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>The order of arrival, which decides between equal times.</summary>
    public long Arrival { get; init; }

    /// <summary>When it was given its slot (UTC); null while it waits.</summary>
    public DateTimeOffset? GrantedAt { get; init; }

    /// <summary>
    /// Until when it is taken for alive without a look at its orchestration (UTC); null while it waits. The end of a lease takes nothing away:
    /// it has somebody look.
    /// </summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    // A member like any other as far as the compiler is concerned: equal for all entries, and of no use to a copy.
    internal GateEntryJson Json { get; set; }

    /// <summary>This entry's claim.</summary>
    /// <returns>The claim.</returns>
    public SlotClaim ToClaim() => new(InstanceId, RunId);
}
