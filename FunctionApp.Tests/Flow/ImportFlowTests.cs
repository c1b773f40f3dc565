using ImportFunctions.Games;
using ImportFunctions.Gate;
using ImportFunctions.Progress;

namespace ImportFunctions.Tests.Flow;

public sealed partial class ImportFlowTests
{
    readonly FakeOrchestration _host;
    readonly List<string> _pages = [];
    readonly List<FinishWork> _finished = [];
    RunCounters _counters = RunCounters.Zero;
    int _running;
    int _mostRunning;
    bool _stopped;

    public ImportFlowTests()
    {
        _host = Host(limit: 1_000_000);
    }

    [Fact]
    public async Task Pages_AllImported_CompletesAndGivesTheSlotBack()
    {
        Plan(pages: 3);
        Pages(_ => Imported(10));
        var final = await RunAsync();

        Assert.Equal(["0", "1", "2"], _pages);
        Assert.Equal((ImportStatus.Completed, "Import complete! 30 new games imported", 100), (final!.Status, final.Message, final.Progress));
        Assert.Equal(ImportStatus.Completed, Assert.Single(_finished).Status);
        Assert.Empty(_host.Gate.Holders);
        var messages = Statuses().Select(s => s.Message).ToList();
        Assert.Equal("Import slot acquired - starting...", messages[0]);
        Assert.Contains("Imported 20 games...", messages);
        Assert.Equal(Statuses().Select(s => s.Progress).Order(), Statuses().Select(s => s.Progress));
    }

    [Fact]
    public async Task Limit_Reached_LeavesTheRestOfThePages()
    {
        var host = Host(limit: 25);
        Plan(pages: 10, host: host);
        Pages(page => Imported(Math.Min(10, page.Remaining)), host: host);
        var final = await RunAsync(host);

        Assert.Equal(3, _pages.Count);
        Assert.Equal(25, final!.ImportedGames);
    }

    [Fact]
    public async Task PlanDoesEverything_CompletesWithoutAFurtherStep()
    {
        PlanBegins(Imported(12), finished: new FinishOutcome(new RunCounters(12, 3, 15, 0), null, ImportStatus.Completed));
        Pages(_ => throw new InvalidOperationException("no page is left"));
        var final = await RunAsync();

        Assert.Equal((ImportStatus.Completed, 12, 3), (final!.Status, final.ImportedGames, final.DuplicateGames));
        Assert.Empty(_finished);
        Assert.Empty(_host.Gate.Holders);
        Assert.Empty(_host.Budget.Holders);
    }

    [Fact]
    public async Task PlanBeginsAndLeavesPages_GoesOnWithThem()
    {
        PlanBegins(Imported(12), left: ["1", "2"]);
        Pages(_ => Imported(1));
        var final = await RunAsync();

        Assert.Equal(["1", "2"], _pages);
        Assert.Equal((ImportStatus.Completed, 14), (final!.Status, final.ImportedGames));
        Assert.Contains(Statuses(), s => s.Message == "Imported 12 games...");
        Assert.Single(_finished);
    }

    [Fact]
    public async Task PlanBeginsAndTheProviderFails_WaitsAndGoesOn()
    {
        var began = _host.CurrentUtcDateTime;
        PlanBegins(Imported(12) with { Error = new ImportError(ImportErrorCodes.RateLimited, "Too many", true, 90) }, left: ["1"]);
        Pages(_ => Imported(1));
        Assert.Equal(13, (await RunAsync())!.ImportedGames);
        Assert.True(_host.CurrentUtcDateTime - began >= TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Cancelled_WhenTheRowIsCompletedAlready_IsCompleted()
    {
        _host.On<PlanWork, PlanOutcome>(ImportActivities.PlanName, _ => new PlanOutcome(null, 1), seconds: 5);
        _host.On<FinishWork, FinishOutcome>(ImportActivities.FinishName,
            _ => new FinishOutcome(new RunCounters(9, 0, 9, 0), null, ImportStatus.Completed));
        _host.At(2, () => _host.Raise(ImportOrchestration.CancelEvent, "please"));
        var final = await RunAsync();
        Assert.Equal((ImportStatus.Completed, 9), (final!.Status, final.ImportedGames));
    }

    [Fact]
    public async Task FollowUpPages_GoToTheFront()
    {
        Plan(pages: 2);
        Pages(page => Imported(1) with { Next = page.Page.Key == "0" ? [Page("0b"), Page("0c")] : [] });
        await RunAsync();
        Assert.Equal(["0", "0b", "0c", "1"], _pages);
    }

    [Fact]
    public async Task LongImport_GoesOnInNewGenerations_EveryPageOnce()
    {
        Plan(pages: 300);
        Pages(_ => Imported(1));
        var final = await RunAsync();

        Assert.Equal(Enumerable.Range(0, 300).Select(n => n.ToString()), _pages);
        Assert.Equal(300, final!.ImportedGames);
        Assert.True(_host.Generations > 10);
        Assert.True(_host.MostActivitiesInAGeneration <= 30);
        Assert.Equal(Statuses().Select(s => s.Progress).Order(), Statuses().Select(s => s.Progress));
        Assert.Single(Statuses().Select(s => s.RunId).Distinct());
    }

    [Fact]
    public async Task ParallelPages_NeverMoreThanTheProviderAllows()
    {
        _host.Rules = _host.Rules with { Limit = 5 };
        Plan(pages: 20, parallel: 3, total: 200);
        Pages(_ => Imported(10), seconds: 1);
        await RunAsync();
        Assert.Equal(3, _mostRunning);
        Assert.Equal(20, _pages.Distinct().Count());
    }

    [Fact]
    public async Task ParallelPages_WhenTheLimitIsInReach_RunOneByOne()
    {
        var host = Host(limit: 100);
        Plan(pages: 20, parallel: 3, total: 200, host: host);
        Pages(page => Imported(Math.Min(10, page.Remaining)), seconds: 1, host: host);
        Assert.Equal(100, (await RunAsync(host))!.ImportedGames);
        Assert.Equal(1, _mostRunning);
    }

    [Fact]
    public async Task RateLimited_WaitsAsLongAsTheProviderSaysAndGoesOn()
    {
        var began = _host.CurrentUtcDateTime;
        Plan(pages: 1);
        Pages(page => _pages.Count == 1
            ? Imported(5) with { Error = new ImportError(ImportErrorCodes.RateLimited, "Too many", true, 90), Next = [page.Page] }
            : Imported(5));
        var final = await RunAsync();

        Assert.Equal(["0", "0"], _pages);
        Assert.Equal((ImportStatus.Completed, 10), (final!.Status, final.ImportedGames));
        Assert.InRange((_host.CurrentUtcDateTime - began).TotalSeconds, 90, 92);
        Assert.Contains(Statuses(), s => s.Message.StartsWith("Rate limited, continues at 12:01:30", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ProviderAway_GivesUpAfterManyErrorsInARow()
    {
        Plan(pages: 1);
        Pages(page => Nothing(new ImportError(ImportErrorCodes.ProviderUnavailable, "Away", true)) with { Next = [page.Page] });
        var failed = await Assert.ThrowsAsync<ImportFailedException>(() => RunAsync());

        Assert.Equal(ImportErrorCodes.ProviderUnavailable, failed.Code);
        Assert.Equal(10, _pages.Count);
        Assert.Equal((ImportStatus.Failed, ImportErrorCodes.ProviderUnavailable, true),
            (Statuses()[^1].Status, Statuses()[^1].Error!.Code, Statuses()[^1].Error!.Retryable));
        Assert.Empty(_host.Gate.Holders);
    }

    [Fact]
    public async Task ProviderAway_ButEveryPageGetsOn_NeverGivesUp()
    {
        Plan(pages: 1);
        Pages(page => Imported(1) with
        {
            Error = _pages.Count < 40 ? new ImportError(ImportErrorCodes.Network, "Cut", true) : null,
            Next = _pages.Count < 40 ? [page.Page] : [],
        });
        Assert.Equal(40, (await RunAsync())!.ImportedGames);
    }

    [Fact]
    public async Task UnknownUser_Fails_WithItsCodeInTheStatusAndTheRow()
    {
        _host.On<PlanWork, PlanOutcome>(ImportActivities.PlanName,
            _ => new PlanOutcome(new ImportPlan { Error = new ImportError(ImportErrorCodes.UnknownUser, "No such player", false) }, 1));
        var failed = await Assert.ThrowsAsync<ImportFailedException>(() => RunAsync());

        Assert.StartsWith("unknown_user: No such player", failed.Message, StringComparison.Ordinal);
        Assert.Equal(ImportErrorCodes.UnknownUser, Statuses()[^1].Error!.Code);
        Assert.Equal(ImportErrorCodes.UnknownUser, Assert.Single(_finished).Error!.Code);
        Assert.Empty(_host.Gate.Holders);
    }

    [Fact]
    public async Task ActivityThrows_FailsAsInternalAndGivesTheSlotBack()
    {
        Plan(pages: 2);
        Pages(_ => throw new InvalidOperationException("broken"));
        var failed = await Assert.ThrowsAsync<ImportFailedException>(() => RunAsync());

        Assert.Equal(ImportErrorCodes.Internal, failed.Code);
        Assert.Contains("broken", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_host.Gate.Holders);
    }

    [Fact]
    public async Task Cancel_WhileAPageWorks_StopsItAndEndsAsCancelled()
    {
        Plan(pages: 5);
        Pages(_ => Imported(1), seconds: 5);
        _host.At(7, () => _host.Raise(ImportOrchestration.CancelEvent, "please"));
        var final = await RunAsync();

        Assert.Equal(ImportStatus.Cancelled, final!.Status);
        Assert.True(_stopped);
        Assert.Single(_pages);
        Assert.Empty(_host.Gate.Holders);
    }

    [Fact]
    public async Task Cancel_WhileQueued_LeavesTheQueue()
    {
        Occupy();
        _host.At(3, () => _host.Raise(ImportOrchestration.CancelEvent, "please"));
        var final = await RunAsync();

        Assert.Equal(ImportStatus.Cancelled, final!.Status);
        Assert.Empty(_host.Gate.Queue);
        Assert.Single(_host.Gate.Holders);
        Assert.Equal((1, "Import queued - 0 of 1 import slots available"), (Statuses()[0].QueuePosition, Statuses()[0].Message));
    }

    [Fact]
    public async Task Cancel_WhilePaused_EndsAtOnce()
    {
        Plan(pages: 1);
        Pages(page => Nothing(new ImportError(ImportErrorCodes.RateLimited, "Too many", true, 3600)) with { Next = [page.Page] });
        _host.At(10, () => _host.Raise(ImportOrchestration.CancelEvent, "please"));
        var began = _host.CurrentUtcDateTime;
        Assert.Equal(ImportStatus.Cancelled, (await RunAsync())!.Status);
        Assert.InRange((_host.CurrentUtcDateTime - began).TotalSeconds, 10, 11);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Queued_IsGrantedWhenTheSlotIsFree_EvenIfTheGrantGoesAstray(bool lost)
    {
        var other = Occupy();
        _host.LoseGrants = lost;
        _host.At(20, () => _host.AtTheGate(g => g.Release(new SlotClaim("other", other), true)));
        Plan(pages: 1);
        Pages(_ => Imported(1));
        var began = _host.CurrentUtcDateTime;

        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);
        Assert.InRange((_host.CurrentUtcDateTime - began).TotalSeconds, 20, lost ? 33 : 21);
    }

    [Fact]
    public async Task Queued_ForADay_KeepsItsHistoryShort()
    {
        var other = Occupy();
        _host.LoseGrants = true;
        _host.At(86_400, () => _host.AtTheGate(g => g.Release(new SlotClaim("other", other), true)));
        Plan(pages: 1);
        Pages(_ => Imported(1));
        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);
        Assert.True(_host.Generations > 50);
    }

    [Fact]
    public async Task LongPause_GivesSignsOfLife_WithinEachLease_AndAShortHistory()
    {
        Plan(pages: 1);
        var asked = 0;
        Pages(page => asked++ == 0
            ? Nothing(new ImportError(ImportErrorCodes.RateLimited, "Too many", true, 7200)) with { Next = [page.Page] }
            : Imported(1));
        var began = new DateTimeOffset(_host.CurrentUtcDateTime);
        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);

        Assert.True(_host.CurrentUtcDateTime - began.UtcDateTime >= TimeSpan.FromHours(2));
        DateTimeOffset[] signs = [began, .. _host.Renewals, new(_host.CurrentUtcDateTime)];
        Assert.All(signs.Zip(signs.Skip(1)), s => Assert.True(s.Second - s.First < GateLogic.DefaultLease / 2, $"{s}"));
        Assert.True(_host.Generations > 2);
    }

    [Fact]
    public async Task QuickImport_SendsTheGateNothingMore()
    {
        Plan(pages: 20);
        Pages(_ => Imported(1));
        await RunAsync();
        Assert.Empty(_host.Renewals);
    }

    [Fact]
    public async Task StartOfAScheduleThatRanBefore_EndsBeforeItDoesAnything()
    {
        Plan(pages: 3);
        Pages(_ => Imported(1));
        _host.On<BeginWork, BeginOutcome>(ImportActivities.BeginName, _ => new BeginOutcome(TimeSpan.FromHours(5), RanBefore: true));

        Assert.Equal(ImportStatus.Cancelled, (await RunAsync())!.Status);
        Assert.Empty(_pages);
        Assert.Empty(_host.Gate.Holders);
    }

    [Fact]
    public async Task TimeLimit_StopsThePageAndFailsAsTimeout()
    {
        Plan(pages: 100);
        Pages(_ => Imported(1), seconds: 200);
        var failed = await Assert.ThrowsAsync<ImportFailedException>(() => RunAsync());

        Assert.Equal(ImportErrorCodes.Timeout, failed.Code);
        Assert.True(_stopped);
        Assert.Equal(ImportStatus.Failed, Assert.Single(_finished).Status);
    }

    [Fact]
    public async Task SamePlayerByAnotherInstance_IsRefused()
    {
        _host.AtTheGate(g => g.Acquire(new SlotRequest("other", Guid.NewGuid(), "lichess-alice", ImportPriority.Interactive, DateTimeOffset.MinValue)));
        await Assert.ThrowsAsync<ImportFailedException>(() => RunAsync());
        Assert.Equal("other", Assert.Single(_host.Gate.Holders).InstanceId);
    }

    static PageSpec Page(string key) => new() { Kind = "test", Key = key };

    FakeOrchestration Host(int limit)
    {
        var host = new FakeOrchestration(
            new ImportInput(new ImportRequest(new PlayerKey("lichess", "alice"), limit, ImportPriority.Interactive)));
        host.On<BeginWork, BeginOutcome>(ImportActivities.BeginName, _ => new BeginOutcome(TimeSpan.FromHours(5), ProviderPatience: TimeSpan.FromHours(2)));
        host.On<StopWork, bool>(ImportActivities.StopName, _ => _stopped = true);
        host.On<FinishWork, FinishOutcome>(ImportActivities.FinishName, work =>
        {
            _finished.Add(work);
            return new FinishOutcome(_counters, null);
        });
        return host;
    }

    Task<ImportProgress?> RunAsync(FakeOrchestration? host = null) => (host ?? _host).RunAsync(ImportOrchestration.Run);

    List<ImportProgress> Statuses() =>
        [.. _host.Statuses.Select(s => System.Text.Json.JsonSerializer.Deserialize<ImportProgress>(s)!)];

    Guid Occupy()
    {
        _host.SlotLimit = 1;
        var other = Guid.NewGuid();
        _host.AtTheGate(g => g.Acquire(new SlotRequest("other", other, "other", ImportPriority.Interactive, DateTimeOffset.MinValue)));
        return other;
    }

    void Plan(int pages, int parallel = 1, int? total = null, FakeOrchestration? host = null) =>
        (host ?? _host).On<PlanWork, PlanOutcome>(ImportActivities.PlanName, _ => new PlanOutcome(
            new ImportPlan { Pages = [.. Enumerable.Range(0, pages).Select(n => Page(n.ToString()))], TotalGames = total }, parallel));

    void PlanBegins(PageResult begun, string[]? left = null, FinishOutcome? finished = null) =>
        _host.On<PlanWork, PlanOutcome>(ImportActivities.PlanName,
            _ => new PlanOutcome(new ImportPlan { Pages = [.. (left ?? []).Select(Page)] }, 1) { Begun = begun, Finished = finished });

    void Pages(Func<PageRequest, PageResult> import, double seconds = 0.01, FakeOrchestration? host = null)
    {
        (host ?? _host).OnStart(ImportActivities.PageName, () => _mostRunning = Math.Max(_mostRunning, ++_running));
        (host ?? _host).On<PageWork, PageOutcome>(ImportActivities.PageName, work =>
        {
            _running--;
            if (_stopped)
                return new PageOutcome(null);
            _pages.Add(work.Page.Page.Key);
            return new PageOutcome(import(work.Page));
        }, seconds);
    }

    PageResult Imported(int count)
    {
        _counters = _counters with { Imported = _counters.Imported + count, Checked = _counters.Checked + count };
        return new PageResult { Imported = count, Checked = count, Totals = _counters };
    }

    PageResult Nothing(ImportError error) => new() { Error = error, Totals = _counters };
}
