namespace ImportFunctions.Gate;

/// <summary>
/// The rules of the gate, without clock, storage or messages: at most <c>limit</c> holders, one claim a player, premium before
/// interactive before scheduled with ageing, first come first served inside a priority. Every operation may be repeated or come
/// late without harm.
/// </summary>
/// <param name="state">What the gate remembers; changed in place.</param>
/// <param name="limit">The number of slots, at least 1. Lowering it takes nobody's slot away: the next ones simply wait longer.</param>
/// <param name="now">The time of the operation (UTC).</param>
/// <param name="lease">How long a holder is taken for alive after a sign of life; null for <see cref="DefaultLease"/>.</param>
public sealed class GateLogic(GateState state, int limit, DateTimeOffset now, TimeSpan? lease = null)
{
    /// <summary>How long a holder is taken for alive after a sign of life, where no setting says otherwise.</summary>
    public static readonly TimeSpan DefaultLease = TimeSpan.FromMinutes(2);

    /// <summary>
    /// One step of priority is worth this much waiting: an interactive import that has waited so long goes before a premium one that
    /// just came. Nobody starves, and the order of those who wait never changes among themselves.
    /// </summary>
    public static readonly TimeSpan Ageing = TimeSpan.FromMinutes(10);

    /// <summary>How many departed runs are remembered; far more than messages can be late by.</summary>
    public const int DepartedRemembered = 64;

    const double WeightOfNewest = 0.2;

    readonly List<SlotClaim> _granted = [];
    readonly TimeSpan _lease = lease ?? DefaultLease;

    /// <summary>The claims that were given a slot by the operations on this object; each needs to be told.</summary>
    public IReadOnlyList<SlotClaim> Granted => _granted;

    /// <summary>What each of <see cref="Granted"/> is told.</summary>
    public IEnumerable<SlotGrant> Grants => _granted.Select(
        claim => new SlotGrant(claim.InstanceId, claim.RunId, now, _lease.TotalSeconds, state.Holders.Count, limit));

    /// <summary>Asks for a slot. The same run asking again gets the answer for where it stands now.</summary>
    /// <param name="request">Who asks.</param>
    /// <returns>The answer.</returns>
    public SlotAnswer Acquire(SlotRequest request)
    {
        Promote();
        if (Find(request.RunId) is null)
        {
            if (state.Departed.Contains(request.RunId))
                return Refuse(heldBy: null);

            List<GateEntry> others = [.. state.Holders.FindAll(e => Conflicts(e, request)), .. state.Queue.FindAll(e => Conflicts(e, request))];
            // A later run of the same orchestration proves that the earlier one is dead; anything else is a second import of one player.
            if (others.Find(e => e.InstanceId != request.InstanceId || e.RequestedAt >= request.RequestedAt) is { } live)
                return Refuse(live.InstanceId);
            foreach (var dead in others)
                Remove(dead.ToClaim(), measured: false);

            Enqueue(request);
            Promote();
        }

        // The answer itself tells this one.
        _granted.RemoveAll(c => c.RunId == request.RunId);
        return AnswerFor(request.RunId);
    }

    /// <summary>Gives a claim back, held or waiting. A claim that is not there is remembered as departed, nothing else.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="measured">Whether the time it held its slot tells how long imports take.</param>
    /// <returns>Whether it was there.</returns>
    public bool Release(SlotClaim claim, bool measured)
    {
        var found = Remove(claim, measured);
        if (!found)
            Depart(claim.RunId);
        Promote();
        return found;
    }

    /// <summary>Removes claims whose orchestrations are gone. Claims of other runs of the same orchestrations stay.</summary>
    /// <param name="claims">The claims.</param>
    /// <returns>How many were there.</returns>
    public int Reap(IEnumerable<SlotClaim> claims)
    {
        var removed = claims.Count(c => Remove(c, measured: false));
        Promote();
        return removed;
    }

    /// <summary>Takes a sign of life. One of somebody who holds no slot, or no more, changes nothing.</summary>
    /// <param name="claim">Whose.</param>
    /// <returns>Whether it holds a slot.</returns>
    public bool Renew(SlotClaim claim)
    {
        var index = state.Holders.FindIndex(e => e.RunId == claim.RunId && e.InstanceId == claim.InstanceId);
        if (index >= 0)
            state.Holders[index] = state.Holders[index] with { LeaseUntil = now + _lease };
        Promote();
        return index >= 0;
    }

    /// <summary>
    /// Finds holders without a sign of life. They keep their slots: whoever asked has the length of a lease to find out what became of
    /// them, and is asked again after it.
    /// </summary>
    /// <returns>The holders.</returns>
    public IReadOnlyList<GateEntry> Expire()
    {
        state.NextLeaseCheck = null;
        var expired = state.Holders.Where(e => e.LeaseUntil <= now).ToList();
        foreach (var entry in expired)
            Renew(entry.ToClaim());
        Promote();
        return expired;
    }

    /// <summary>Tells when the gate has to wake up for the first lease to end, unless it is going to already.</summary>
    /// <returns>The time (UTC); null when nothing has to be done.</returns>
    public DateTimeOffset? PlanLeaseCheck()
    {
        if (state.Holders.Count == 0)
            return null;
        var first = state.Holders.Min(e => e.LeaseUntil ?? now);
        first = first < now ? now : first;
        // One that should have come long ago was lost.
        if (state.NextLeaseCheck is { } planned && planned <= first && planned + _lease > now)
            return null;
        return state.NextLeaseCheck = first;
    }

    /// <summary>Grants free slots to those who wait: what a raised limit needs after a restart.</summary>
    public void Promote()
    {
        state.Limit = limit;
        while (state.Holders.Count < limit && state.Queue.Count > 0)
        {
            var next = state.Queue[0];
            state.Queue.RemoveAt(0);
            state.Holders.Add(next with { GrantedAt = now, LeaseUntil = now + _lease });
            _granted.Add(next.ToClaim());
        }
    }

    /// <summary>The expected wait of everybody in the queue, in its order, from the measured time that imports hold a slot.</summary>
    /// <param name="state">What the gate remembers.</param>
    /// <param name="limit">The number of slots.</param>
    /// <param name="now">The time to reckon from (UTC).</param>
    /// <returns>Seconds for each waiting import; null for all while nothing has been measured.</returns>
    public static IReadOnlyList<double?> EstimateWaits(GateState state, int limit, DateTimeOffset now)
    {
        var free = FreeSlots(state, limit, now);
        return [.. Enumerable.Range(0, state.Queue.Count).Select(index => Wait(state, free, index))];
    }

    // When each slot becomes free, in seconds from now, the first one first; a holder that is over the mean is expected to end at any moment.
    static double[] FreeSlots(GateState state, int limit, DateTimeOffset now)
    {
        var hold = state.MeanHoldSeconds ?? 0;
        var ends = state.Holders
            .Select(holder => Math.Clamp(hold - (now - (holder.GrantedAt ?? now)).TotalSeconds, Math.Min(1, hold), hold))
            .Order()
            // After the limit was lowered the first ones to end free no slot.
            .Skip(state.Holders.Count - limit);
        return [.. Enumerable.Repeat(0.0, Math.Max(0, limit - state.Holders.Count)), .. ends];
    }

    // All are free again within one mean hold, so that the queue takes them in turns.
    static double? Wait(GateState state, double[] free, int index) => state.MeanHoldSeconds is { } hold
        ? Math.Round(free[index % free.Length] + (index / free.Length * hold), 1)
        : null;

    static bool Conflicts(GateEntry entry, SlotRequest request) =>
        entry.InstanceId == request.InstanceId || entry.Player == request.Player;

    static DateTimeOffset Rank(GateEntry entry) => entry.EnqueuedAt + (Ageing * (int)entry.Priority);

    GateEntry? Find(Guid runId) => state.Holders.Find(e => e.RunId == runId) ?? state.Queue.Find(e => e.RunId == runId);

    void Enqueue(SlotRequest request)
    {
        var entry = new GateEntry
        {
            InstanceId = request.InstanceId,
            RunId = request.RunId,
            Player = request.Player,
            Priority = request.Priority,
            RequestedAt = request.RequestedAt,
            EnqueuedAt = now,
            Arrival = ++state.Arrivals,
        };
        // Behind everybody of the same priority even when the clock went back; before the first whose rank is later.
        var index = state.Queue.FindLastIndex(e => e.Priority == entry.Priority || Rank(e) <= Rank(entry)) + 1;
        state.Queue.Insert(index, entry);
    }

    bool Remove(SlotClaim claim, bool measured)
    {
        bool Match(GateEntry e) => e.RunId == claim.RunId && e.InstanceId == claim.InstanceId;
        var holder = state.Holders.Find(Match);
        if (holder is not null && measured && holder.GrantedAt is { } since && now > since)
        {
            var held = (now - since).TotalSeconds;
            state.MeanHoldSeconds = state.MeanHoldSeconds is { } mean ? mean + (WeightOfNewest * (held - mean)) : held;
        }

        var removed = state.Holders.RemoveAll(Match) + state.Queue.RemoveAll(Match) > 0;
        _granted.RemoveAll(c => c == claim);
        if (removed)
            Depart(claim.RunId);
        return removed;
    }

    void Depart(Guid runId)
    {
        if (state.Departed.Contains(runId))
            return;
        state.Departed.Add(runId);
        if (state.Departed.Count > DepartedRemembered)
            state.Departed.RemoveRange(0, state.Departed.Count - DepartedRemembered);
    }

    SlotAnswer Refuse(string? heldBy) =>
        new() { Outcome = SlotOutcome.Refused, HeldBy = heldBy, InUse = state.Holders.Count, Limit = limit };

    SlotAnswer AnswerFor(Guid runId)
    {
        var index = state.Queue.FindIndex(e => e.RunId == runId);
        return new SlotAnswer
        {
            Outcome = index < 0 ? SlotOutcome.Granted : SlotOutcome.Queued,
            Position = index + 1,
            LeaseSeconds = _lease.TotalSeconds,
            InUse = state.Holders.Count,
            Limit = limit,
            EstimatedWaitSeconds = index < 0 ? null : Wait(state, FreeSlots(state, limit, now), index),
        };
    }
}
