using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ProviderSimulator.ChessCom;
using ProviderSimulator.Players;

namespace ProviderSimulator.Tests;

public sealed class ChessComTests : IAsyncLifetime
{
    static readonly string[] Draws = ["agreed", "repetition", "stalemate", "insufficient", "50move", "timevsinsufficient"];

    SimulatorClient _client = null!;

    public async Task InitializeAsync() => _client = await SimulatorClient.StartAsync();

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task Archives_OfAllMonths_HoldTheWholeTruthOnce()
    {
        var paths = await _client.ArchivesAsync("anna-2000");
        var games = await _client.AllMonthsAsync("anna-2000");

        Assert.True(paths.Count > 6);
        Assert.Equal(paths.Order(StringComparer.Ordinal), paths);
        Assert.Equal(2000, games.Count);
        Assert.Equal((await _client.TruthAsync("chess.com", "anna-2000")).Order(), games.ConvertAll(SimulatorClient.ChessComId).Order());
        Assert.Equal(2000, games.ConvertAll(SimulatorClient.ChessComId).Distinct().Count());
        Assert.Equal("2000", await _client.Http.GetStringAsync("/_players/chess.com/anna-2000/count"));
    }

    [Fact]
    public async Task Month_ByPacificTime_AscendsAndSpillsIntoTheNextUtcMonth()
    {
        var spilled = 0;
        foreach (var path in await _client.ArchivesAsync("anna-20000"))
        {
            var parts = path.Split('/');
            var (year, month) = (int.Parse(parts[^2]), int.Parse(parts[^1]));
            var ends = (await _client.MonthAsync(path)).ConvertAll(game => game.GetProperty("end_time").GetInt64());
            Assert.Equal(ends.Order(), ends);
            var (first, after) = (PacificTime.StartOf(year, month), PacificTime.EndOf(year, month));
            Assert.All(ends, end => Assert.InRange(end * 1000 + 999, first, after + 999));
            spilled += ends.Count(end => DateTimeOffset.FromUnixTimeSeconds(end).Month != month);
        }

        Assert.True(spilled > 10, $"{spilled} games lie in the next UTC month");
    }

    [Theory]
    [InlineData("2024-07-01T06:59:59Z", 2024, 6)]
    [InlineData("2024-07-01T07:00:00Z", 2024, 7)]
    [InlineData("2025-01-01T07:59:59Z", 2024, 12)]
    [InlineData("2025-01-01T08:00:00Z", 2025, 1)]
    [InlineData("2024-11-01T07:00:00Z", 2024, 11)]
    [InlineData("2024-12-01T07:30:00Z", 2024, 11)]
    public void PacificMonth_AroundItsEdge_IsThatOfTheCoast(string time, int year, int month) =>
        Assert.Equal((year, month), PacificTime.MonthOf(DateTimeOffset.Parse(time, null).ToUnixTimeMilliseconds()));

    [Fact]
    public async Task Month_AskedAgainWithItsTag_IsNotModified()
    {
        var path = (await _client.ArchivesAsync("anna-300"))[^1];
        using var first = await _client.Http.GetAsync(path);
        var tag = first.Headers.GetValues("ETag").Single();
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("If-None-Match", tag);

        using var second = await _client.Http.SendAsync(request);

        Assert.StartsWith("W/\"", tag);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(tag, second.Headers.GetValues("ETag").Single());
        Assert.Null(first.Content.Headers.LastModified);
        Assert.True(first.Content.Headers.NonValidated.Contains("Last-Modified"));
    }

    [Fact]
    public async Task ChangedMonth_HasAnotherTagAndTheSameGames()
    {
        var path = (await _client.ArchivesAsync("anna-2000"))[3];
        var parts = path.Split('/');
        using var before = await _client.Http.GetAsync(path);
        var games = await _client.MonthAsync(path);

        var month = new { player = "anna-2000", year = int.Parse(parts[^2]), month = int.Parse(parts[^1]) };
        await _client.ControlAsync(new { change_month = month });
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("If-None-Match", before.Headers.GetValues("ETag"));
        using var after = await _client.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.NotEqual(await before.Content.ReadAsStringAsync(), await after.Content.ReadAsStringAsync());
        Assert.Equal(games.ConvertAll(SimulatorClient.ChessComId), (await _client.MonthAsync(path)).ConvertAll(SimulatorClient.ChessComId));
    }

    [Fact]
    public async Task Month_WithoutGames_IsEmpty() =>
        Assert.Equal("{\"games\":[]}", await _client.Http.GetStringAsync("/pub/player/anna-100/games/2012/03"));

    [Theory]
    [InlineData("/pub/player/nobody/games/archives", 404, "User \"nobody\" not found.")]
    [InlineData("/pub/player/nobody/games/2024/01", 404, "User \"nobody\" not found.")]
    [InlineData("/pub/player/anna-10/games/2024/13", 404, "Date cannot")]
    [InlineData("/pub/tournament/x", 404, "not found")]
    public async Task Request_ForWhatIsNot_SaysSoInJson(string path, int status, string message)
    {
        using var response = await _client.Http.GetAsync(path);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(0, body.RootElement.GetProperty("code").GetInt32());
        Assert.Contains(message, body.RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Request_WithoutUserAgent_IsForbiddenByAPage()
    {
        using var nameless = _client.NewHttp(null);

        using var response = await nameless.GetAsync("/pub/player/anna-10/games/archives");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Request_BesideThreeOthers_IsTurnedAway()
    {
        await using var client = await SimulatorClient.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromSeconds(2) });

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.Http.GetAsync("/pub/player/anna-10")));

        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Request_ForARenamedPlayer_LeadsToTheNewName()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var stays = new HttpClient(handler) { BaseAddress = _client.Http.BaseAddress };
        stays.DefaultRequestHeaders.Add("User-Agent", "import-tests/1.0");

        using var response = await stays.GetAsync("/pub/player/renamed-anna-10/games/archives");

        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal("/pub/player/anna-10/games/archives", response.Headers.Location!.ToString());
        Assert.Equal(await _client.ArchivesAsync("anna-10"), await _client.ArchivesAsync("renamed-anna-10"));
    }

    [Fact]
    public async Task Profile_OfOpenAndClosedAccounts_TellsTheirState()
    {
        var open = await _client.JsonAsync("/pub/player/Anna-10");
        var closed = await _client.JsonAsync("/pub/player/closed-anna-10");

        Assert.Equal("anna-10", open.GetProperty("username").GetString());
        Assert.Equal("basic", open.GetProperty("status").GetString());
        Assert.Equal("closed", closed.GetProperty("status").GetString());
        Assert.True((await _client.JsonAsync("/pub/player/anna-10/stats")).TryGetProperty("chess_blitz", out _));
    }

    [Fact]
    public async Task Games_OfOneBlock_HoldEveryOddKind()
    {
        var games = await _client.AllMonthsAsync("anna-520");

        string[] rules = ["chess", "chess960", "bughouse", "crazyhouse", "threecheck", "kingofthehill", "oddschess"];
        Assert.Equal(rules.Order(), games.Select(game => Text(game, "rules")!).Distinct().Order());
        Assert.Equal(["blitz", "bullet", "daily", "rapid"], games.Select(game => Text(game, "time_class")!).Distinct().Order());
        Assert.All(games, game => Assert.Equal(Text(game, "rules") != "bughouse", game.TryGetProperty("pgn", out _)));
        Assert.All(games, game => Assert.Equal(Text(game, "time_class") == "daily", game.TryGetProperty("start_time", out _)));
        Assert.All(games.Where(game => Text(game, "rules") is "chess960" or "oddschess"), game => Assert.Null(Text(game, "eco")));
        Assert.Contains(games, game => Text(game, "rules") == "chess" && Text(game, "eco") is null);
        Assert.Contains(games, game => Text(game, "initial_setup") == "");
        Assert.Contains(games, game => Text(game, "tcn") == "");
        Assert.Contains(games, game => Text(game, "uuid") is null && Text(game, "tcn") is null && Text(game, "initial_setup") is null);
        Assert.Contains(games, game => Text(game, "accuracies") is null);
        Assert.Contains(games, game => Text(game, "accuracies") is not null);
        Assert.Contains(games, game => Text(game, "tournament") is not null);
        Assert.Contains(games, game => Text(game, "match") is not null);
        Assert.All(Draws.Concat(["kingofthehill", "threecheck", "bughousepartnerlose", "abandoned", "timeout", "resigned", "checkmated"]),
            code => Assert.Contains(games, game => Result(game, "white") == code || Result(game, "black") == code));
    }

    [Fact]
    public async Task Games_Results_AreAWinAndALossOrTheSameDraw()
    {
        Assert.All(await _client.AllMonthsAsync("anna-520"), game =>
        {
            var (white, black) = (Result(game, "white"), Result(game, "black"));
            var isWin = (white == "win") != (black == "win") && !Draws.Contains(white) && !Draws.Contains(black);
            Assert.True(isWin || (white == black && Draws.Contains(white)), $"{white} {black}");
        });
    }

    [Fact]
    public async Task Games_Moves_AgreeInPgnTcnAndFinalPosition()
    {
        var compared = 0;
        foreach (var game in await _client.AllMonthsAsync("anna-520"))
        {
            if (Text(game, "rules") == "crazyhouse" || Text(game, "tcn") is null or "" || Text(game, "pgn") is not { } pgn) continue;
            compared++;
            var text = pgn[(pgn.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
            var words = Regex.Replace(text, @"\{[^}]*\}", "").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            var setup = Text(game, "initial_setup") is { Length: > 0 } fen ? fen : Chess.Board.StandardFen;
            var san = string.Join(' ', words[..^1].Where(word => !char.IsAsciiDigit(word[0])));
            var moves = MoveSequence.Replay(san, null, null, null, 0, fen: setup);

            Assert.Equal(Text(game, "tcn"), moves.Tcn);
            Assert.StartsWith(Text(game, "fen")!, moves.FinalFen);
            Assert.Equal(Result(game, "white") == "win" ? "1-0" : Result(game, "black") == "win" ? "0-1" : "1/2-1/2", words[^1]);
        }

        Assert.True(compared > 450);
    }

    [Fact]
    public async Task Games_RatingIsTheOneAfterTheGame()
    {
        var last = new Dictionary<string, int>();
        var (agreeing, decisive) = (0, 0);
        foreach (var game in await _client.AllMonthsAsync("anna-2000"))
        {
            var own = Text(game.GetProperty("white"), "username") == "Anna-2000" ? "white" : "black";
            var rating = game.GetProperty(own).GetProperty("rating").GetInt32();
            var (rules, timeClass) = (Text(game, "rules"), Text(game, "time_class")!);
            var list = rules == "chess" ? timeClass : $"{rules} {timeClass == "daily"}";
            if (last.TryGetValue(list, out var before) && game.GetProperty("rated").GetBoolean() && !Draws.Contains(Result(game, own)))
            {
                decisive++;
                if (Math.Sign(rating - before) == (Result(game, own) == "win" ? 1 : -1)) agreeing++;
            }

            last[list] = rating;
        }

        Assert.True(decisive > 1000);
        Assert.Equal(decisive, agreeing);
    }

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : null;

    static string Result(JsonElement game, string side) => game.GetProperty(side).GetProperty("result").GetString()!;
}
