namespace ProviderSimulator.Players;

/// <summary>What the name of a generated player says about it.</summary>
/// <param name="Id">The name in lower case.</param>
/// <param name="Display">The name as the provider shows it: with a capital first letter.</param>
/// <param name="State">Whether the account exists.</param>
/// <param name="Games">Finished games it begins with.</param>
sealed record PlayerName(string Id, string Display, AccountState State, int Games)
{
    /// <summary>Most games that a name can ask for.</summary>
    public const int MostGames = 2_000_000;

    /// <summary>A hash that everything about the player follows from.</summary>
    public ulong Seed { get; } = Dice.Hash($"{Id}/{Games}");

    /// <summary>Reads a name; the last group of digits between dashes, if any, is the number of games (<c>anna-1000</c>).</summary>
    public static PlayerName Parse(string name, int defaultGames)
    {
        var id = name.ToLowerInvariant();
        var state = id.Length is < 2 or > 40 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? AccountState.Unknown
            : id.StartsWith("nobody", StringComparison.Ordinal) || id.StartsWith("unknown", StringComparison.Ordinal) ? AccountState.Unknown
            : id.StartsWith("closed", StringComparison.Ordinal) ? AccountState.Closed
            : id.StartsWith("cheater", StringComparison.Ordinal) ? AccountState.Marked
            : AccountState.Open;
        var games = defaultGames;
        foreach (var part in id.Split('-').Skip(1))
            if (int.TryParse(part, System.Globalization.NumberStyles.None, null, out var number)) games = Math.Min(number, MostGames);
        return new PlayerName(id, id.Length == 0 ? id : char.ToUpperInvariant(id[0]) + id[1..], state, games);
    }
}
