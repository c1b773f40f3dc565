using System.Text.Json;
using System.Text.RegularExpressions;
using ProviderSimulator;

namespace FunctionApp.Tests.Games.Import;

/// <summary>Real players' records, every row compared with its source by other means than the importer's.</summary>
public sealed partial class RecordedImportTests
{
    [RecordedFact]
    public async Task Lichess_EveryRecordedPlayer_FieldByField()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { RecordedFolder = RecordedFactAttribute.Folder });
        foreach (var file in Directory.GetFiles(Path.Combine(RecordedFactAttribute.Folder!, "lichess"), "*.ndjson"))
        {
            var user = Path.GetFileNameWithoutExtension(file);
            var lines = (await File.ReadAllLinesAsync(file)).Where(line => line.Length > 0).ToList();

            var report = await rig.ImportAsync(user, "lichess");

            Assert.Equal((lines.Count, 0), (report.Imported, report.Totals!.Skipped));
            var rows = await ByIdAsync(rig, user, "lichess");
            foreach (var line in lines)
                CompareLichess(JsonDocument.Parse(line).RootElement, rows, user);
        }
    }

    [RecordedFact]
    public async Task ChessCom_EveryRecordedPlayer_FieldByField()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { RecordedFolder = RecordedFactAttribute.Folder });
        foreach (var folder in Directory.GetDirectories(Path.Combine(RecordedFactAttribute.Folder!, "chesscom")))
        {
            var user = Path.GetFileName(folder);
            var games = new List<JsonElement>();
            foreach (var file in Directory.GetFiles(folder, "*.json").Order())
                games.AddRange(JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("games").EnumerateArray());

            var report = await rig.ImportAsync(user, "chess.com");

            Assert.Equal((games.Count, 0), (report.Imported, report.Totals!.Skipped));
            var rows = await ByIdAsync(rig, user, "chess.com");
            foreach (var game in games)
                CompareChessCom(game, rows, user);
            Assert.Contains(rows.Values, row => row["white_rating_change"] is int || row["black_rating_change"] is int);
        }
    }

    static void CompareLichess(JsonElement game, Dictionary<string, Dictionary<string, object?>> rows, string user)
    {
        var row = rows[game.GetProperty("id").GetString()!];
        Assert.True(JsonElement.DeepEquals(game, JsonDocument.Parse((string)row["raw"]!).RootElement));
        Assert.Equal(game.GetProperty("createdAt").GetInt64(), Milliseconds(row["played_at"]));
        Assert.Equal(game.GetProperty("lastMoveAt").GetInt64(), Milliseconds(row["ended_at"]));
        Assert.Equal(game.GetProperty("rated").GetBoolean(), row["rated"]);
        Assert.Equal(Text(game, "speed"), row["speed"]);
        Assert.Equal(Text(game, "variant"), row["variant"]);
        Assert.Equal(Text(game, "moves") ?? "", row["moves"]);
        Assert.Equal(Text(game, "initialFen"), row["initial_fen"]);
        Assert.Equal(game.TryGetProperty("opening", out var opening) ? Text(opening, "eco") : null, row["eco"]);
        Assert.Equal(opening.ValueKind == JsonValueKind.Object ? Text(opening, "name") : null, row["opening"]);
        Assert.Equal($"https://lichess.org/{Text(game, "id")}", row["url"]);
        var clock = game.TryGetProperty("clock", out var value) ? value : default;
        Assert.Equal(clock.ValueKind == JsonValueKind.Object ? clock.GetProperty("initial").GetInt32() : null, (int?)row["initial_seconds"]);
        Assert.Equal(game.TryGetProperty("daysPerTurn", out var days) ? days.GetInt32() * 86_400 : null, (int?)row["move_seconds"]);
        var status = Text(game, "status")!;
        Assert.Equal(
            Text(game, "winner") switch { "white" => "1-0", "black" => "0-1", _ => status is "draw" or "stalemate" or "outoftime" or "timeout" ? "1/2-1/2" : "*" },
            row["result"]);
        foreach (var side in (string[])["white", "black"])
        {
            var player = game.GetProperty("players").GetProperty(side);
            var account = player.TryGetProperty("user", out var found) ? found : default;
            var name = account.ValueKind == JsonValueKind.Object ? Text(account, "name") : null;
            Assert.Equal(name, row[side + "_name"]);
            Assert.Equal(name?.ToLowerInvariant(), row[side + "_id"]);
            if (name?.Equals(user, StringComparison.OrdinalIgnoreCase) == true)
                Assert.Equal(side, row["user_color"]);
            Assert.Equal(Number(player, "aiLevel"), (short?)row[side + "_ai_level"]);
            Assert.Equal(Number(player, "rating"), (int?)row[side + "_rating"]);
            Assert.Equal(Number(player, "ratingDiff"), (int?)row[side + "_rating_change"]);
            Assert.Equal(Number(player, "rating") + Number(player, "ratingDiff"), (int?)row[side + "_rating_after"]);
        }
    }

    static void CompareChessCom(JsonElement game, Dictionary<string, Dictionary<string, object?>> rows, string user)
    {
        var row = rows[Text(game, "uuid") ?? Text(game, "url")!.Split('/')[^1]];
        Assert.True(JsonElement.DeepEquals(game, JsonDocument.Parse((string)row["raw"]!).RootElement));
        var pgn = Text(game, "pgn") ?? "";
        var end = game.GetProperty("end_time").GetInt64();
        Assert.Equal(end * 1000, Milliseconds(row["ended_at"]));
        var start = game.TryGetProperty("start_time", out var began) ? began.GetInt64()
            : DateTimeOffset.Parse($"{Tag(pgn, "UTCDate").Replace('.', '-')}T{Tag(pgn, "UTCTime")}Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        Assert.Equal(start * 1000, Milliseconds(row["played_at"]));
        Assert.Equal(game.GetProperty("rated").GetBoolean(), row["rated"]);
        Assert.Equal(Text(game, "time_class") == "daily" ? "correspondence" : Text(game, "time_class"), row["speed"]);
        Assert.Equal(Text(game, "rules") == "chess" ? "standard" : Text(game, "rules"), row["variant"]);
        Assert.Equal(Text(game, "time_control"), row["time_control"]);
        Assert.Equal(Text(game, "url"), row["url"]);
        Assert.Equal(Tag(pgn, "Result"), row["result"]);
        Assert.Equal(Tag(pgn, "ECO"), row["eco"]);
        Assert.Equal(Tag(pgn, "ECOUrl").Split('/')[^1].Replace('-', ' '), row["opening"]);
        var moves = Comments().Replace(pgn[(pgn.IndexOf("\n\n", StringComparison.Ordinal) + 2)..], " ")
            .Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Where(token => !char.IsAsciiDigit(token[0]) && token != "*");
        Assert.Equal(string.Join(' ', moves), row["moves"]);
        foreach (var side in (string[])["white", "black"])
        {
            var player = game.GetProperty(side);
            Assert.Equal(Text(player, "username"), row[side + "_name"]);
            Assert.Equal(Text(player, "username")!.ToLowerInvariant(), row[side + "_id"]);
            Assert.Equal(Number(player, "rating"), (int?)row[side + "_rating_after"]);
            Assert.Equal(Number(player, "rating") - (int?)row[side + "_rating"], (int?)row[side + "_rating_change"]);
            if ((int?)row[side + "_rating_change"] is { } change && game.GetProperty("rated").GetBoolean())
                Assert.False(Text(player, "result") == "win" ? change < 0 : change > 0 && Text(game.GetProperty(side == "white" ? "black" : "white"), "result") == "win");
            if (Text(player, "username")!.Equals(user, StringComparison.OrdinalIgnoreCase))
                Assert.Equal(side, row["user_color"]);
        }
    }

    static async Task<Dictionary<string, Dictionary<string, object?>>> ByIdAsync(ImportRig rig, string user, string platform) =>
        (await rig.RowsAsync($"SELECT * FROM games WHERE user_id = '{user.ToLowerInvariant()}' AND platform = '{platform}'"))
        .ToDictionary(row => (string)row["provider_game_id"]!);

    static long Milliseconds(object? value) => new DateTimeOffset((DateTime)value!).ToUnixTimeMilliseconds();

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    static int? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    static string Tag(string pgn, string name) => Regex.Match(pgn, $"\\[{name} \"([^\"]*)\"\\]").Groups[1].Value;

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Comments();
}
