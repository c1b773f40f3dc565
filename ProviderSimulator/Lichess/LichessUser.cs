using System.Text.Json;

namespace ProviderSimulator.Lichess;

/// <summary>A player's public account.</summary>
static class LichessUser
{
    /// <summary>The account as JSON. As on the real one, its count of games is only near to what the export holds.</summary>
    public static string Write(ILichessPlayer player, bool marked)
    {
        var count = player.Count;
        var (first, last) = count == 0 ? (1_577_836_800_000, 1_577_836_800_000) : (player.CreatedAt(0), player.CreatedAt(count - 1));
        var id = player.Name.ToLowerInvariant();
        var imported = count / 100;
        var account = new Dictionary<string, object>
        {
            ["id"] = id,
            ["username"] = player.Name,
            ["perfs"] = new
            {
                blitz = new { games = count / 2, rating = 1500, rd = 60, prog = 5 },
                bullet = new { games = count / 3, rating = 1450, rd = 70, prog = -3 },
            },
            ["createdAt"] = first - 60_000,
            ["seenAt"] = last + 3_600_000,
            ["playTime"] = new { total = count * 300L, tv = 0 },
            ["url"] = $"https://lichess.org/@/{player.Name}",
            ["count"] = new
            {
                all = count + imported,
                rated = count * 9 / 10,
                draw = count / 20,
                loss = count * 9 / 20,
                win = count - count / 20 - count * 9 / 20,
                bookmark = 0,
                playing = 0,
                import = imported,
                me = 0,
            },
        };
        if (marked) account["tosViolation"] = true;
        return JsonSerializer.Serialize(account);
    }
}
