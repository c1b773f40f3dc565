using System.Text;

namespace ProviderSimulator.Players;

/// <summary>The people that generated players meet; the same on both providers.</summary>
static class Opponents
{
    /// <summary>How many there are.</summary>
    public const int Count = 4096;

    static readonly string[] First =
    [
        "Knight", "Pawn", "Endgame", "Rook", "Zugzwang", "Tempo", "Exchange", "Blunder",
        "Fianchetto", "Skewer", "Gambit", "Castle", "Queen", "Bishop", "Fork", "Pin",
    ];

    static readonly string[] Second =
    [
        "fall", "storm", "Fan", "_lift", "King", "Lover", "er", "ful", "Master", "Seventy", "-pete", "Anna", "Otto", "Mia", "Ravi", "Chen",
    ];

    static readonly string?[] Titles = ["GM", "IM", "FM", "CM", "NM", "WIM", "BOT"];

    /// <summary>Every opponent.</summary>
    public static IReadOnlyList<Opponent> All { get; } = Enumerable.Range(0, Count).Select(Make).ToArray();

    static Opponent Make(int number)
    {
        var name = $"{First[number % 16]}{Second[number / 16 % 16]}{(number < 256 ? "" : number / 256)}";
        var title = number % 37 == 5 ? Titles[number / 37 % Titles.Length] : null;
        var user = new StringBuilder($"\"user\":{{\"name\":\"{name}\"");
        if (title is not null) user.Append($",\"title\":\"{title}\"");
        if (number % 23 == 7) user.Append(",\"flair\":\"activity.lichess-horsey\"");
        if (number % 29 == 3) user.Append(",\"patron\":true,\"patronColor\":10");
        user.Append($",\"id\":\"{name.ToLowerInvariant()}\"}}");
        return new Opponent(name, Encoding.UTF8.GetBytes(user.ToString()), ChessComSide(name, ChessComIds.PlayerUuid(Dice.Hash(name))));
    }

    /// <summary>The part of a Chess.com game's side that names the player.</summary>
    public static byte[] ChessComSide(string name, string uuid) => Encoding.UTF8.GetBytes(
        $",\"@id\":\"https://api.chess.com/pub/player/{name.ToLowerInvariant()}\",\"username\":\"{name}\",\"uuid\":\"{uuid}\"}}");
}
