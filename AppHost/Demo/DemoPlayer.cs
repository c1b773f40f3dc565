namespace AppHost.Demo;

/// <summary>A player whose games the demo imports.</summary>
/// <param name="Platform"><c>lichess</c> or <c>chess.com</c>.</param>
/// <param name="UserId">The player's name there.</param>
sealed record DemoPlayer(string Platform, string UserId)
{
    const int Most = 4;

    /// <summary>Generated players; the number in a name tells the simulator how many games the player has.</summary>
    public static IReadOnlyList<DemoPlayer> Generated { get; } =
    [
        new("lichess", "anna-12000"),
        new("chess.com", "boris-8000"),
        new("lichess", "clara-9000"),
        new("chess.com", "deniz-5000"),
    ];

    /// <summary>The first players of a folder with recorded responses: two of each provider where there are, at most four.</summary>
    /// <exception cref="ArgumentException">There is nobody in the folder.</exception>
    public static IReadOnlyList<DemoPlayer> Recorded(string folder)
    {
        var lichess = Names(Path.Combine(folder, "lichess"), static path => Directory.GetFiles(path, "*.ndjson"))
            .Select(static name => new DemoPlayer("lichess", name)).ToList();
        var chessCom = Names(Path.Combine(folder, "chesscom"), static path => Directory.GetDirectories(path)
                .Where(static player => Directory.EnumerateFiles(player, "*.json").Any()))
            .Select(static name => new DemoPlayer("chess.com", name)).ToList();

        var ofLichess = Math.Max(Most / 2, Most - chessCom.Count);
        var players = lichess.Take(ofLichess).ToList();
        players.AddRange(chessCom.Take(Most - players.Count));
        return players.Count > 0
            ? players
            : throw new ArgumentException($"{folder} holds neither lichess/NAME.ndjson nor chesscom/NAME/YYYY-MM.json.");
    }

    static IEnumerable<string> Names(string path, Func<string, IEnumerable<string>> find)
        => Directory.Exists(path)
            ? find(path).Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)
            : [];
}
