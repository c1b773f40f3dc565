namespace ProviderSimulator.Faults;

/// <summary>What <c>POST /_control</c> can say; what is absent stays as it is.</summary>
sealed record ControlRequest
{
    /// <summary>Rates and details of faults; replaces the ones before.</summary>
    public FaultSettings? Faults { get; init; }

    /// <summary>
    /// What the next requests meet, one each: <c>ok</c>, <c>429</c>, <c>500</c>, <c>410</c>, <c>cut</c>, <c>end</c>, <c>garbage</c>,
    /// <c>stall</c>, <c>internal-error</c>.
    /// </summary>
    public string[]? Script { get; init; }

    /// <summary>Seed of the dice.</summary>
    public int? Seed { get; init; }

    /// <summary>Wait before each answer.</summary>
    public int? LatencyMs { get; init; }

    /// <summary>Throttle of Lichess' export; 0 for none.</summary>
    public double? GamesPerSecond { get; init; }

    /// <summary>Lichess exports at once; 0 for any number.</summary>
    public int? LichessDownloads { get; init; }

    /// <summary>Chess.com requests at once; 0 for any number.</summary>
    public int? ChesscomParallel { get; init; }

    /// <summary>Number of games by player.</summary>
    public Dictionary<string, int>? Players { get; init; }

    /// <summary>Games to add to a player.</summary>
    public AddRequest? Add { get; init; }

    /// <summary>A Chess.com month to change.</summary>
    public ChangeMonthRequest? ChangeMonth { get; init; }

    /// <summary>Games to add.</summary>
    /// <param name="Platform"><c>lichess</c> or <c>chess.com</c>.</param>
    /// <param name="Player">Who.</param>
    /// <param name="Games">How many; default 1.</param>
    /// <param name="Late">Correspondence games that began 100 days before they finish.</param>
    /// <param name="At">When the last was, ms since 1970; default now.</param>
    public sealed record AddRequest(string Platform, string Player, int Games = 1, bool Late = false, long? At = null);

    /// <summary>A month to change.</summary>
    /// <param name="Player">Whose.</param>
    /// <param name="Year">Year.</param>
    /// <param name="Month">1 to 12.</param>
    public sealed record ChangeMonthRequest(string Player, int Year, int Month);
}
