using System.Text.Json;

namespace ProviderSimulator.Tests;

public sealed class LichessExportTests : IAsyncLifetime
{
    SimulatorClient _client = null!;

    public async Task InitializeAsync() => _client = await SimulatorClient.StartAsync();

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task Export_WholeHistory_IsNewestFirstAndAsManyAsTheNameSays()
    {
        var games = await _client.GamesAsync("anna-1234");
        var times = games.ConvertAll(Created);

        Assert.Equal(1234, games.Count);
        Assert.Equal(times.OrderDescending(), times);
        Assert.True(times.Distinct().Count() < times.Count, "no two games share an instant");
        Assert.Equal((await _client.TruthAsync("lichess", "anna-1234")).Order(), games.ConvertAll(Id).Order());
        Assert.Equal(1234, games.ConvertAll(Id).Distinct().Count());
    }

    [Fact]
    public async Task Export_SameNameOnAnotherSimulator_GivesTheSameBytes()
    {
        await using var other = await SimulatorClient.StartAsync();

        Assert.Equal(await _client.ExportBytesAsync("bert-300?clocks=true"), await other.ExportBytesAsync("BERT-300?clocks=true"));
        Assert.NotEqual(await _client.ExportBytesAsync("bert-300"), await other.ExportBytesAsync("carl-300"));
    }

    [Fact]
    public async Task Export_SinceAndUntil_AreInclusiveAndExclusive()
    {
        var all = await _client.GamesAsync("anna-200");
        var (since, until) = (Created(all[150]), Created(all[50]));

        var some = await _client.GamesAsync($"anna-200?since={since}&until={until}");

        Assert.Equal(all.Where(game => Created(game) >= since && Created(game) < until).Select(Id), some.Select(Id));
        Assert.Contains(some, game => Created(game) == since);
        Assert.NotEmpty(some);
    }

    [Fact]
    public async Task Export_PagesByMaxAndUntil_GiveEveryGame()
    {
        var ids = new HashSet<string>();
        var until = long.MaxValue;
        while (true)
        {
            var page = await _client.GamesAsync($"anna-700?max=50&until={until}");
            var added = page.Count(game => ids.Add(Id(game)));
            if (added == 0) break;
            until = Created(page[^1]) + 1;
        }

        Assert.Equal((await _client.TruthAsync("lichess", "anna-700")).Order(), ids.Order());
    }

    [Fact]
    public async Task Export_DateAscending_TurnsTheOrder()
    {
        var descending = await _client.GamesAsync("anna-90");
        var ascending = await _client.GamesAsync("anna-90?sort=dateAsc&max=10");

        Assert.Equal(descending.AsEnumerable().Reverse().Take(10).Select(Id), ascending.Select(Id));
    }

    [Fact]
    public async Task Export_Flags_AddAndRemoveParts()
    {
        var plain = await _client.GamesAsync("anna-60");
        var full = await _client.GamesAsync("anna-60?moves=false&opening=true&clocks=true&pgnInJson=true");

        Assert.All(plain, game => Assert.True(game.TryGetProperty("moves", out _)));
        Assert.DoesNotContain(plain.SelectMany(game => game.EnumerateObject()), part => part.Name is "opening" or "clocks" or "pgn");
        Assert.All(full, game => Assert.False(game.TryGetProperty("moves", out _)));
        Assert.All(full, game => Assert.StartsWith("[Event \"", game.GetProperty("pgn").GetString()));
        Assert.Contains(full, game => game.TryGetProperty("opening", out _));
        Assert.Contains(full, game => game.TryGetProperty("clocks", out _));
    }

    [Fact]
    public async Task Export_Filters_LeaveOnlyWhatIsAskedFor()
    {
        var all = await _client.GamesAsync("anna-500");

        var rapid = await _client.GamesAsync("anna-500?rated=true&perfType=rapid,bullet");
        var asWhite = await _client.GamesAsync("anna-500?color=white");

        Assert.Equal(all.Where(game => game.GetProperty("rated").GetBoolean() && Text(game, "perf") is "rapid" or "bullet").Select(Id),
            rapid.Select(Id));
        Assert.Equal(all.Where(game => IsPlayer(game, "white", "anna-500")).Select(Id), asWhite.Select(Id));
        Assert.NotEmpty(asWhite);
    }

    [Fact]
    public async Task Export_WithoutJsonAccept_IsPgn()
    {
        using var response = await _client.Http.GetAsync("/api/games/user/anna-20");
        var pgn = await response.Content.ReadAsStringAsync();

        Assert.Equal("application/x-chess-pgn", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(20, pgn.Split("[Event \"").Length - 1);
    }

    [Fact]
    public async Task Export_OfOneBlock_HoldsEveryOddKind()
    {
        var games = await _client.GamesAsync("anna-480?opening=true");

        string[] variants = ["standard", "chess960", "crazyhouse", "threeCheck", "kingOfTheHill", "fromPosition"];
        Assert.Equal(variants.Order(), games.Select(game => Text(game, "variant")!).Distinct().Order());
        string[] statuses =
        [
            "mate", "resign", "outoftime", "timeout", "draw", "stalemate", "noStart", "cheat", "unknownFinish", "insufficientMaterialClaim",
        ];
        Assert.All(statuses, status => Assert.Contains(games, game => Text(game, "status") == status));
        Assert.DoesNotContain(games, game => Text(game, "status") is "aborted" or "created" or "started");
        Assert.Contains(games, game => Sides(game).Any(side => side.TryGetProperty("aiLevel", out _)));
        Assert.Contains(games, game => Sides(game).Any(side => !side.EnumerateObject().Any()));
        Assert.Contains(games, game => Text(game, "status") == "noStart" && Text(game, "moves") == "");
        Assert.Contains(games, game => Text(game, "status") is "timeout" or "outoftime" && !game.TryGetProperty("winner", out _));
        Assert.Contains(games, game => game.TryGetProperty("initialFen", out _) && Text(game, "variant") == "fromPosition");
        Assert.Contains(games, game => !game.TryGetProperty("source", out _) && game.TryGetProperty("tournament", out _));
        Assert.Contains(games, game => game.TryGetProperty("arenaTour", out _));
        Assert.Contains(games, game => !game.TryGetProperty("clock", out _) && game.TryGetProperty("daysPerTurn", out _));
        Assert.Contains(games, game => !game.TryGetProperty("clock", out _) && !game.TryGetProperty("daysPerTurn", out _));
        Assert.Contains(games, game => Text(game, "moves")!.Contains('@'));
    }

    [Fact]
    public async Task Export_RatingBeforeAndChange_LeadToTheNextGamesRating()
    {
        var expected = new Dictionary<string, int>();
        foreach (var game in (await _client.GamesAsync("anna-1500")).AsEnumerable().Reverse())
        {
            var side = Sides(game).Single(side => side.TryGetProperty("user", out var user) && Text(user, "id") == "anna-1500");
            var rating = side.GetProperty("rating").GetInt32();
            var perf = Text(game, "perf")!;
            if (expected.TryGetValue(perf, out var after)) Assert.Equal(after, rating);
            expected[perf] = rating + (side.TryGetProperty("ratingDiff", out var change) ? change.GetInt32() : 0);
            Assert.Equal(game.GetProperty("rated").GetBoolean(), side.TryGetProperty("ratingDiff", out _));
        }

        Assert.True(expected.Count > 6);
    }

    [Fact]
    public async Task Export_CorrespondenceGame_LastsForMonthsWhileOthersAreCreated()
    {
        var games = await _client.GamesAsync("anna-480");
        var longest = games.MaxBy(game => game.GetProperty("lastMoveAt").GetInt64() - Created(game));

        Assert.Equal("correspondence", Text(longest, "speed"));
        var (from, to) = (Created(longest), longest.GetProperty("lastMoveAt").GetInt64());
        Assert.True(games.Count(game => Created(game) > from && Created(game) < to) > 10);
    }

    [Fact]
    public async Task Export_TwoHundredThousandGames_StreamsWithDistinctIds()
    {
        var request = SimulatorClient.Export("dora-200000?moves=false");
        using var response = await _client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var ids = new HashSet<string>();
        var lines = 0;
        while (await reader.ReadLineAsync() is { } line)
        {
            lines++;
            ids.Add(line.Substring(7, 8));
        }

        Assert.Equal(200_000, lines);
        Assert.Equal(200_000, ids.Count);
    }

    [Fact]
    public async Task Export_PlayerWithoutGames_IsEmpty() => Assert.Empty(await _client.GamesAsync("anna-0"));

    [Fact]
    public async Task Export_BadNumber_Is400()
    {
        using var response = await _client.Http.SendAsync(SimulatorClient.Export("anna-10?since=yesterday"));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("since", await response.Content.ReadAsStringAsync());
    }

    internal static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : null;

    static long Created(JsonElement game) => game.GetProperty("createdAt").GetInt64();

    static string Id(JsonElement game) => game.GetProperty("id").GetString()!;

    static IEnumerable<JsonElement> Sides(JsonElement game) => game.GetProperty("players").EnumerateObject().Select(side => side.Value);

    static bool IsPlayer(JsonElement game, string color, string id) =>
        game.GetProperty("players").GetProperty(color).TryGetProperty("user", out var user) && Text(user, "id") == id;
}
