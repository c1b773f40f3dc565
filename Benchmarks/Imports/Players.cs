using AppHost.Demo;

namespace Benchmarks.Imports;

/// <summary>Generated players; the number in a name tells the simulator how many games the player has.</summary>
static class Players
{
    /// <summary>Players of one platform with the same number of games each.</summary>
    /// <param name="prefix">Tells the players of different measurements apart; no digits or dashes.</param>
    /// <param name="platform"><c>lichess</c> or <c>chess.com</c>.</param>
    /// <param name="count">How many.</param>
    /// <param name="games">Games of each.</param>
    public static IReadOnlyList<DemoPlayer> Create(string prefix, string platform, int count, int games)
        => [.. Enumerable.Range(0, count).Select(index => new DemoPlayer(platform, $"{prefix}{(char)('a' + (index / 676))}{(char)('a' + (index / 26 % 26))}{(char)('a' + (index % 26))}-{games}"))];
}
