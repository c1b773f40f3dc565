namespace ImportFunctions.Games;

/// <summary>The names of the platforms as they appear in requests, tables and instance ids.</summary>
public static class Platforms
{
    /// <summary>lichess.org.</summary>
    public const string Lichess = "lichess";

    /// <summary>chess.com.</summary>
    public const string ChessCom = "chess.com";
}
