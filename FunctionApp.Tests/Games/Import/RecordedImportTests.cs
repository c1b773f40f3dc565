using System.Text.Json;
using ProviderSimulator;

namespace FunctionApp.Tests.Games.Import;

/// <summary>Records of real players and generated ones, every column of every row compared with its source by other means than the importer's.</summary>
public sealed class RecordedImportTests
{
    [RecordedFact]
    public async Task Lichess_EveryRecordedPlayer_FieldByField()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { RecordedFolder = RecordedFactAttribute.Folder });
        foreach (var file in Directory.GetFiles(Path.Combine(RecordedFactAttribute.Folder!, "lichess"), "*.ndjson"))
        {
            var lines = (await File.ReadAllLinesAsync(file)).Where(line => line.Length > 0).ToList();
            await ComparedLichessAsync(rig, Path.GetFileNameWithoutExtension(file), lines);
        }
    }

    [RecordedFact]
    public async Task ChessCom_EveryRecordedPlayer_FieldByField()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { RecordedFolder = RecordedFactAttribute.Folder });
        foreach (var folder in Directory.GetDirectories(Path.Combine(RecordedFactAttribute.Folder!, "chesscom")))
        {
            var months = new List<string>();
            foreach (var file in Directory.GetFiles(folder, "*.json").Order())
                months.Add(await File.ReadAllTextAsync(file));
            var rows = await ComparedChessComAsync(rig, Path.GetFileName(folder), months);
            Assert.Contains(rows, row => row["white_rating_change"] is int || row["black_rating_change"] is int);
        }
    }

    [Fact]
    public async Task Lichess_GeneratedPlayer_FieldByField()
    {
        await using var rig = await ImportRig.StartAsync();
        using var http = Client(rig);
        http.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");
        var export = await http.GetStringAsync($"api/games/user/fields-1500?{LichessFields}");

        var rows = await ComparedLichessAsync(rig, "fields-1500", [.. export.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);

        // The table of fields is worth something when they vary.
        foreach (var column in (string[])["initial_fen", "white_ai_level", "move_seconds", "opening", "white_rating_change"])
            Assert.Equal(2, rows.Select(row => row[column] is null).Distinct().Count());
        Assert.True(rows.Select(row => row["variant"]).Distinct().Count() > 3);
        Assert.True(rows.Select(row => row["termination"]).Distinct().Count() > 5);
    }

    [Fact]
    public async Task ChessCom_GeneratedPlayer_FieldByField()
    {
        await using var rig = await ImportRig.StartAsync();
        using var http = Client(rig);
        using var archives = JsonDocument.Parse(await http.GetStringAsync("pub/player/fields-1500/games/archives"));
        var months = new List<string>();
        foreach (var month in archives.RootElement.GetProperty("archives").EnumerateArray())
            months.Add(await http.GetStringAsync(new Uri(month.GetString()!).AbsolutePath));

        var rows = await ComparedChessComAsync(rig, "fields-1500", months);

        foreach (var column in (string[])["initial_fen", "move_seconds", "eco", "white_rating_change"])
            Assert.Equal(2, rows.Select(row => row[column] is null).Distinct().Count());
        Assert.True(rows.Select(row => row["variant"]).Distinct().Count() > 3);
        Assert.True(rows.Select(row => row["termination"]).Distinct().Count() > 5);
    }

    // What the importer asks for.
    const string LichessFields = "clocks=true&evals=true&accuracy=true&opening=true&division=true";

    static HttpClient Client(ImportRig rig)
    {
        var http = new HttpClient { BaseAddress = rig.Simulator.BaseUrl };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("FieldTests/1.0 (+https://localhost)");
        return http;
    }

    static async Task<List<Dictionary<string, object?>>> ComparedLichessAsync(ImportRig rig, string user, List<string> lines)
    {
        var report = await rig.ImportAsync(user, "lichess");

        Assert.Equal((lines.Count, 0), (report.Imported, report.Totals!.Skipped));
        var rows = await ByIdAsync(rig, user, "lichess");
        Assert.Equal(lines.Count, rows.Count);
        foreach (var line in lines)
        {
            var expected = ExpectedRow.OfLichess(JsonDocument.Parse(line).RootElement, user, report.RunId);
            ExpectedRow.AssertSame(expected, rows[(string)expected["provider_game_id"]!]);
        }

        return [.. rows.Values];
    }

    static async Task<List<Dictionary<string, object?>>> ComparedChessComAsync(ImportRig rig, string user, List<string> months)
    {
        var report = await rig.ImportAsync(user, "chess.com");

        var games = months.Select(m => JsonDocument.Parse(m).RootElement.GetProperty("games").EnumerateArray().ToList()).ToList();
        Assert.Equal((games.Sum(m => m.Count), 0), (report.Imported, report.Totals!.Skipped));
        var rows = await ByIdAsync(rig, user, "chess.com");
        Assert.Equal(report.Imported, rows.Count);
        foreach (var expected in games.SelectMany(month => ExpectedRow.OfChessComMonth(month, user, report.RunId)))
            ExpectedRow.AssertSame(expected, rows[(string)expected["provider_game_id"]!]);
        return [.. rows.Values];
    }

    static async Task<Dictionary<string, Dictionary<string, object?>>> ByIdAsync(ImportRig rig, string user, string platform) =>
        (await rig.RowsAsync($"SELECT g.*, g.game_record FROM games g WHERE user_id = '{user.ToLowerInvariant()}' AND platform = '{platform}'"))
        .ToDictionary(row => (string)row["provider_game_id"]!);
}
