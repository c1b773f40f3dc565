using ImportFunctions.Games;
using ImportFunctions.Games.Runs;
using ImportFunctions.Progress;
using ImportFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionApp.Tests.Games.Import;

/// <summary>The steps of an import as the orchestration calls them, and again when their results were lost.</summary>
public sealed class ImportActivitiesTests : IAsyncLifetime
{
    ImportRig _rig = null!;
    ImportRunStore _runs = null!;
    ImportActivities _activities = null!;

    public async Task InitializeAsync()
    {
        _rig = await ImportRig.StartAsync();
        _runs = new ImportRunStore(_rig.Pool);
        var stops = new RunStops(_runs, TimeProvider.System, NullLogger<RunStops>.Instance);
        _activities = new ImportActivities(_runs, [_rig.Provider("lichess"), _rig.Provider("chess.com")], stops, new ImportLimits(),
            _rig.Get<ImportSettings>(), new StartsUnderWay(TimeProvider.System), TimeProvider.System);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Theory]
    [InlineData("lichess")]
    [InlineData("chess.com")]
    public async Task Plan_SmallImport_DoesAllOfItAndClosesTheRow(string platform)
    {
        var work = await BeginAsync("hanna-700", platform);
        var outcome = await PlanAsync(work);

        Assert.Empty(outcome.Plan!.Pages);
        Assert.Equal((700, 700), (outcome.Begun!.Imported, outcome.Finished!.Counters.Imported));
        Assert.Equal(ImportStatus.Completed, (await RowAsync(work)).Status);
        Assert.Equal(await _rig.TruthAsync("hanna-700", platform), await _rig.StoredAsync("hanna-700", platform));
    }

    [Fact]
    public async Task Plan_ResultWasLost_SaysAgainThatAllIsDone()
    {
        var work = await BeginAsync("jonas-300", "lichess");
        var first = await PlanAsync(work);
        var again = await PlanAsync(work);

        Assert.Equal(first.Finished!.Counters, again.Finished!.Counters);
        Assert.Equal((300, ImportStatus.Completed), (again.Finished.Counters.Imported, again.Finished.Status));
    }

    [Fact]
    public async Task Plan_BegunBefore_ImportsNoMoreThanIsStillWanted()
    {
        var work = await BeginAsync("kaja-900", "lichess", limit: 500);
        await CountAsync(work, imported: 400);
        var outcome = await PlanAsync(work);

        Assert.Equal((100, 500), (outcome.Begun!.Imported, outcome.Finished!.Counters.Imported));
        Assert.Equal(100, (await _rig.StoredAsync("kaja-900", "lichess")).Count);
    }

    [Fact]
    public async Task Plan_BegunBefore_KeepsTheTotalThatItBeganWith()
    {
        var work = await BeginAsync("lars-900", "lichess");
        await CountAsync(work, imported: 400);
        await _runs.SetTotalAsync(work.Request.RunId, 1300, default);

        Assert.Equal(1300, (await PlanAsync(work)).Plan!.TotalGames);
        Assert.Equal(1300, (await RowAsync(work)).TotalGames);
    }

    [Theory]
    [InlineData(false, 0, 1)]
    [InlineData(true, 3, 0)]
    public async Task Plan_BegunBeforeAndNothingIsMissed_CallsNothingIntoDoubtAgain(bool begun, int found, int again)
    {
        var work = await ImportedAndAddedAsync("mina-400");
        await CountAsync(work, imported: begun ? 1 : 0);
        await _rig.ExecuteAsync($"UPDATE players SET found_above = {found}");
        var outcome = await PlanAsync(work);

        Assert.Equal((3, again), (outcome.Begun!.Imported, Math.Min(1, outcome.Begun.Duplicate)));
        Assert.Equal(await _rig.TruthAsync("mina-400", "lichess"), await _rig.StoredAsync("mina-400", "lichess"));
    }

    // Between the two plans a game ended that had begun before the first one.
    [Fact]
    public async Task Plan_BegunBeforeAndAGameIsMissed_LooksForItWhereEverythingSeemedThere()
    {
        var work = await ImportedAndAddedAsync("mathis-400");
        await CountAsync(work, imported: 1);
        await _rig.ExecuteAsync("""
            DELETE FROM games WHERE played_at = (SELECT max(played_at) FROM games);
            UPDATE players SET games = games - 1;
            """);
        await PlanAsync(work);

        Assert.Equal(await _rig.TruthAsync("mathis-400", "lichess"), await _rig.StoredAsync("mathis-400", "lichess"));
    }

    [Fact]
    public async Task Plan_OfAnEarlierVersionsOrchestration_OnlyPlans()
    {
        var work = await BeginAsync("noel-100", "lichess") with { Begin = false };
        var outcome = await PlanAsync(work);

        Assert.NotEmpty(outcome.Plan!.Pages);
        Assert.Equal((null, null), (outcome.Begun, outcome.Finished));
        Assert.Empty(await _rig.StoredAsync("noel-100", "lichess"));
    }

    [Fact]
    public async Task Page_BegunBefore_ImportsNoMoreThanIsStillWanted()
    {
        var work = await BeginAsync("lotte-900", "lichess", limit: 500);
        var plan = await _rig.Provider("lichess").PlanAsync(work.Request, default);
        await _runs.StartAsync(work.Request.RunId, default);
        await CountAsync(work, imported: 450);
        var page = new PageRequest(work.Request.RunId, work.Request.UserId, plan.Pages[0], Remaining: 500);
        var outcome = await _activities.ImportPage(new PageWork("lichess", page), new PlainContext());

        Assert.Equal((50, 500), (outcome.Result!.Imported, outcome.Result.Totals.Imported));
    }

    [Fact]
    public async Task PlanAndPage_ImportIsToStop_DoNothing()
    {
        var work = await BeginAsync("malte-300", "lichess");
        await _runs.RequestStopAsync(work.Request.RunId, default);
        var page = new PageRequest(work.Request.RunId, work.Request.UserId, new PageSpec { Kind = "window", Key = "all", To = long.MaxValue }, 500);

        Assert.Null((await PlanAsync(work)).Plan);
        Assert.Null((await _activities.ImportPage(new PageWork("lichess", page), new PlainContext())).Result);
        Assert.Null((await RowAsync(work)).FinishedAt);
        Assert.Empty(await _rig.RequestsAsync());
    }

    [Fact]
    public async Task Plan_ProviderInTrouble_KeepsWhatItGotAndTheRowOpen()
    {
        await _rig.ControlAsync(new { script = (string[])["ok", "cut", "429"] });
        var work = await BeginAsync("nele-3000", "lichess");
        var outcome = await PlanAsync(work);

        Assert.Null(outcome.Finished);
        Assert.NotNull(outcome.Begun!.Error);
        Assert.NotEmpty(outcome.Plan!.Pages);
        Assert.Null((await RowAsync(work)).FinishedAt);
    }

    async Task<PlanWork> BeginAsync(string user, string platform, int limit = 1_000_000)
    {
        var player = new PlayerKey(platform, user);
        var run = Guid.NewGuid();
        await _runs.BeginAsync(run, player.InstanceId, new ImportRequest(player, limit, ImportFunctions.Gate.ImportPriority.Interactive), default);
        return new PlanWork(platform, new PlanRequest(run, user, limit), Begin: true);
    }

    // What was complete ended with the newest game; since then three were added.
    async Task<PlanWork> ImportedAndAddedAsync(string user)
    {
        await PlanAsync(await BeginAsync(user, "lichess"));
        var newest = new DateTimeOffset(await _rig.ScalarAsync<DateTime>("SELECT max(played_at) FROM games")).ToUnixTimeMilliseconds();
        await _rig.ExecuteAsync($"UPDATE players SET covered = int8multirange(int8range(0, {newest + 1}))");
        await _rig.ControlAsync(new { add = new { platform = "lichess", player = user, games = 3 } });
        return await BeginAsync(user, "lichess");
    }

    Task<PlanOutcome> PlanAsync(PlanWork work) => _activities.Plan(work, new PlainContext());

    async Task<ImportRun> RowAsync(PlanWork work) => (await _runs.FindAsync(work.Request.RunId, default))!;

    Task CountAsync(PlanWork work, int imported) =>
        _rig.ExecuteAsync($"UPDATE import_runs SET imported_games = {imported}, checked_games = {imported} WHERE run_id = '{work.Request.RunId}'");
}
