using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FunctionApp.Tests.Games.Import;

/// <summary>
/// What a provider's record means, column by column: read with other means than the importer's, from what the table promises. A column
/// that is not in here fails the comparison, but for raw and raw_form: what game_record makes of them is compared.
/// </summary>
static partial class ExpectedRow
{
    static readonly Dictionary<string, string> LichessEndings = new()
    {
        ["mate"] = "checkmate",
        ["resign"] = "resignation",
        ["outoftime"] = "time",
        ["timeout"] = "abandonment",
        ["stalemate"] = "stalemate",
        ["draw"] = "draw",
        ["insufficientMaterialClaim"] = "insufficient_material",
        ["variantEnd"] = "variant_end",
        ["cheat"] = "cheat",
        ["noStart"] = "no_start",
        ["unknownFinish"] = "unknown",
    };

    static readonly Dictionary<string, string> ChessComEndings = new()
    {
        ["checkmated"] = "checkmate",
        ["timeout"] = "time",
        ["resigned"] = "resignation",
        ["abandoned"] = "abandonment",
        ["agreed"] = "agreement",
        ["repetition"] = "repetition",
        ["stalemate"] = "stalemate",
        ["insufficient"] = "insufficient_material",
        ["50move"] = "fifty_moves",
        ["timevsinsufficient"] = "time_insufficient_material",
        ["kingofthehill"] = "variant_end",
        ["threecheck"] = "variant_end",
        ["bughousepartnerlose"] = "partner_lost",
        ["lose"] = "unknown",
    };

    static readonly string[] DrawnWithoutWinner =
        ["outoftime", "timeout", "stalemate", "draw", "insufficientMaterialClaim", "variantEnd"];

    /// <summary>Compares a row with what it should be, name by name.</summary>
    public static void AssertSame(Dictionary<string, object?> expected, Dictionary<string, object?> row)
    {
        Assert.Equal(expected.Keys.Order(), row.Keys.Except(["raw", "raw_form"]).Order());
        foreach (var (column, value) in expected)
        {
            var actual = row[column] switch
            {
                DateTime time => time.ToUniversalTime(),
                short number => (int)number,
                var other => other,
            };
            Assert.True(Equals(value, actual), $"{expected["provider_game_id"]} {column}: {value ?? "null"} expected, {actual ?? "null"} stored");
        }
    }

    public static Dictionary<string, object?> OfLichess(JsonElement game, string user, Guid run)
    {
        var status = Text(game, "status");
        var clock = Member(game, "clock");
        var days = Number(game, "daysPerTurn");
        var row = new Dictionary<string, object?>
        {
            ["user_id"] = user.ToLowerInvariant(),
            ["platform"] = "lichess",
            ["import_id"] = run,
            ["provider_game_id"] = Text(game, "id"),
            ["played_at"] = Moment(game.GetProperty("createdAt").GetInt64()),
            ["ended_at"] = Member(game, "lastMoveAt") is { } last ? Moment(last.GetInt64()) : null,
            ["rated"] = Member(game, "rated")?.GetBoolean() ?? false,
            ["speed"] = Text(game, "speed") ?? "unknown",
            ["variant"] = Text(game, "variant") ?? "standard",
            ["time_control"] = clock is { } c ? $"{Number(c, "initial")}+{Number(c, "increment") ?? 0}" : days is not null ? $"1/{days * 86400}" : "-",
            ["initial_seconds"] = Number(clock, "initial"),
            ["increment_seconds"] = Number(clock, "increment"),
            ["move_seconds"] = days * 86400,
            ["result"] = Text(game, "winner") switch
            {
                "white" => "1-0",
                "black" => "0-1",
                _ => DrawnWithoutWinner.Contains(status) ? "1/2-1/2" : "*",
            },
            ["termination"] = status is null ? "unknown" : LichessEndings.GetValueOrDefault(status, status),
            ["eco"] = Text(Member(game, "opening"), "eco"),
            ["opening"] = Text(Member(game, "opening"), "name"),
            ["moves"] = Text(game, "moves") ?? "",
            ["clocks"] = Member(game, "clocks") is { } clocks && clocks.GetArrayLength() > 0
                ? string.Join(' ', clocks.EnumerateArray().Select(hundredths => hundredths.GetInt32()))
                : null,
            ["initial_fen"] = Text(game, "initialFen"),
            ["url"] = $"https://lichess.org/{Text(game, "id")}",
            ["game_record"] = game.GetRawText(),
        };
        foreach (var side in (string[])["white", "black"])
        {
            var player = Member(game.GetProperty("players"), side);
            var account = Member(player, "user");
            row[side + "_name"] = Text(account, "name");
            row[side + "_id"] = (Text(account, "id") ?? Text(account, "name"))?.ToLowerInvariant();
            row[side + "_ai_level"] = Number(player, "aiLevel");
            row[side + "_rating"] = Number(player, "rating");
            row[side + "_rating_change"] = Number(player, "ratingDiff");
            row[side + "_rating_after"] = Number(player, "rating") + Number(player, "ratingDiff");
        }

        row["user_color"] = ColorOf(row);
        return row;
    }

    /// <summary>The rows of one month, whose games tell each other's ratings.</summary>
    public static IEnumerable<Dictionary<string, object?>> OfChessComMonth(IEnumerable<JsonElement> games, string user, Guid run)
    {
        var ratings = new Dictionary<string, int>();
        foreach (var game in games)
        {
            var row = OfChessCom(game, user, run);
            if ((string?)row["user_color"] is { } color && (int?)row[color + "_rating_after"] is { } after)
            {
                // All live games of a variant share a rating, those of ordinary chess by their speed.
                var list = (string)row["variant"]! == "standard" || (string)row["speed"]! == "correspondence"
                    ? $"{row["variant"]} {row["speed"]}"
                    : $"{row["variant"]} live";
                if (ratings.TryGetValue(list, out var before) && IsPlausible(after - before, row, color))
                {
                    row[color + "_rating"] = before;
                    row[color + "_rating_change"] = after - before;
                }

                ratings[list] = after;
            }

            yield return row;
        }
    }

    static bool IsPlausible(int change, Dictionary<string, object?> row, string color)
    {
        if (!(bool)row["rated"]!)
            return change == 0;
        var won = (string)row["result"]! == (color == "white" ? "1-0" : "0-1");
        var lost = (string)row["result"]! == (color == "white" ? "0-1" : "1-0");
        return won ? change >= 0 : !lost || change <= 0;
    }

    static Dictionary<string, object?> OfChessCom(JsonElement game, string user, Guid run)
    {
        var pgn = Text(game, "pgn") ?? "";
        var tags = TagLine().Matches(pgn).DistinctBy(m => m.Groups[1].Value).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        var control = Text(game, "time_control");
        var live = LiveControl().Match(control ?? "");
        var daily = DailyControl().Match(control ?? "");
        var (white, black) = (Text(Member(game, "white"), "result"), Text(Member(game, "black"), "result"));
        var (result, ending) = (white, black) switch
        {
            ("win", _) => ("1-0", black),
            (_, "win") => ("0-1", white),
            _ when white is not null && white == black => ("1/2-1/2", white),
            _ => ("*", white),
        };
        var setup = Text(game, "initial_setup");
        var opening = (Text(game, "eco") ?? tags.GetValueOrDefault("ECOUrl"))?.Split('/')[^1].Replace('-', ' ');
        var row = new Dictionary<string, object?>
        {
            ["user_id"] = user.ToLowerInvariant(),
            ["platform"] = "chess.com",
            ["import_id"] = run,
            ["provider_game_id"] = Text(game, "uuid") ?? Text(game, "url")!.Split('?', '#')[0].Split('/')[^1],
            ["played_at"] = StartOf(game, tags),
            ["ended_at"] = Moment(game.GetProperty("end_time").GetInt64() * 1000),
            ["rated"] = Member(game, "rated")?.GetBoolean() ?? false,
            ["speed"] = Text(game, "time_class") switch { "daily" => "correspondence", null => "unknown", var other => other },
            ["variant"] = Text(game, "rules") switch
            {
                null or "chess" => "standard",
                "threecheck" => "threeCheck",
                "kingofthehill" => "kingOfTheHill",
                var other => other,
            },
            ["time_control"] = control ?? "-",
            ["initial_seconds"] = live.Success ? Integer(live.Groups[1].Value) : null,
            ["increment_seconds"] = !live.Success ? null : live.Groups[2].Success ? Integer(live.Groups[2].Value) : 0,
            ["move_seconds"] = daily.Success ? Integer(daily.Groups[1].Value) : null,
            ["result"] = result,
            ["termination"] = ending is null ? "unknown" : ChessComEndings.GetValueOrDefault(ending, ending),
            ["eco"] = tags.GetValueOrDefault("ECO") is { } eco && EcoCode().IsMatch(eco) ? eco : null,
            ["opening"] = opening is { Length: > 0 } ? opening : null,
            ["moves"] = Moves(pgn),
            ["clocks"] = Clocks(pgn),
            ["initial_fen"] = setup?.StartsWith("rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1", StringComparison.Ordinal) == true ? null : setup,
            ["url"] = Text(game, "url") ?? "",
            ["game_record"] = game.GetRawText(),
        };
        foreach (var side in (string[])["white", "black"])
        {
            var player = Member(game, side);
            row[side + "_name"] = Text(player, "username");
            row[side + "_id"] = Text(player, "username")?.ToLowerInvariant();
            row[side + "_ai_level"] = null;
            row[side + "_rating"] = null;
            row[side + "_rating_change"] = null;
            row[side + "_rating_after"] = Number(player, "rating");
        }

        row["user_color"] = ColorOf(row);
        return row;
    }

    static DateTime StartOf(JsonElement game, Dictionary<string, string> tags)
    {
        var end = game.GetProperty("end_time").GetInt64();
        if (Member(game, "start_time") is { } start && start.GetInt64() > 0 && start.GetInt64() < end)
            return Moment(start.GetInt64() * 1000);
        return DateTime.TryParseExact($"{tags.GetValueOrDefault("UTCDate")} {tags.GetValueOrDefault("UTCTime")}", "yyyy.MM.dd HH:mm:ss",
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var began) && began <= Moment(end * 1000)
            ? began
            : Moment(end * 1000);
    }

    // The movetext without comments, numbers and result.
    static string Moves(string pgn)
    {
        var text = pgn.StartsWith('[') ? pgn.Split("]\n\n", 2) is [_, var rest] ? rest : "" : pgn;
        var words = CommentText().Replace(text, " ").Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => MoveNumber().Replace(word, ""))
            .Where(word => word is not ("" or "*" or "1-0" or "0-1" or "1/2-1/2"));
        return string.Join(' ', words);
    }

    // Hundredths of a second, where each move has its clock.
    static string? Clocks(string pgn)
    {
        var clocks = ClockText().Matches(pgn).Select(clock => clock.Groups)
            .Select(g => (((Integer(g[1].Value) * 60) + Integer(g[2].Value)) * 6000) + (Integer(g[3].Value) * 100)
                + (g[4].Success ? Integer(g[4].Value) * 10 : 0))
            .ToList();
        return clocks.Count > 0 && clocks.Count == Moves(pgn).Split(' ').Length ? string.Join(' ', clocks) : null;
    }

    static string? ColorOf(Dictionary<string, object?> row) =>
        Equals(row["white_id"], row["user_id"]) ? "white" : Equals(row["black_id"], row["user_id"]) ? "black" : null;

    static DateTime Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;

    static int Integer(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    static string? Text(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    static int? Number(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    [GeneratedRegex("^\\[(\\w+) \"(.*)\"\\]\\r?$", RegexOptions.Multiline)]
    private static partial Regex TagLine();

    [GeneratedRegex(@"^(\d+)(?:\+(\d+))?$")]
    private static partial Regex LiveControl();

    [GeneratedRegex(@"^1/(\d+)$")]
    private static partial Regex DailyControl();

    [GeneratedRegex(@"^[A-E].{2}$")]
    private static partial Regex EcoCode();

    [GeneratedRegex(@"\{[^}]*\}|\([^)]*\)")]
    private static partial Regex CommentText();

    [GeneratedRegex(@"\{\[%clk (\d+):(\d\d):(\d\d)(?:\.(\d))?\]\}")]
    private static partial Regex ClockText();

    [GeneratedRegex(@"^\d+\.+")]
    private static partial Regex MoveNumber();
}
