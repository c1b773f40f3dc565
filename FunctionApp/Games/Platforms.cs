namespace ImportFunctions.Games;

/// <summary>The names of the platforms as they appear in requests, tables and instance ids.</summary>
public static class Platforms
{
    /// <summary>lichess.org.</summary>
    public const string Lichess = "lichess";

    /// <summary>chess.com.</summary>
    public const string ChessCom = "chess.com";

    /// <summary>A platform's name in sentences.</summary>
    /// <param name="platform">The platform.</param>
    /// <returns>Its name.</returns>
    public static string NameOf(string platform) => platform switch
    {
        Lichess => "Lichess",
        ChessCom => "Chess.com",
        _ => platform,
    };
}
