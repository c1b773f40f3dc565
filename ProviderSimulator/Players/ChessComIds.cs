namespace ProviderSimulator.Players;

/// <summary>Identifiers as Chess.com forms them.</summary>
static class ChessComIds
{
    /// <summary>The uuid of a player.</summary>
    public static string PlayerUuid(ulong hash)
    {
        var text = hash.ToString("x16");
        return $"{text[..8]}-{text[8..12]}-11e8-803c-000000000000";
    }

    /// <summary>The uuid of a player's game: different for every index below 2^32.</summary>
    public static string GameUuid(ulong seed, int index)
    {
        var own = Dice.Mix(seed ^ (ulong)index).ToString("x16");
        return $"{own[..8]}-{own[8..12]}-11ef-9{own[12..15]}-{own[15]}{(uint)index:x8}{seed & 0xfff:x3}";
    }

    /// <summary>The number in the address of a player's game.</summary>
    public static long GameNumber(ulong seed, int index) => 1_000_000_000L + (long)(seed % 40_000) * PlayerName.MostGames + index;
}
