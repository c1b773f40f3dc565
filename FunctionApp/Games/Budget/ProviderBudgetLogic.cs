using System.Globalization;

namespace ImportFunctions.Games.Budget;

/// <summary>
/// The rules of a provider's budget, without clock, storage or messages: at most so many claims granted at once, first come first served,
/// nobody while the provider wants to be left alone or its circuit is open, one at a time afterwards until one succeeds. Every operation
/// may be repeated or come late without harm.
/// </summary>
/// <param name="state">What the budget remembers; changed in place.</param>
/// <param name="rules">What it keeps to. A lower limit takes nobody's permit away.</param>
/// <param name="now">The time of the operation (UTC).</param>
public sealed class ProviderBudgetLogic(ProviderBudgetState state, ProviderRules rules, DateTimeOffset now)
{
    /// <summary>How many ended claims are remembered.</summary>
    public const int DepartedRemembered = 32;

    readonly List<PermitClaim> _changed = [];

    /// <summary>What those have to be told whose standing the operations on this object changed.</summary>
    public IReadOnlyList<PermitAnswer> Told => [.. _changed.Distinct().Select(AnswerFor).Where(a => a.Outcome != PermitOutcome.Gone)];

    /// <summary>Whether somebody waits who could be let through, which only time or a changed setting brings about.</summary>
    public bool HasIdlePermit
    {
        get
        {
            Tick();
            return state.Queue.Count > 0 && CanGrant;
        }
    }

    bool IsPaused => state.PausedUntil > now;

    bool CanGrant => !IsPaused
        && state.Circuit != CircuitState.Open
        && (state.Circuit != CircuitState.HalfOpen || state.Probe is null)
        && state.Holders.Count < (state.Cautious ? 1 : rules.Limit);

    /// <summary>Asks for a permit. The same claim asking again gets the answer for where it stands now.</summary>
    /// <param name="request">Who asks.</param>
    /// <returns>The answer.</returns>
    public PermitAnswer Acquire(PermitRequest request)
    {
        var claim = request.Claim;
        // The run itself says that it has done with these; a message that came twice would leave them here for good.
        foreach (var stale in All().Where(e => e.Claim.RunId == claim.RunId && e.Claim.Number < request.Oldest).ToList())
            End(stale.Claim, ProviderSign.None, null);
        if (!All().Any(e => e.Claim == claim))
        {
            if (state.Departed.Contains(Name(claim)))
                return new PermitAnswer { Claim = claim, Outcome = PermitOutcome.Gone };
            state.Queue.Add(new PermitEntry(claim, now));
        }

        Promote();
        // The answer itself tells this one.
        _changed.RemoveAll(c => c == claim);
        return AnswerFor(claim);
    }

    /// <summary>Gives a claim back, granted or waiting. One that is not there is remembered as ended, nothing else.</summary>
    /// <param name="release">The claim, and what its page has shown.</param>
    /// <returns>Whether it was there.</returns>
    public bool Release(PermitRelease release)
    {
        var found = End(release.Claim, release.Sign, release.PauseSeconds);
        if (!found)
            Depart(release.Claim);
        Promote();
        return found;
    }

    /// <summary>Removes claims whose imports are gone.</summary>
    /// <param name="claims">The claims.</param>
    /// <returns>How many were there.</returns>
    public int Reap(IEnumerable<PermitClaim> claims)
    {
        var removed = claims.Count(c => End(c, ProviderSign.None, null));
        Promote();
        return removed;
    }

    static string Name(PermitClaim claim) => string.Create(CultureInfo.InvariantCulture, $"{claim.RunId:N}.{claim.Number}");

    IEnumerable<PermitEntry> All() => state.Holders.Concat(state.Queue);

    // An open circuit becomes half open by time alone.
    void Tick()
    {
        if (state.Circuit == CircuitState.Open && state.OpenUntil <= now)
            Enter(CircuitState.HalfOpen);
        if (!IsPaused)
            state.PausedUntil = null;
    }

    void Promote()
    {
        Tick();
        while (state.Queue.Count > 0 && CanGrant)
        {
            var next = state.Queue[0];
            state.Queue.RemoveAt(0);
            state.Holders.Add(next with { GrantedAt = now });
            if (state.Circuit == CircuitState.HalfOpen)
                state.Probe = next.Claim;
            _changed.Add(next.Claim);
        }
    }

    bool End(PermitClaim claim, ProviderSign sign, int? pauseSeconds)
    {
        var held = state.Holders.RemoveAll(e => e.Claim == claim) > 0;
        if (!held && state.Queue.RemoveAll(e => e.Claim == claim) == 0)
            return false;
        Depart(claim);
        if (held)
            Learn(sign, pauseSeconds, isProbe: state.Probe == claim);
        return true;
    }

    void Learn(ProviderSign sign, int? pauseSeconds, bool isProbe)
    {
        if (isProbe)
            state.Probe = null;
        switch (sign)
        {
            case ProviderSign.Works:
                // What was let through before the circuit opened says nothing about what it is like now.
                if (state.Circuit == CircuitState.Closed || isProbe)
                    Recover();
                state.Cautious = false;
                break;
            case ProviderSign.Fails when state.Circuit == CircuitState.Closed || isProbe:
                state.Failures++;
                if (isProbe || state.Failures >= rules.BreakAfter)
                    Open();
                break;
            case ProviderSign.Limits:
                // It answers, so it works.
                if (state.Circuit == CircuitState.Closed || isProbe)
                    Recover();
                var until = now + TimeSpan.FromSeconds(Math.Max(1, pauseSeconds ?? 1));
                state.PausedUntil = until > state.PausedUntil ? until : state.PausedUntil ?? until;
                state.Cautious = true;
                _changed.AddRange(state.Queue.Select(e => e.Claim));
                break;
        }
    }

    void Recover()
    {
        (state.Failures, state.Trips) = (0, 0);
        if (state.Circuit != CircuitState.Closed)
            Enter(CircuitState.Closed);
    }

    void Open()
    {
        var wait = rules.BreakFor * Math.Pow(2, Math.Min(state.Trips, 16));
        state.Trips++;
        Enter(CircuitState.Open);
        state.OpenUntil = now + (wait < ProviderRules.LongestBreak ? wait : ProviderRules.LongestBreak);
        _changed.AddRange(state.Queue.Select(e => e.Claim));
    }

    void Enter(CircuitState circuit) =>
        (state.Circuit, state.CircuitSince, state.OpenUntil, state.Probe) = (circuit, now, null, null);

    void Depart(PermitClaim claim)
    {
        _changed.RemoveAll(c => c == claim);
        if (state.Departed.Contains(Name(claim)))
            return;
        state.Departed.Add(Name(claim));
        if (state.Departed.Count > DepartedRemembered)
            state.Departed.RemoveRange(0, state.Departed.Count - DepartedRemembered);
    }

    PermitAnswer AnswerFor(PermitClaim claim)
    {
        if (state.Holders.Find(e => e.Claim == claim) is { } holder)
            return new PermitAnswer { Claim = claim, Outcome = PermitOutcome.Granted, GrantedAt = holder.GrantedAt };
        if (!state.Queue.Exists(e => e.Claim == claim))
            return new PermitAnswer { Claim = claim, Outcome = PermitOutcome.Gone };
        var broken = state.Circuit != CircuitState.Closed;
        var (reason, until) = IsPaused && !(state.OpenUntil > state.PausedUntil)
            ? (ImportErrorCodes.RateLimited, state.PausedUntil)
            : (broken ? ImportErrorCodes.ProviderUnavailable : null, broken ? state.OpenUntil : null);
        return new PermitAnswer { Claim = claim, Outcome = PermitOutcome.Waiting, Reason = reason, Until = until };
    }
}
