using ImportFunctions.Games;
using ProviderSimulator;

namespace FunctionApp.Tests.Games.Import;

public sealed class LichessImportTests
{
    const string Lichess = "lichess";

    [Fact]
    public async Task Import_WholePlayer_EveryGameOnce()
    {
        await using var rig = await ImportRig.StartAsync();

        var report = await rig.ImportAsync("Anna-3000", Lichess);

        Assert.Empty(report.Errors);
        Assert.Equal(3000, report.Imported);
        Assert.Equal(new RunCounters(3000, 0, 3000, 0), report.Totals);
        Assert.Equal(3000, report.Plan.TotalGames);
        Assert.Equal("Anna-3000", report.Plan.DisplayName);
        Assert.Equal(await rig.TruthAsync("anna-3000", Lichess), await rig.StoredAsync("anna-3000", Lichess));
        Assert.Equal(3000, await rig.ScalarAsync<int>($"SELECT imported_games FROM import_runs WHERE run_id = '{report.RunId}'"));
        Assert.Equal(3000, await rig.ScalarAsync<int>("SELECT games FROM players"));
    }

    [Fact]
    public async Task Import_SecondPressOfUnchangedPlayer_TwoRequestsNothingWritten()
    {
        await using var rig = await ImportRig.StartAsync();
        await rig.ImportAsync("ben-700", Lichess);
        var before = await rig.RequestsAsync();

        var report = await rig.ImportAsync("ben-700", Lichess);

        var after = await rig.RequestsAsync();
        Assert.Equal(0, report.Imported);
        Assert.Equal(new RunCounters(0, 0, 0, 0), report.Totals);
        Assert.InRange(after.Values.Sum() - before.Values.Sum(), 1, 2);
    }

    [Fact]
    public async Task Import_Limit_NewestFirstThenNewerThenOlder()
    {
        await using var rig = await ImportRig.StartAsync();
        var first = await rig.ImportAsync("cleo-1000", Lichess, 120);
        Assert.Equal(120, first.Imported);
        Assert.Equal(await NewestAsync(rig, "cleo-1000", 120), await rig.StoredAsync("cleo-1000", Lichess));

        await rig.ControlAsync(new { add = new { platform = Lichess, player = "cleo-1000", games = 5 } });
        var second = await rig.ImportAsync("cleo-1000", Lichess, 50);
        Assert.Equal(50, second.Imported);
        Assert.Equal(await NewestAsync(rig, "cleo-1000", 170), await rig.StoredAsync("cleo-1000", Lichess));

        var third = await rig.ImportAsync("cleo-1000", Lichess);
        Assert.Equal(1005 - 170, third.Imported);
        Assert.Equal(await rig.TruthAsync("cleo-1000", Lichess), await rig.StoredAsync("cleo-1000", Lichess));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("end")]
    [InlineData("garbage")]
    [InlineData("500")]
    [InlineData("429")]
    public async Task Import_FaultInEveryOtherRequest_NothingIsLost(string fault)
    {
        await using var rig = await ImportRig.StartAsync();
        await rig.ControlAsync(new
        {
            faults = new { retry_after_seconds = 1 },
            script = (string[])["ok", fault, "ok", fault, fault, "ok", fault, "ok", "ok", fault],
        });

        var report = await rig.ImportAsync("dora-2000", Lichess);

        Assert.Equal(await rig.TruthAsync("dora-2000", Lichess), await rig.StoredAsync("dora-2000", Lichess));
        Assert.Equal(2000, report.Imported);
        if (fault == "garbage")
        {
            Assert.True(report.Totals!.Skipped > 0);
            Assert.Equal(report.Totals.Skipped, await rig.ScalarAsync<int>("SELECT (skipped_reasons->>'not JSON')::integer FROM import_runs"));
        }
        else
        {
            Assert.Equal(0, report.Totals!.Skipped);
        }
    }

    [Fact]
    public async Task Import_StreamEndsEarlyEachTime_StillComplete()
    {
        await using var rig = await ImportRig.StartAsync();
        await rig.ControlAsync(new { faults = new { clean_end = 0.7, cut = 0.2, path = "/api/games" } });

        var report = await rig.ImportAsync("early-900", Lichess);

        Assert.Equal(900, report.Imported);
        Assert.Equal(await rig.TruthAsync("early-900", Lichess), await rig.StoredAsync("early-900", Lichess));
    }

    [Fact]
    public async Task Import_StalledStream_KeepsWhatCameAndGoesOn()
    {
        await using var rig = await ImportRig.StartAsync(settings: new() { ["HTTP_TIMEOUT_SECONDS"] = "1" });
        await rig.ControlAsync(new { faults = new { stall_ms = 600_000, after_games = 100 }, script = (string[])["ok", "stall"] });

        var report = await rig.ImportAsync("stan-400", Lichess);

        Assert.Equal(400, report.Imported);
        Assert.Equal(await rig.TruthAsync("stan-400", Lichess), await rig.StoredAsync("stan-400", Lichess));
    }

    [Fact]
    public async Task Import_GamesOfOneMillisecond_AllStored()
    {
        await using var rig = await ImportRig.StartAsync();
        var at = DateTimeOffset.UtcNow.AddDays(-1).ToUnixTimeMilliseconds();
        for (var i = 0; i < 3; i++)
            await rig.ControlAsync(new { add = new { platform = Lichess, player = "tina-50", games = 1, at } });

        // Limits cut right through the tie.
        for (var press = 0; press < 4; press++)
            await rig.ImportAsync("tina-50", Lichess, 1);
        var stored = await rig.StoredAsync("tina-50", Lichess);
        Assert.Equal(4, stored.Count);
        await rig.ImportAsync("tina-50", Lichess);

        Assert.Equal(await rig.TruthAsync("tina-50", Lichess), await rig.StoredAsync("tina-50", Lichess));
        Assert.Equal(53, (await rig.StoredAsync("tina-50", Lichess)).Count);
    }

    [Fact]
    public async Task Import_CorrespondenceGameThatFinishedLate_IsFound()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { NewestGame = DateTimeOffset.UtcNow.AddDays(-2) });
        await rig.ImportAsync("lara-2500", Lichess);
        await rig.ControlAsync(new { add = new { platform = Lichess, player = "lara-2500", games = 2, late = true } });

        var report = await rig.ImportAsync("lara-2500", Lichess);

        Assert.Equal(2, report.Imported);
        Assert.Equal(await rig.TruthAsync("lara-2500", Lichess), await rig.StoredAsync("lara-2500", Lichess));
        var before = (await rig.RequestsAsync()).Values.Sum();
        Assert.Equal(0, (await rig.ImportAsync("lara-2500", Lichess)).Imported);
        Assert.InRange((await rig.RequestsAsync()).Values.Sum() - before, 1, 2);
    }

    [Fact]
    public async Task Import_CoverageForgotten_AllAreDuplicates()
    {
        await using var rig = await ImportRig.StartAsync();
        await rig.ImportAsync("rita-1200", Lichess);
        await rig.ExecuteAsync("DELETE FROM players");

        var report = await rig.ImportAsync("rita-1200", Lichess);

        Assert.Equal(new RunCounters(0, 1200, 1200, 0), report.Totals);
        Assert.Equal(1200, await rig.ScalarAsync<int>("SELECT count(*) FROM games"));
    }

    [Fact]
    public async Task ImportPage_RunTwice_SameRowsSameCounters()
    {
        await using var rig = await ImportRig.StartAsync();
        var run = Guid.NewGuid();
        await rig.ExecuteAsync(
            $"INSERT INTO import_runs (run_id, user_id, platform, instance_id, status) VALUES ('{run}', 'twice-600', 'lichess', 'i', 'importing')");
        var provider = rig.Provider(Lichess);
        var plan = await provider.PlanAsync(new PlanRequest(run, "twice-600", 1000), CancellationToken.None);
        var page = new PageRequest(run, "twice-600", plan.Pages[0], 1000);
        var first = await provider.ImportPageAsync(page, CancellationToken.None);
        await rig.ExecuteAsync("UPDATE players SET covered = covered - int8multirange(int8range(1740000000000, 1900000000000))");

        var second = await provider.ImportPageAsync(page, CancellationToken.None);

        Assert.Equal(600, first.Imported);
        Assert.Equal((0, 0), (second.Imported, second.Duplicate));
        Assert.Equal(new RunCounters(600, 0, 600, 0), second.Totals);
    }

    [Theory]
    [InlineData("nobody", ImportErrorCodes.UnknownUser)]
    [InlineData("closed-10", ImportErrorCodes.UnknownUser)]
    public async Task Plan_PlayerWithoutGames_SaysWhy(string user, string code)
    {
        await using var rig = await ImportRig.StartAsync();

        var report = await rig.ImportAsync(user, Lichess);

        Assert.Equal((code, false), (report.Plan.Error?.Code, report.Plan.Error?.Retryable));
    }

    [Fact]
    public async Task Import_BlockedUserAgent_Forbidden()
    {
        await using var rig = await ImportRig.StartAsync(settings: new() { ["IMPORT_USER_AGENT"] = "curl/8.0" });

        var report = await rig.ImportAsync("uma-20", Lichess);

        Assert.Equal(ImportErrorCodes.Forbidden, Assert.Single(report.Errors).Code);
    }

    [Fact]
    public async Task Plan_RateLimited_SaysHowLong()
    {
        await using var rig = await ImportRig.StartAsync(settings: new() { ["LICHESS_RATE_LIMIT_SECONDS"] = "60" });
        await rig.ControlAsync(new { script = (string[])["429"] });

        var report = await rig.ImportAsync("rate-20", Lichess);

        Assert.Equal(new ImportError(ImportErrorCodes.RateLimited, "Lichess asks us to wait.", true, 60), report.Plan.Error);
        // Everybody waits: no further request is sent before the time is up.
        Assert.Equal(ImportErrorCodes.RateLimited, (await rig.ImportAsync("other-20", Lichess)).Plan.Error?.Code);
        Assert.Equal(1, (await rig.RequestsAsync()).Values.Sum());
    }

    [Fact]
    public async Task ImportPage_Cancelled_StopsSoonAndKeepsWhatIsCommitted()
    {
        await using var rig = await ImportRig.StartAsync(new SimulatorOptions { GamesPerSecond = 200 });
        var provider = rig.Provider(Lichess);
        var run = Guid.NewGuid();
        var plan = await provider.PlanAsync(new PlanRequest(run, "slow-5000", 5000), CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var page = provider.ImportPageAsync(new PageRequest(run, "slow-5000", plan.Pages[0], 5000), cancel.Token);
        while (await rig.ScalarAsync<int>("SELECT count(*) FROM games") == 0)
            await Task.Delay(20);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => page);

        // The whole stream takes 25 seconds.
        var stored = await rig.ScalarAsync<int>("SELECT count(*) FROM games");
        Assert.InRange(stored, 1, 4999);
        Assert.Equal(5000 - stored, (await rig.ImportAsync("slow-5000", Lichess, 5000 - stored)).Imported);
        Assert.Equal(await rig.TruthAsync("slow-5000", Lichess), await rig.StoredAsync("slow-5000", Lichess));
    }

    static async Task<HashSet<string>> NewestAsync(ImportRig rig, string user, int count)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "tests");
        http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/x-ndjson");
        var text = await http.GetStringAsync(new Uri(rig.Simulator.BaseUrl, $"api/games/user/{user}?max={count}"));
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!)];
    }
}
