namespace ImportFunctions.Games.Budget;

/// <summary>What a provider's budget remembers. Only <see cref="ProviderBudgetLogic"/> changes it.</summary>
public sealed class ProviderBudgetState
{
    /// <summary>The claims that were granted, in that order.</summary>
    public List<PermitEntry> Holders { get; set; } = [];

    /// <summary>The claims that wait, in the order they came.</summary>
    public List<PermitEntry> Queue { get; set; } = [];

    /// <summary>Claims that ended lately, newest last: a message of theirs that comes late is not taken for a new request.</summary>
    public List<string> Departed { get; set; } = [];

    /// <summary>The circuit breaker.</summary>
    public CircuitState Circuit { get; set; }

    /// <summary>Since when it is in this state (UTC); null before it ever left the first one.</summary>
    public DateTimeOffset? CircuitSince { get; set; }

    /// <summary>When an open circuit lets the next page through (UTC); null unless it is open.</summary>
    public DateTimeOffset? OpenUntil { get; set; }

    /// <summary>How often in a row the circuit opened.</summary>
    public int Trips { get; set; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    /// <summary>The claim that tries whether the provider works again; null unless one does.</summary>
    public PermitClaim? Probe { get; set; }

    /// <summary>Until when the provider wants to be left alone (UTC); null when it said nothing.</summary>
    public DateTimeOffset? PausedUntil { get; set; }

    /// <summary>Whether only one page at a time is let through, as the provider asked us to slow down and no page has succeeded since.</summary>
    public bool Cautious { get; set; }

    /// <summary>Numbers the messages to waiting imports.</summary>
    public long Deliveries { get; set; }
}
