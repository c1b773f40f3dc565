using ImportFunctions.Games;
using ProviderSimulator;

namespace FunctionApp.Tests.Games.Import;

public sealed class ChessComImportTests
{
    const string ChessCom = "chess.com";

    [Fact]
    public async Task Import_WholePlayer_EveryGameOnce()
    {
        await using var rig = await ImportRig.StartAsync();

        var report = await rig.ImportAsync("Anna-2000", ChessCom);

        Assert.Empty(report.Errors);
        Assert.Equal(new RunCounters(2000, 0, 2000, 0), report.Totals);
        Assert.Equal(2000, report.Plan.TotalGames);
        Assert.Equal(await rig.TruthAsync("anna-2000", ChessCom), await rig.StoredAsync("anna-2000", ChessCom));
        Assert.Equal(0, await rig.ScalarAsync<int>("SELECT count(*) FROM chesscom_months WHERE NOT closed"));
    }

    [Fact]
    public async Task Import_SecondPressOfPlayerWhoPlaysNow_TwoRequestsNothingWritten()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { NewestGame = DateTimeOffset.UtcNow.AddHours(-1) });
        await rig.ImportAsync("ben-900", ChessCom);
        var before = (await rig.RequestsAsync()).Values.Sum();

        var report = await rig.ImportAsync("ben-900", ChessCom);

        Assert.Equal(new RunCounters(0, 0, 0, 0), report.Totals);
        Assert.InRange((await rig.RequestsAsync()).Values.Sum() - before, 1, 2);
    }

    [Fact]
    public async Task Import_ManyMonths_OneAfterTheOtherOnTheSameConnection()
    {
        await using var rig = await ImportRig.StartAsync();

        await rig.ImportAsync("olga-2000", ChessCom);

        var stats = await rig.StatisticsAsync();
        Assert.True(stats.GetProperty("requests").GetProperty("chess.com.month").GetInt64() > 4);
        // One of them asks for these figures.
        Assert.Equal(2, stats.GetProperty("connections").GetInt64());
    }

    [Fact]
    public async Task Import_MonthThatStaysGone_IsReportedAndAskedForOnceMoreThenNeverAgain()
    {
        await using var rig = await ImportRig.StartAsync();
        var month = await GoneMonthAsync(rig, "gina-1500");

        var first = await rig.ImportAsync("gina-1500", ChessCom);

        Assert.Empty(first.Errors);
        var stored = await rig.StoredAsync("gina-1500", ChessCom);
        Assert.InRange(stored.Count, 1, 1499);
        Assert.Equal(new RunCounters(stored.Count, 0, stored.Count + 1, 1), first.Totals);
        Assert.Equal("month is gone", await rig.ScalarAsync<string>(
            $"SELECT string_agg(key, ',') FROM import_runs, jsonb_each(skipped_reasons) WHERE run_id = '{first.RunId}'"));
        Assert.Equal([month], await rig.ColumnAsync<string>("SELECT month FROM chesscom_months WHERE NOT closed"));

        var second = await rig.ImportAsync("gina-1500", ChessCom);
        Assert.Equal(new RunCounters(0, 0, 1, 1), second.Totals);
        Assert.Empty(await rig.ColumnAsync<string>("SELECT month FROM chesscom_months WHERE NOT closed"));

        var asked = (await rig.RequestsAsync())["chess.com.month"];
        await rig.ImportAsync("gina-1500", ChessCom);
        Assert.Equal(asked, (await rig.RequestsAsync())["chess.com.month"]);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(1_600)]
    public async Task Import_MonthThatIsBackInTheNextImport_IsComplete(int limit)
    {
        await using var rig = await ImportRig.StartAsync();
        await GoneMonthAsync(rig, "greg-1500");
        await rig.ImportAsync("greg-1500", ChessCom, limit);
        await rig.ControlAsync(new { faults = new { } });

        var report = await rig.ImportAsync("greg-1500", ChessCom, limit);

        Assert.Empty(report.Errors);
        Assert.Equal(await rig.TruthAsync("greg-1500", ChessCom), await rig.StoredAsync("greg-1500", ChessCom));
        Assert.Empty(await rig.ColumnAsync<string>("SELECT month FROM chesscom_months WHERE NOT closed"));
    }

    [Fact]
    public async Task Import_NewGames_OnlyTheyAreStored()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { NewestGame = DateTimeOffset.UtcNow.AddHours(-9) });
        await rig.ImportAsync("nora-500", ChessCom);
        await rig.ControlAsync(new { add = new { platform = ChessCom, player = "nora-500", games = 4 } });

        var report = await rig.ImportAsync("nora-500", ChessCom);

        Assert.Equal(4, report.Imported);
        Assert.Equal(await rig.TruthAsync("nora-500", ChessCom), await rig.StoredAsync("nora-500", ChessCom));
    }

    [Fact]
    public async Task Import_Limit_NewestFirstThenOlder()
    {
        await using var rig = await ImportRig.StartAsync();
        var all = new List<string>();
        await using (var whole = await ImportRig.StartAsync())
        {
            await whole.ImportAsync("cleo-800", ChessCom);
            all = await whole.ColumnAsync<string>("SELECT provider_game_id FROM games ORDER BY ended_at DESC, provider_game_id");
        }

        Assert.Equal(130, (await rig.ImportAsync("cleo-800", ChessCom, 130)).Imported);
        Assert.Equal([.. all.Take(130)], await rig.StoredAsync("cleo-800", ChessCom));
        Assert.Equal(200, (await rig.ImportAsync("cleo-800", ChessCom, 200)).Imported);
        Assert.Equal([.. all.Take(330)], await rig.StoredAsync("cleo-800", ChessCom));
        Assert.Equal(470, (await rig.ImportAsync("cleo-800", ChessCom)).Imported);
        Assert.Equal(800, await rig.ScalarAsync<int>("SELECT count(*) FROM games"));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("end")]
    [InlineData("garbage")]
    [InlineData("500")]
    [InlineData("internal-error")]
    public async Task Import_Faults_NothingIsLost(string fault)
    {
        await using var rig = await ImportRig.StartAsync();
        await rig.ControlAsync(new { script = (string[])["ok", "ok", fault, "ok", fault, fault, "ok", fault] });

        var report = await rig.ImportAsync("dora-700", ChessCom);

        Assert.All(report.Errors, error => Assert.True(error.Retryable, error.Code));
        Assert.Equal(700, report.Imported);
        Assert.Equal(await rig.TruthAsync("dora-700", ChessCom), await rig.StoredAsync("dora-700", ChessCom));
    }

    [Fact]
    public async Task Import_LimitAndFaultsTogether_SameRatingsAsWithoutFaults()
    {
        const string Ratings = "SELECT md5(string_agg(concat_ws(',', provider_game_id, white_rating, white_rating_change, black_rating, "
            + "black_rating_change), ';' ORDER BY provider_game_id)) FROM games";
        await using var calm = await ImportRig.StartAsync();
        await calm.ImportAsync("rosa-600", ChessCom);
        await using var rough = await ImportRig.StartAsync();
        await rough.ControlAsync(new { faults = new { cut = 0.3, path = "/games/2" } });
        while ((await rough.ImportAsync("rosa-600", ChessCom, 37)).Imported > 0)
        {
        }

        Assert.Equal(600, await rough.ScalarAsync<int>("SELECT count(*) FROM games"));
        Assert.Equal(await calm.ScalarAsync<string>(Ratings), await rough.ScalarAsync<string>(Ratings));
    }

    [Fact]
    public async Task Plan_UnknownPlayer_SaysSo()
    {
        await using var rig = await ImportRig.StartAsync();

        var report = await rig.ImportAsync("nobody", ChessCom);

        Assert.Equal((ImportErrorCodes.UnknownUser, false), (report.Plan.Error?.Code, report.Plan.Error?.Retryable));
    }

    [Fact]
    public async Task Plan_InternalErrorDressedAs404_IsNotAnUnknownPlayer()
    {
        await using var rig = await ImportRig.StartAsync();
        await rig.ControlAsync(new { script = (string[])["internal-error", "internal-error"] });

        var report = await rig.ImportAsync("ida-20", ChessCom);

        Assert.Equal((ImportErrorCodes.ProviderUnavailable, true), (report.Plan.Error?.Code, report.Plan.Error?.Retryable));
    }

    // One in the middle of the player's months answers 410 from now on.
    static async Task<string> GoneMonthAsync(ImportRig rig, string user)
    {
        var archives = await rig.ArchivesAsync(user);
        var path = archives[archives.Count / 2];
        await rig.ControlAsync(new { faults = new { gone = 1.0, path } });
        return path.Replace('/', '-');
    }
}
