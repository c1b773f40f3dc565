namespace ProviderSimulator.Faults;

/// <summary>How often what goes wrong. Rates are fractions of requests from 0 to 1; of one request at most one thing goes wrong.</summary>
sealed record FaultSettings
{
    /// <summary>Answered 429.</summary>
    public double TooManyRequests { get; init; }

    /// <summary>Answered 500.</summary>
    public double ServerError { get; init; }

    /// <summary>The connection breaks in the middle of a game.</summary>
    public double Cut { get; init; }

    /// <summary>The answer ends too early as if it were whole.</summary>
    public double CleanEnd { get; init; }

    /// <summary>A line that is no JSON stands between two games of a Lichess export.</summary>
    public double Garbage { get; init; }

    /// <summary>The answer stands still for a while.</summary>
    public double Stall { get; init; }

    /// <summary>Chess.com answers 404 with its message of an internal error.</summary>
    public double InternalError { get; init; }

    /// <summary>Chess.com answers 410.</summary>
    public double Gone { get; init; }

    /// <summary>Seconds in a 429's Retry-After; null (default) for no such header.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Games (of a Chess.com month: thousandths of it) sent before a stream fails; null (default) lets the dice say.</summary>
    public int? AfterGames { get; init; }

    /// <summary>How long a stalled answer stands still. Default 5 s.</summary>
    public int StallMs { get; init; } = 5_000;

    /// <summary>Wait after every game of a stream. Default none.</summary>
    public int LineDelayMs { get; init; }

    /// <summary>Only requests with this in their path fail; null (default) for all.</summary>
    public string? Path { get; init; }
}
