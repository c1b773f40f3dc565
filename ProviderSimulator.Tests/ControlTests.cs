using System.Text.Json;

namespace ProviderSimulator.Tests;

public sealed class ControlTests : IAsyncLifetime
{
    SimulatorClient _client = null!;

    public async Task InitializeAsync() => _client = await SimulatorClient.StartAsync();

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task AddedLichessGames_AreTheNewestOnes()
    {
        var before = await _client.GamesAsync("anna-100");

        await _client.ControlAsync(new { add = new { platform = "lichess", player = "Anna-100", games = 7 } });
        var after = await _client.GamesAsync("anna-100");

        Assert.Equal(107, after.Count);
        Assert.Equal(before.ConvertAll(Id), after.ConvertAll(Id).Skip(7));
        Assert.Equal(107, after.ConvertAll(Id).Distinct().Count());
        var since = await _client.GamesAsync($"anna-100?since={before[0].GetProperty("createdAt").GetInt64() + 1}");
        Assert.Equal(after.ConvertAll(Id).Take(7), since.ConvertAll(Id));
        Assert.Equal(after.ConvertAll(Id).Order(), (await _client.TruthAsync("lichess", "anna-100")).Order());
    }

    [Fact]
    public async Task LateLichessGame_StandsInThePast()
    {
        await using var client = await SimulatorClient.StartAsync(new SimulatorOptions { NewestGame = DateTimeOffset.UtcNow.AddHours(-1) });
        var before = await client.GamesAsync("anna-2000");

        await client.ControlAsync(new { add = new { platform = "lichess", player = "anna-2000", games = 2, late = true } });
        var after = await client.GamesAsync("anna-2000");

        var added = after.ExceptBy(before.ConvertAll(Id), Id).ToList();
        Assert.Equal(2, added.Count);
        Assert.Equal(before[0].GetRawText(), after[0].GetRawText());
        Assert.All(added, game =>
        {
            Assert.Equal("correspondence", game.GetProperty("speed").GetString());
            Assert.True(game.GetProperty("createdAt").GetInt64() < before[100].GetProperty("createdAt").GetInt64());
            Assert.True(game.GetProperty("lastMoveAt").GetInt64() > before[0].GetProperty("createdAt").GetInt64());
        });
        var times = after.ConvertAll(game => game.GetProperty("createdAt").GetInt64());
        Assert.Equal(times.OrderDescending(), times);
    }

    [Fact]
    public async Task AddedChessComGames_AppearInTheMonthOfTheirEnd()
    {
        var at = new DateTimeOffset(2025, 9, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var before = await _client.ArchivesAsync("anna-100");

        await _client.ControlAsync(new { add = new { platform = "chess.com", player = "anna-100", games = 3, at } });
        await _client.ControlAsync(new { add = new { platform = "chess.com", player = "anna-100", late = true, at = at + 60_000 } });
        var month = await _client.MonthAsync("/pub/player/anna-100/games/2025/09");

        Assert.Equal([.. before, "/pub/player/anna-100/games/2025/09"], await _client.ArchivesAsync("anna-100"));
        Assert.Equal(4, month.Count);
        Assert.Equal("daily", month[3].GetProperty("time_class").GetString());
        Assert.True(month[3].GetProperty("end_time").GetInt64() - month[3].GetProperty("start_time").GetInt64() > 90 * 86_400);
        Assert.Equal(104, (await _client.TruthAsync("chess.com", "anna-100")).Distinct().Count());
    }

    [Fact]
    public async Task AddedGamesInAPastMonth_ChangeItsTag()
    {
        var path = (await _client.ArchivesAsync("anna-2000"))[2];
        using var before = await _client.Http.GetAsync(path);
        var first = (await _client.MonthAsync(path))[0].GetProperty("end_time").GetInt64();

        await _client.ControlAsync(new { add = new { platform = "chess.com", player = "anna-2000", at = (first + 60) * 1000 } });
        using var after = await _client.Http.GetAsync(path);

        Assert.NotEqual(before.Headers.GetValues("ETag"), after.Headers.GetValues("ETag"));
        Assert.Equal(2001, (await _client.AllMonthsAsync("anna-2000")).ConvertAll(SimulatorClient.ChessComId).Distinct().Count());
    }

    [Fact]
    public async Task Players_CanBeGivenANumberOfGames()
    {
        await _client.ControlAsync(new { players = new Dictionary<string, int> { ["Emil"] = 42 } });

        Assert.Equal(42, (await _client.GamesAsync("emil")).Count);
        Assert.Equal(42, (await _client.AllMonthsAsync("emil")).Count);
        Assert.Equal(500, (await _client.GamesAsync("otto")).Count);
    }

    [Fact]
    public async Task Stats_CountRequestsGamesAndRefusals()
    {
        await _client.GamesAsync("anna-120");
        await _client.AllMonthsAsync("anna-80");
        using (await _client.Http.GetAsync("/pub/player/anna-80?fault=429")) { }

        var stats = await _client.JsonAsync("/_stats");

        Assert.Equal(200, stats.GetProperty("games_sent").GetInt64());
        Assert.Equal(1, stats.GetProperty("requests").GetProperty("lichess.export").GetInt32());
        Assert.Equal(1, stats.GetProperty("requests").GetProperty("chess.com.archives").GetInt32());
        Assert.Equal(1, stats.GetProperty("statuses").GetProperty("chess.com.429").GetInt32());
        Assert.Equal(1, stats.GetProperty("faults").GetProperty("429").GetInt32());
        Assert.Equal(1, stats.GetProperty("most_running").GetProperty("chess.com").GetInt32());
    }

    [Fact]
    public async Task Reset_TakesEverythingBack()
    {
        var add = new { platform = "lichess", player = "anna-50", games = 5 };
        await _client.ControlAsync(new { add, faults = new { server_error = 1.0 }, games_per_second = 1 });

        using (await _client.Http.PostAsync("/_reset", null)) { }

        Assert.Equal(50, (await _client.GamesAsync("anna-50")).Count);
        Assert.Equal(50, (await _client.JsonAsync("/_stats")).GetProperty("games_sent").GetInt64());
    }

    static string Id(JsonElement game) => game.GetProperty("id").GetString()!;
}
