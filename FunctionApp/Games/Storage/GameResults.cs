namespace ImportFunctions.Games.Storage;

/// <summary>The values of <c>games.result</c>.</summary>
static class GameResults
{
    public static readonly byte[] White = "1-0"u8.ToArray();
    public static readonly byte[] Black = "0-1"u8.ToArray();
    public static readonly byte[] Draw = "1/2-1/2"u8.ToArray();
    public static readonly byte[] None = "*"u8.ToArray();
}
