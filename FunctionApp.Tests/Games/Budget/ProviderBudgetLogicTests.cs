using ImportFunctions.Games;
using ImportFunctions.Games.Budget;

namespace ImportFunctions.Tests.Games.Budget;

public sealed class ProviderBudgetLogicTests
{
    static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    readonly ProviderBudgetState _state = new();
    ProviderRules _rules = new(2, 3, Break);
    DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    IReadOnlyList<PermitAnswer> _told = [];

    [Fact]
    public void Acquire_UpToTheLimit_ThenFirstComeFirstServed()
    {
        var claims = Enumerable.Range(1, 4).Select(Claim).ToList();
        Assert.Equal([PermitOutcome.Granted, PermitOutcome.Granted, PermitOutcome.Waiting, PermitOutcome.Waiting],
            claims.Select(c => Acquire(c).Outcome));
        Assert.Empty(_told);

        Release(claims[1]);
        var told = Assert.Single(_told);
        Assert.Equal((claims[2], PermitOutcome.Granted, _now), (told.Claim, told.Outcome, told.GrantedAt));
        Release(claims[0]);
        Assert.Equal(claims[3], Assert.Single(_told).Claim);
        Assert.Equal(2, _state.Holders.Count);
    }

    [Fact]
    public void Messages_TwiceOrLate_ChangeNothing()
    {
        var claims = Enumerable.Range(1, 3).Select(Claim).ToList();
        foreach (var claim in claims)
            Acquire(claim);
        Assert.Equal(PermitOutcome.Granted, Acquire(claims[0]).Outcome);
        Assert.Equal(PermitOutcome.Waiting, Acquire(claims[2]).Outcome);
        Assert.Single(_state.Queue);

        Release(claims[0], ProviderSign.Fails);
        Release(claims[0], ProviderSign.Fails);
        Assert.Equal(1, _state.Failures);
        Assert.Equal(2, _state.Holders.Count);
        Assert.Equal(PermitOutcome.Gone, Acquire(claims[0]).Outcome);
        Release(Claim(9));
        Assert.Equal(PermitOutcome.Gone, Acquire(Claim(9)).Outcome);
        Assert.Equal(2, _state.Holders.Count);
    }

    [Fact]
    public void RequestThatCameTwiceAndVeryLate_IsDroppedByTheRunsNextOne()
    {
        var run = Guid.NewGuid();
        Acquire(new PermitClaim("a", run, 1));
        Release(new PermitClaim("a", run, 1));
        _state.Departed.Clear();
        Acquire(new PermitClaim("a", run, 1));
        Assert.Equal(PermitOutcome.Granted, Acquire(new PermitClaim("a", run, 2)).Outcome);
        Assert.Equal(2, Assert.Single(_state.Holders).Claim.Number);
    }

    [Fact]
    public void Reaped_GoesToTheNext()
    {
        _rules = _rules with { Limit = 1 };
        Acquire(Claim(1));
        Acquire(Claim(2));
        Apply(b => b.Reap([Claim(1), Claim(7)]));
        Assert.Equal(Claim(2), Assert.Single(_told).Claim);
        Assert.Equal(CircuitState.Closed, _state.Circuit);
    }

    [Fact]
    public void LimitChanged_TakesEffectWithoutTakingAnythingAway()
    {
        for (var n = 1; n <= 5; n++)
            Acquire(Claim(n));
        _rules = _rules with { Limit = 4 };
        Apply(b => b.Reap([]));
        Assert.Equal(4, _state.Holders.Count);
        _rules = _rules with { Limit = 1 };
        Release(Claim(1));
        Assert.Equal(3, _state.Holders.Count);
        Assert.Single(_state.Queue);
    }

    [Fact]
    public void TooManyRequests_PausesEverybody_ThenOneAtATimeUntilOneSucceeds()
    {
        foreach (var n in new[] { 1, 2, 3 })
            Acquire(Claim(n));
        Release(Claim(1), ProviderSign.Limits, 60);
        var told = Assert.Single(_told);
        Assert.Equal((Claim(3), PermitOutcome.Waiting, ImportErrorCodes.RateLimited, _now.AddSeconds(60)),
            (told.Claim, told.Outcome, told.Reason, told.Until));
        Assert.Equal(_now.AddSeconds(60), Acquire(Claim(4)).Until);
        Release(Claim(2), ProviderSign.Limits, 10);
        Assert.Equal(_now.AddSeconds(60), _state.PausedUntil);

        _now = _now.AddSeconds(60);
        Assert.Equal(PermitOutcome.Waiting, Acquire(Claim(4)).Outcome);
        Assert.Equal(Claim(3), Assert.Single(_state.Holders).Claim);
        Release(Claim(3), ProviderSign.Works);
        Acquire(Claim(5));
        Assert.Equal([Claim(4), Claim(5)], _state.Holders.Select(h => h.Claim));
        Assert.Equal(0, _state.Failures);
    }

    [Fact]
    public void Failures_OpenTheCircuit_OneProbeClosesIt()
    {
        Fail(3);
        Assert.Equal((CircuitState.Open, _now, _now + Break, 3), (_state.Circuit, _state.CircuitSince, _state.OpenUntil, _state.Failures));
        foreach (var n in new[] { 10, 11 })
        {
            var answer = Acquire(Claim(n));
            Assert.Equal((PermitOutcome.Waiting, ImportErrorCodes.ProviderUnavailable, _state.OpenUntil), (answer.Outcome, answer.Reason, answer.Until));
        }

        _now += Break;
        Assert.Equal(PermitOutcome.Waiting, Acquire(Claim(11)).Outcome);
        Assert.Equal((CircuitState.HalfOpen, Claim(10)), (_state.Circuit, Assert.Single(_state.Holders).Claim));
        Assert.Equal(Claim(10), Assert.Single(_told).Claim);

        Release(Claim(10), ProviderSign.Works);
        Assert.Equal((CircuitState.Closed, 0), (_state.Circuit, _state.Failures));
        Assert.Equal(Claim(11), Assert.Single(_state.Holders).Claim);
    }

    [Fact]
    public void ProbeFails_OpensForTwiceAsLong_UpToALimit()
    {
        Fail(3);
        for (var trip = 1; trip < 8; trip++)
        {
            _now = _state.OpenUntil!.Value;
            Assert.Equal(PermitOutcome.Granted, Acquire(Claim(100 + trip)).Outcome);
            Release(Claim(100 + trip), ProviderSign.Fails);
            var expected = TimeSpan.FromSeconds(Math.Min(300, 15 * Math.Pow(2, trip)));
            Assert.Equal((CircuitState.Open, expected), (_state.Circuit, _state.OpenUntil - _now));
        }
    }

    [Fact]
    public void ProbeThatVanishes_LeavesTheTryToTheNext()
    {
        Fail(3);
        _now += Break;
        Acquire(Claim(10));
        Acquire(Claim(11));
        Apply(b => b.Reap([Claim(10)]));
        Assert.Equal((CircuitState.HalfOpen, Claim(11)), (_state.Circuit, _state.Probe));
    }

    [Fact]
    public void PagesFromBeforeTheCircuitOpened_DecideNothing()
    {
        _rules = _rules with { Limit = 5 };
        for (var n = 1; n <= 5; n++)
            Acquire(Claim(n));
        for (var n = 1; n <= 3; n++)
            Release(Claim(n), ProviderSign.Fails);
        var until = _state.OpenUntil;
        Release(Claim(4), ProviderSign.Works);
        Release(Claim(5), ProviderSign.Fails);
        Assert.Equal((CircuitState.Open, until, 3), (_state.Circuit, _state.OpenUntil, _state.Failures));
    }

    [Fact]
    public void Success_ForgetsEarlierFailures()
    {
        Fail(2);
        Acquire(Claim(50));
        Release(Claim(50), ProviderSign.Works);
        Fail(2, from: 60);
        Assert.Equal(CircuitState.Closed, _state.Circuit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyMessagesInAnyOrder_NeverMoreThanTheLimit_AndNobodyIsForgotten(int seed)
    {
        var random = new Random(seed);
        var claims = Enumerable.Range(1, 12).Select(Claim).ToList();
        var late = new List<Action>();
        for (var step = 0; step < 5000; step++)
        {
            _now = _now.AddSeconds(random.NextDouble() * 3);
            var index = random.Next(claims.Count);
            var claim = claims[index];
            switch (random.Next(6))
            {
                case 0 or 1:
                    Acquire(claim);
                    break;
                case 2:
                    Apply(b => b.Reap([claim]));
                    claims[index] = claim with { Number = claim.Number + 12 };
                    break;
                case 3 when late.Count > 0:
                    var message = random.Next(late.Count);
                    late[message]();
                    late.RemoveAt(message);
                    break;
                default:
                    var sign = (ProviderSign)random.Next(4);
                    Release(claim, sign, 5);
                    late.Add(() => Release(claim, sign, 5));
                    claims[index] = claim with { Number = claim.Number + 12 };
                    break;
            }

            Assert.True(_state.Holders.Count <= _rules.Limit);
            Assert.Equal(_state.Holders.Count + _state.Queue.Count, _state.Holders.Concat(_state.Queue).Select(e => e.Claim).Distinct().Count());
            if (_state.Circuit == CircuitState.HalfOpen && _state.Probe is { } probe)
                Assert.Contains(_state.Holders, h => h.Claim == probe);
        }

        // Once all who hold have given back, everybody who waits is served.
        while (_state.Queue.Count + _state.Holders.Count > 0)
        {
            _now = _now.AddMinutes(6);
            Apply(b => b.Reap([]));
            Assert.NotEmpty(_state.Holders);
            Release(_state.Holders[0].Claim);
        }
    }

    static PermitClaim Claim(int n) => new($"i{n % 12}", new Guid(n % 12, 0, 0, new byte[8]), n);

    PermitAnswer Acquire(PermitClaim claim) => Apply(b => b.Acquire(new PermitRequest(claim, claim.Number)));

    void Release(PermitClaim claim, ProviderSign sign = ProviderSign.None, int? pause = null) =>
        Apply(b => b.Release(new PermitRelease(claim, sign, pause)));

    void Fail(int times, int from = 1)
    {
        for (var n = from; n < from + times; n++)
        {
            Acquire(Claim(n));
            Release(Claim(n), ProviderSign.Fails);
        }
    }

    T Apply<T>(Func<ProviderBudgetLogic, T> operation)
    {
        // As stored and read again between operations.
        var copy = System.Text.Json.JsonSerializer.Deserialize<ProviderBudgetState>(System.Text.Json.JsonSerializer.Serialize(_state))!;
        Assert.Equal(_state.Holders, copy.Holders);
        var budget = new ProviderBudgetLogic(_state, _rules, _now);
        var result = operation(budget);
        _told = budget.Told;
        return result;
    }
}
