namespace ImportFunctions.Games.Budget;

/// <summary>The states of a circuit breaker. The numbers are stored; they never change.</summary>
public enum CircuitState
{
    /// <summary>Pages are let through.</summary>
    Closed = 0,

    /// <summary>Nobody is let through for a while.</summary>
    Open = 1,

    /// <summary>One page is let through to see whether the provider works again.</summary>
    HalfOpen = 2,
}
