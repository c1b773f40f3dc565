namespace ImportFunctions.Gate;

/// <summary>The gate's answer to a <see cref="SlotRequest"/>.</summary>
public sealed record SlotAnswer
{
    /// <summary>Granted, queued or refused.</summary>
    public required SlotOutcome Outcome { get; init; }

    /// <summary>The place in the queue, 1 for the next to be granted; 0 when not queued.</summary>
    public int Position { get; init; }

    /// <summary>How many imports hold a slot now.</summary>
    public int InUse { get; init; }

    /// <summary>How many slots there are.</summary>
    public int Limit { get; init; }

    /// <summary>The expected wait in seconds; null while no import has been measured, and when not queued.</summary>
    public double? EstimatedWaitSeconds { get; init; }

    /// <summary>How long a holder is taken for alive after a sign of life, in seconds; 0 when refused.</summary>
    public double LeaseSeconds { get; init; }

    /// <summary>The instance that imports this player, when refused for that reason.</summary>
    public string? HeldBy { get; init; }
}
