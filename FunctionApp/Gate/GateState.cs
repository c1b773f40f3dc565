using System.ComponentModel;

namespace ImportFunctions.Gate;

/// <summary>
/// What the gate remembers. <see cref="GateLogic"/> changes it, but only a copy that nobody else has: a state that was given to the host is
/// left as it is, which the attribute tells it.
/// </summary>
[ImmutableObject(true)]
public sealed class GateState
{
    /// <summary>The imports that hold a slot, in the order they were granted.</summary>
    public List<GateEntry> Holders { get; set; } = [];

    /// <summary>The imports that wait, next first.</summary>
    public List<GateEntry> Queue { get; set; } = [];

    /// <summary>Runs that gave their claim back lately, newest last: a message of theirs that comes late is not taken for a new request.</summary>
    public List<Guid> Departed { get; set; } = [];

    /// <summary>How many imports have ever come, which numbers the arrivals.</summary>
    public long Arrivals { get; set; }

    /// <summary>The mean time in seconds that finished imports held their slot, recent ones counting more; null before the first.</summary>
    public double? MeanHoldSeconds { get; set; }

    /// <summary>When the gate next wakes up to look at leases (UTC); null when nothing wakes it.</summary>
    public DateTimeOffset? NextLeaseCheck { get; set; }

    /// <summary>The number of slots when the state was last changed, for readers that have no settings at hand.</summary>
    public int Limit { get; set; }

    /// <summary>A copy to be changed.</summary>
    /// <returns>The copy.</returns>
    public GateState Copy() => new()
    {
        Holders = [.. Holders],
        Queue = [.. Queue],
        Departed = [.. Departed],
        Arrivals = Arrivals,
        MeanHoldSeconds = MeanHoldSeconds,
        NextLeaseCheck = NextLeaseCheck,
        Limit = Limit,
    };
}
