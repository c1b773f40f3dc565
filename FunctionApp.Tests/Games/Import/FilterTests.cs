using System.Globalization;
using ImportFunctions.Database;
using ImportFunctions.Games.Filters;
using ProviderSimulator;

namespace FunctionApp.Tests.Games.Import;

/// <summary>Filters leave out what does not match, and lose nothing for whoever asks for the rest later.</summary>
public sealed class FilterTests
{
    static readonly DateTimeOffset Newest = new(2025, 6, 30, 20, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Filters => new()
    {
        { "lichess", "rated" }, { "lichess", "blitz" }, { "lichess", "variants" }, { "lichess", "times" }, { "lichess", "all" },
        { "chess.com", "rated" }, { "chess.com", "blitz" }, { "chess.com", "variants" }, { "chess.com", "times" }, { "chess.com", "all" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filtered_ThenAll_ThenFilteredAgain_ExactEachTime(string platform, string name)
    {
        await using var rig = await ImportRig.StartAsync();
        var (filter, where) = Filter(platform, name);
        var truth = await rig.TruthAsync("fia-1500", platform);
        var expected = await ExpectedAsync(platform, "fia-1500", where);
        Assert.InRange(expected.Count, 1, truth.Count - 1);

        var first = await rig.ImportAsync("fia-1500", platform, filter: filter);
        Assert.Empty(first.Errors);
        Assert.Equal(expected, await rig.StoredAsync("fia-1500", platform));
        Assert.Equal(expected.Count, first.Imported);
        Assert.Equal(first.Totals!.Checked, first.Totals.Imported + first.Totals.Filtered);
        if (filter.Since is null)
            Assert.Equal(truth.Count - expected.Count, first.Totals.Filtered);

        var before = (await rig.RequestsAsync()).Values.Sum();
        var again = await rig.ImportAsync("fia-1500", platform, filter: filter);
        Assert.Equal(0, again.Imported);
        Assert.InRange((await rig.RequestsAsync()).Values.Sum() - before, 0, 2);

        var all = await rig.ImportAsync("fia-1500", platform);
        Assert.Equal(truth.Count - expected.Count, all.Imported);
        Assert.Equal(0, all.Totals!.Filtered);
        Assert.Equal(truth, await rig.StoredAsync("fia-1500", platform));

        before = (await rig.RequestsAsync()).Values.Sum();
        Assert.Equal(0, (await rig.ImportAsync("fia-1500", platform, filter: filter with { Rated = false })).Imported);
        Assert.InRange((await rig.RequestsAsync()).Values.Sum() - before, 0, 2);
    }

    [Theory]
    [InlineData("lichess")]
    [InlineData("chess.com")]
    public async Task Limit_CountsOnlyGamesThatMatch_AndTheNextPressesGoOn(string platform)
    {
        await using var rig = await ImportRig.StartAsync();
        var (filter, where) = Filter(platform, "blitz");
        var expected = await ExpectedAsync(platform, "gus-1200", where);
        var left = expected.Count;
        while (left > 0)
        {
            var report = await rig.ImportAsync("gus-1200", platform, 100, filter);
            Assert.Equal(Math.Min(100, left), report.Imported);
            left -= report.Imported;
        }

        Assert.Equal(0, (await rig.ImportAsync("gus-1200", platform, 100, filter)).Imported);
        Assert.Equal(expected, await rig.StoredAsync("gus-1200", platform));
        await rig.ImportAsync("gus-1200", platform);
        Assert.Equal(await rig.TruthAsync("gus-1200", platform), await rig.StoredAsync("gus-1200", platform));
    }

    [Theory]
    [InlineData("lichess")]
    [InlineData("chess.com")]
    public async Task Faults_LoseNothing(string platform)
    {
        await using var rig = await ImportRig.StartAsync();
        await rig.ControlAsync(new
        {
            seed = 3,
            faults = new { cut = 0.15, clean_end = platform == "lichess" ? 0.15 : 0, garbage = 0.15, server_error = 0.05, after_games = 150 },
        });
        var (filter, where) = Filter(platform, "all");
        var expected = await ExpectedAsync(platform, "hal-1500", where);
        await UntilDoneAsync(filter);
        Assert.Equal(expected, await rig.StoredAsync("hal-1500", platform));
        await UntilDoneAsync(null);
        Assert.Equal(await rig.TruthAsync("hal-1500", platform), await rig.StoredAsync("hal-1500", platform));

        // An orchestration asks again for a plan that failed.
        async Task UntilDoneAsync(GameFilter? wanted)
        {
            var tries = 0;
            while ((await rig.ImportAsync("hal-1500", platform, filter: wanted)).Plan.Error is { Retryable: true })
                Assert.True(++tries < 20);
        }
    }

    [Fact]
    public async Task SeveralFilters_EachHasItsOwn_TogetherTheyAreNotAll()
    {
        await using var rig = await ImportRig.StartAsync();
        var blitz = new GameFilter { Speeds = ["blitz"] };
        var bullet = new GameFilter { Speeds = ["bullet"] };
        await rig.ImportAsync("ida-900", "lichess", filter: blitz);
        await rig.ImportAsync("ida-900", "lichess", filter: bullet);
        Assert.Equal(await ExpectedAsync("lichess", "ida-900", "speed IN ('blitz', 'bullet')"), await rig.StoredAsync("ida-900", "lichess"));
        // A wider filter finds what is there, and the rest.
        await rig.ImportAsync("ida-900", "lichess", filter: new GameFilter { Speeds = ["blitz", "bullet", "rapid"] });
        Assert.Equal(
            await ExpectedAsync("lichess", "ida-900", "speed IN ('blitz', 'bullet', 'rapid')"), await rig.StoredAsync("ida-900", "lichess"));
    }

    [Theory]
    [InlineData("lichess")]
    [InlineData("chess.com")]
    public async Task NewGames_AreFoundByTheNextPress(string platform)
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { NewestGame = DateTimeOffset.UtcNow.AddDays(-2) });
        var filter = new GameFilter { Since = DateTimeOffset.UtcNow.AddDays(-300) };
        await rig.ImportAsync("jon-2500", platform, filter: filter);
        var stored = (await rig.StoredAsync("jon-2500", platform)).Count;
        await rig.ControlAsync(new { add = new { platform, player = "jon-2500", games = 6 } });
        Assert.Equal(6, (await rig.ImportAsync("jon-2500", platform, filter: filter)).Imported);
        Assert.Equal(stored + 6, (await rig.StoredAsync("jon-2500", platform)).Count);
        await rig.ImportAsync("jon-2500", platform);
        Assert.Equal(await rig.TruthAsync("jon-2500", platform), await rig.StoredAsync("jon-2500", platform));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CorrespondenceGameThatFinishedLate_IsFoundThroughAFilter_AndByAllAfterIt(bool allBefore)
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { NewestGame = DateTimeOffset.UtcNow.AddDays(-2) });
        var filter = new GameFilter { Speeds = ["blitz", "correspondence"] };
        if (allBefore)
            await rig.ImportAsync("kai-2500", "lichess");
        await rig.ImportAsync("kai-2500", "lichess", filter: filter);
        await rig.ControlAsync(new { add = new { platform = "lichess", player = "kai-2500", games = 2, late = true } });
        Assert.Equal(2, (await rig.ImportAsync("kai-2500", "lichess", filter: filter)).Imported);

        var before = (await rig.RequestsAsync()).Values.Sum();
        Assert.Equal(0, (await rig.ImportAsync("kai-2500", "lichess", filter: filter)).Imported);
        Assert.InRange((await rig.RequestsAsync()).Values.Sum() - before, 1, 2);
        await rig.ImportAsync("kai-2500", "lichess");
        Assert.Equal(await rig.TruthAsync("kai-2500", "lichess"), await rig.StoredAsync("kai-2500", "lichess"));
    }

    [Fact]
    public async Task CorrespondenceGameThatFinishedLate_BeforeAnImportOfPastMonths_IsFoundAfterIt()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { NewestGame = DateTimeOffset.UtcNow.AddDays(-2) });
        await rig.ImportAsync("lou-200", "lichess");
        await rig.ControlAsync(new { add = new { platform = "lichess", player = "lou-200", games = 3, late = true } });
        var now = DateTimeOffset.UtcNow;
        await rig.ImportAsync("lou-200", "lichess", filter: new GameFilter { Since = now.AddDays(-270), Until = now.AddDays(-180) });

        Assert.Equal(3, (await rig.ImportAsync("lou-200", "lichess")).Imported);
        Assert.Equal(await rig.TruthAsync("lou-200", "lichess"), await rig.StoredAsync("lou-200", "lichess"));
    }

    [Fact]
    public async Task CorrespondenceGameThatFinishedLate_AfterAFirstImportOfPastMonths_IsFoundByAll()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { NewestGame = DateTimeOffset.UtcNow.AddDays(-2) });
        var now = DateTimeOffset.UtcNow;
        await rig.ControlAsync(new
        {
            add = new { platform = "lichess", player = "lee-300", games = 30, at = now.AddDays(-80).ToUnixTimeMilliseconds() },
        });
        await rig.ImportAsync("lee-300", "lichess", filter: new GameFilter { Until = now.AddDays(-88) });
        await rig.ControlAsync(new { add = new { platform = "lichess", player = "lee-300", games = 1 } });
        await rig.ControlAsync(new { add = new { platform = "lichess", player = "lee-300", games = 3, late = true } });

        await rig.ImportAsync("lee-300", "lichess");
        Assert.Equal(await rig.TruthAsync("lee-300", "lichess"), await rig.StoredAsync("lee-300", "lichess"));
    }

    [Fact]
    public async Task Migration_OfPlayersWhoseLateGamesWereTakenForFound_LetsTheNextImportFindThem()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { NewestGame = DateTimeOffset.UtcNow.AddDays(-2) });
        await rig.ImportAsync("lia-200", "lichess");
        await rig.ControlAsync(new { add = new { platform = "lichess", player = "lia-200", games = 3, late = true } });
        await rig.ExecuteAsync("UPDATE players SET provider_count = 203");
        Assert.Equal(0, (await rig.ImportAsync("lia-200", "lichess")).Imported);

        await rig.ExecuteAsync("UPDATE import_runs SET filters = '{\"until\":\"2026-06-01T00:00:00Z\"}'");
        await rig.ExecuteAsync(SqlText.Load("Database.migrations.007_reopened_floor.sql"));

        Assert.Equal(3, (await rig.ImportAsync("lia-200", "lichess")).Imported);
        Assert.Equal(203, await rig.ScalarAsync<int>("SELECT provider_count FROM players"));
    }

    [Fact]
    public async Task AllAfterAnImportOfPastMonths_ExpectsTheGamesThatAreLeft()
    {
        await using var rig = await ImportRig.StartAsync();
        var past = await rig.ImportAsync("tom-900", "lichess", filter: new GameFilter { Until = DateTimeOffset.UtcNow.AddDays(-700) });

        var all = await rig.ImportAsync("tom-900", "lichess");

        Assert.Equal(900 - past.Imported, all.Imported);
        Assert.Equal(900 - past.Imported, all.Plan.TotalGames);
        Assert.Equal(0, (await rig.ImportAsync("tom-900", "lichess")).Plan.TotalGames);
    }

    [Fact]
    public async Task Ratings_AreThoseOfAnImportOfEverything()
    {
        const string columns = "SELECT provider_game_id || ' ' || coalesce(white_rating, 0) || ' ' || coalesce(black_rating_change, 0) FROM games";
        await using var rig = await ImportRig.StartAsync();
        await using var whole = await ImportRig.StartAsync();
        await whole.ImportAsync("lea-800", "chess.com");
        await rig.ImportAsync("lea-800", "chess.com", filter: new GameFilter { Speeds = ["rapid"] });
        Assert.Equal(
            (await whole.ColumnAsync<string>($"{columns} WHERE speed = 'rapid'")).Order(), (await rig.ColumnAsync<string>(columns)).Order());
    }

    static (GameFilter Filter, string Where) Filter(string platform, string name)
    {
        var at = platform == "lichess" ? "played_at" : "ended_at";
        var (since, until) = (Newest.AddDays(-120), Newest.AddDays(-25).AddMinutes(7));
        var times = string.Create(CultureInfo.InvariantCulture, $"{at} >= '{since:O}' AND {at} < '{until:O}'");
        return name switch
        {
            "rated" => (new GameFilter { Rated = true }, "rated"),
            "blitz" => (new GameFilter { Speeds = ["blitz"] }, "speed = 'blitz'"),
            "variants" => (new GameFilter { Variants = ["chess960", "threeCheck"] }, "variant IN ('chess960', 'threeCheck')"),
            "times" => (new GameFilter { Since = since, Until = until }, times),
            _ => (
                new GameFilter { Rated = true, Speeds = ["blitz", "bullet", "rapid"], Variants = ["standard"], Since = since, Until = until },
                $"rated AND speed IN ('blitz', 'bullet', 'rapid') AND variant = 'standard' AND {times}"),
        };
    }

    // What an import of everything stores, cut down by PostgreSQL.
    static async Task<HashSet<string>> ExpectedAsync(string platform, string user, string where)
    {
        await using var whole = await ImportRig.StartAsync();
        await whole.ImportAsync(user, platform);
        return [.. await whole.ColumnAsync<string>($"SELECT provider_game_id FROM games WHERE {where}")];
    }
}
