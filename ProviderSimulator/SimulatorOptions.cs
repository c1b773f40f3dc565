namespace ProviderSimulator;

/// <summary>How a simulator behaves; most can be changed while it runs by <c>POST /_control</c>.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Port that <c>dotnet run</c> listens on when none is given.</summary>
    public const int DefaultPort = 5080;

    /// <summary>Port on loopback; 0 (default) picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Folder of recorded responses (<c>lichess/NAME.ndjson</c>, <c>chesscom/NAME/YYYY-MM.json</c>); null (default) for generated players.
    /// </summary>
    public string? RecordedFolder { get; init; }

    /// <summary>Games of a generated player whose name does not say how many. Default 500, 0 to 2,000,000.</summary>
    public int DefaultGames { get; init; } = 500;

    /// <summary>When generated players' newest game was. Default 2025-06-30T20:00Z.</summary>
    public DateTimeOffset NewestGame { get; init; } = new(2025, 6, 30, 20, 0, 0, TimeSpan.Zero);

    /// <summary>Games per second and stream of Lichess' export; 0 (default) for no throttle. The real one sends 20.</summary>
    public double GamesPerSecond { get; init; }

    /// <summary>Lichess exports that may run at once; a further one gets 429. Default 2 as on the real one, 0 for no limit.</summary>
    public int LichessDownloads { get; init; } = 2;

    /// <summary>Chess.com requests that may run at once; a further one gets 429. Default 3, 0 for no limit.</summary>
    public int ChessComParallel { get; init; } = 3;

    /// <summary>Wait before each answer. Default none.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Seed of the dice that faults are thrown with. Default 1.</summary>
    public int Seed { get; init; } = 1;
}
