using ImportFunctions.Games;
using ImportFunctions.Games.Budget;
using ImportFunctions.Progress;

namespace ImportFunctions.Tests.Flow;

/// <summary>What an import does while its provider's budget lets nobody through.</summary>
public sealed class ProviderWaitTests
{
    static readonly PermitClaim Other = new("lichess-bob", Guid.NewGuid(), 1);
    static readonly PermitClaim Third = new("lichess-carl", Guid.NewGuid(), 1);

    readonly FakeOrchestration _host = new(
        new ImportInput(new ImportRequest(new PlayerKey("lichess", "alice"), 1_000_000, ImportFunctions.Gate.ImportPriority.Interactive)));

    int _pages;

    public ProviderWaitTests()
    {
        _host.On<BeginWork, BeginOutcome>(ImportActivities.BeginName, _ => new BeginOutcome(TimeSpan.FromHours(5), ProviderPatience: TimeSpan.FromMinutes(10)));
        _host.On<StopWork, bool>(ImportActivities.StopName, _ => true);
        _host.On<FinishWork, FinishOutcome>(ImportActivities.FinishName, _ => new FinishOutcome(RunCounters.Zero, null));
        _host.On<PlanWork, PlanOutcome>(ImportActivities.PlanName, _ => new PlanOutcome(
            new ImportPlan { Pages = [.. Enumerable.Range(0, 3).Select(n => new PageSpec { Kind = "test", Key = $"{n}" })] }, 1));
        _host.On<PageWork, PageOutcome>(ImportActivities.PageName, _ =>
        {
            Assert.True(_host.Budget.Holders.Count <= _host.Rules.Limit);
            Assert.Contains(_host.Budget.Holders, h => h.Claim.InstanceId == _host.InstanceId);
            _pages++;
            return new PageOutcome(new PageResult { Imported = 1, Checked = 1, Totals = new RunCounters(_pages, 0, _pages, 0) });
        });
    }

    [Fact]
    public async Task Uncontended_OneQuestionAPage_ThePlansPermitServesTheFirst()
    {
        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);
        Assert.Equal((3, 3), (_pages, _host.EntityCalls));
        Assert.Empty(_host.Budget.Holders);
        Assert.Empty(_host.Budget.Queue);
    }

    [Theory]
    [InlineData(false, 21)]
    [InlineData(true, 51)]
    public async Task OthersHoldThePermits_WaitsItsTurn_EvenIfTheEventGoesAstray(bool lost, int within)
    {
        _host.Rules = _host.Rules with { Limit = 1 };
        _host.LoseGrants = lost;
        _host.AtTheBudget(b => b.Acquire(new PermitRequest(Other, 1)));
        _host.At(20, () => _host.AtTheBudget(b => b.Release(new PermitRelease(Other, ProviderSign.Works))));
        var began = _host.CurrentUtcDateTime;
        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);
        Assert.InRange((_host.CurrentUtcDateTime - began).TotalSeconds, 20, within);
        Assert.DoesNotContain(Messages(), m => m.Contains("continues at", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"granted\"")]
    [InlineData("{\"Claim\":7,\"Outcome\":[]}")]
    public async Task SomethingElseThanAPermit_OnlyMakesItAskAgain(string payload)
    {
        _host.Rules = _host.Rules with { Limit = 1 };
        _host.AtTheBudget(b => b.Acquire(new PermitRequest(Other, 1)));
        _host.At(3, () => _host.Raise(PermitDelivery.PermitEvent, System.Text.Json.JsonDocument.Parse(payload).RootElement));
        _host.At(20, () => _host.AtTheBudget(b => b.Release(new PermitRelease(Other, ProviderSign.Works))));
        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);
    }

    [Fact]
    public async Task AnotherImportIsRateLimited_ThisOneWaitsToo_AndSaysSo()
    {
        _host.Rules = _host.Rules with { Limit = 1 };
        _host.AtTheBudget(b => b.Acquire(new PermitRequest(Other, 1)));
        _host.At(10, () => _host.AtTheBudget(b => b.Release(new PermitRelease(Other, ProviderSign.Limits, 60))));
        var began = _host.CurrentUtcDateTime;
        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);
        Assert.InRange((_host.CurrentUtcDateTime - began).TotalSeconds, 70, 72);
        Assert.Contains("Rate limited, continues at 12:01:10 UTC", Messages());
        Assert.Equal("Import slot acquired - starting...", Messages().SkipWhile(m => !m.StartsWith("Rate", StringComparison.Ordinal)).ElementAt(1));
    }

    [Fact]
    public async Task CircuitOpen_WaitsAndGoesOnWhenAnothersProbeWorks()
    {
        Open();
        // The other one asks first and is the probe.
        _host.AtTheBudget(b => b.Acquire(new PermitRequest(Third, 1)));
        _host.At(20, () => _host.AtTheBudget(b => b.Release(new PermitRelease(Third, ProviderSign.Works))));
        var began = _host.CurrentUtcDateTime;
        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);
        Assert.InRange((_host.CurrentUtcDateTime - began).TotalSeconds, 20, 21);
        Assert.Contains("Provider not available, continues at 12:00:15 UTC", Messages());
        Assert.Equal(CircuitState.Closed, _host.Budget.Circuit);
    }

    [Fact]
    public async Task CircuitStaysOpen_FailsAtTheLimitOfPatience()
    {
        Open();
        // Somebody else's probes fail again and again.
        for (var n = 0; n < 200; n++)
        {
            var claim = Third with { Number = n + 1 };
            _host.At(n * 10, () => _host.AtTheBudget(b => b.Acquire(new PermitRequest(claim, claim.Number))));
            _host.At((n * 10) + 9.5, () => _host.AtTheBudget(b => b.Release(new PermitRelease(claim, ProviderSign.Fails))));
        }

        _host.On<PlanWork, PlanOutcome>(ImportActivities.PlanName, _ => new PlanOutcome(
            new ImportPlan { Error = new ImportError(ImportErrorCodes.ProviderUnavailable, "Away", true) }, 1));
        var began = _host.CurrentUtcDateTime;
        var failed = await Assert.ThrowsAsync<ImportFailedException>(RunAsync);
        Assert.Equal(ImportErrorCodes.ProviderUnavailable, failed.Code);
        Assert.InRange((_host.CurrentUtcDateTime - began).TotalMinutes, 4, 11);
        Assert.DoesNotContain(_host.Budget.Holders.Concat(_host.Budget.Queue), e => e.Claim.InstanceId == _host.InstanceId);
        Assert.Empty(_host.Gate.Holders);
    }

    [Fact]
    public async Task AskedToWaitLongerThanThePatience_FailsAtOnceAsRateLimited()
    {
        _host.AtTheBudget(b => b.Acquire(new PermitRequest(Other, 1)));
        _host.AtTheBudget(b => b.Release(new PermitRelease(Other, ProviderSign.Limits, 86_400)));
        var failed = await Assert.ThrowsAsync<ImportFailedException>(RunAsync);
        Assert.Equal(ImportErrorCodes.RateLimited, failed.Code);
        Assert.Equal(0, _pages);
        Assert.Empty(_host.Budget.Queue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_WhileWaitingForAPermit_EndsAtOnceAndLeavesTheQueue(bool open)
    {
        if (open)
            Open();
        _host.Rules = _host.Rules with { Limit = 1 };
        _host.AtTheBudget(b => b.Acquire(new PermitRequest(Third, 1)));
        _host.At(5, () => _host.Raise(ImportOrchestration.CancelEvent, "please"));
        var began = _host.CurrentUtcDateTime;
        Assert.Equal(ImportStatus.Cancelled, (await RunAsync())!.Status);
        Assert.InRange((_host.CurrentUtcDateTime - began).TotalSeconds, 5, 6);
        Assert.DoesNotContain(_host.Budget.Holders.Concat(_host.Budget.Queue), e => e.Claim.InstanceId == _host.InstanceId);
        Assert.Empty(_host.Gate.Holders);
    }

    [Fact]
    public async Task Cancel_WhileThePlanWorks_EndsWithoutItsResult()
    {
        _host.On<PlanWork, PlanOutcome>(ImportActivities.PlanName, _ => new PlanOutcome(null, 1), seconds: 6);
        _host.At(2, () => _host.Raise(ImportOrchestration.CancelEvent, "please"));
        Assert.Equal(ImportStatus.Cancelled, (await RunAsync())!.Status);
        Assert.Empty(_host.Budget.Holders);
    }

    [Fact]
    public async Task TimeLimit_WhileWaitingForAPermit_FailsAsTimeout()
    {
        _host.On<BeginWork, BeginOutcome>(ImportActivities.BeginName, _ => new BeginOutcome(TimeSpan.FromMinutes(3), ProviderPatience: TimeSpan.FromHours(5)));
        _host.AtTheBudget(b => b.Acquire(new PermitRequest(Other, 1)));
        _host.AtTheBudget(b => b.Release(new PermitRelease(Other, ProviderSign.Limits, 3600)));
        var began = _host.CurrentUtcDateTime;
        Assert.Equal(ImportErrorCodes.Timeout, (await Assert.ThrowsAsync<ImportFailedException>(RunAsync)).Code);
        Assert.InRange((_host.CurrentUtcDateTime - began).TotalSeconds, 180, 181);
        Assert.Empty(_host.Budget.Queue);
    }

    [Fact]
    public async Task WaitingForHours_KeepsItsHistoryShort_AndItsPlaceInTheQueue()
    {
        _host.Rules = _host.Rules with { Limit = 1 };
        _host.LoseGrants = true;
        _host.AtTheBudget(b => b.Acquire(new PermitRequest(Other, 1)));
        _host.At(100, () => _host.AtTheBudget(b => b.Acquire(new PermitRequest(Third, 1))));
        _host.At(7200, () => _host.AtTheBudget(b => b.Release(new PermitRelease(Other, ProviderSign.Works))));
        _host.At(7300, () => _host.AtTheBudget(b => b.Release(new PermitRelease(Third, ProviderSign.Works))));
        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);
        Assert.True(_host.Generations > 5);
        Assert.Empty(_host.Budget.Holders);
    }

    Task<ImportProgress?> RunAsync() => _host.RunAsync(ImportOrchestration.Run);

    List<string> Messages() => [.. _host.Statuses.Select(s => s.GetProperty("message").GetString()!)];

    void Open()
    {
        for (var n = 1; n <= _host.Rules.BreakAfter; n++)
        {
            var claim = Other with { Number = n };
            _host.AtTheBudget(b => b.Acquire(new PermitRequest(claim, n)));
            _host.AtTheBudget(b => b.Release(new PermitRelease(claim, ProviderSign.Fails)));
        }

        Assert.Equal(CircuitState.Open, _host.Budget.Circuit);
    }
}
