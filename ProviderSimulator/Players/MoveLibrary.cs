namespace ProviderSimulator.Players;

/// <summary>The historical games, replayed once, sorted by who won.</summary>
sealed class MoveLibrary
{
    /// <summary>The games that come with the simulator.</summary>
    public static MoveLibrary Shared { get; } = Load();

    /// <summary>Every historical game.</summary>
    public required IReadOnlyList<MoveSequence> All { get; init; }

    /// <summary>A whole historical game with that outcome.</summary>
    public MoveSequence Whole(bool? whiteWon, bool mate, ref Dice dice)
    {
        var fitting = All.Where(game => game.WhiteWon == whiteWon && game.EndsInMate == mate && !game.EndsInStalemate).ToList();
        return dice.Pick(fitting);
    }

    /// <summary>The game that ends in stalemate.</summary>
    public MoveSequence Stalemate => All.First(game => game.EndsInStalemate);

    /// <summary>The beginning of some historical game.</summary>
    public MoveSequence Beginning(int plies, ref Dice dice)
    {
        var fitting = All.Where(game => game.San.Count > plies).ToList();
        return dice.Pick(fitting).Shortened(plies);
    }

    static MoveLibrary Load()
    {
        using var stream = typeof(MoveLibrary).Assembly.GetManifestResourceStream("classical-games.txt")
            ?? throw new InvalidOperationException("The historical games are not embedded.");
        using var reader = new StreamReader(stream);
        var games = new List<MoveSequence>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var fields = line.Split('|');
            bool? whiteWon = fields[0] switch { "1-0" => true, "0-1" => false, _ => null };
            games.Add(MoveSequence.Replay(fields[4], whiteWon, fields[1], fields[2], int.Parse(fields[3])));
        }

        return new MoveLibrary { All = games };
    }
}
