namespace ImportFunctions.Gate;

/// <summary>
/// An entry's JSON, kept because the gate's state is written with every operation while few of its entries change. Part of an entry's
/// value for the compiler, so all are equal to each other; a changed copy of an entry does not own its JSON and makes its own.
/// </summary>
readonly struct GateEntryJson(GateEntry owner, byte[] bytes) : IEquatable<GateEntryJson>
{
    /// <summary>The JSON of the entry; null when it is another's.</summary>
    public byte[]? Of(GateEntry entry) => ReferenceEquals(entry, owner) ? bytes : null;

    public bool Equals(GateEntryJson other) => true;

    public override bool Equals(object? obj) => obj is GateEntryJson;

    public override int GetHashCode() => 0;
}
