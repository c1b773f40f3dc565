namespace ProviderSimulator.Faults;

/// <summary>What goes wrong with a request.</summary>
enum FaultKind
{
    None, TooManyRequests, ServerError, Cut, CleanEnd, Garbage, Stall, InternalError, Gone,
}

/// <summary>The faults of one request.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="After">Games sent before it does; of a single body, thousandths of it.</param>
/// <param name="StallFor">How long a stalled answer stands still.</param>
/// <param name="LineDelay">Wait after each game.</param>
/// <param name="RetryAfter">Seconds a 429 names; null for none.</param>
sealed record Fault(FaultKind Kind, int After, TimeSpan StallFor, TimeSpan LineDelay, int? RetryAfter)
{
    /// <summary>All is well.</summary>
    public static Fault None { get; } = new(FaultKind.None, 0, TimeSpan.Zero, TimeSpan.Zero, null);
}
