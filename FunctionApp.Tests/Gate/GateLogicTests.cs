using ImportFunctions.Gate;

namespace ImportFunctions.Tests.Gate;

public sealed class GateLogicTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    readonly GateState _state = new();
    DateTimeOffset _now = Start;
    int _limit = 3;

    [Fact]
    public void Acquire_FreeSlot_IsGrantedAtOnceAndNotTold()
    {
        var gate = Gate();
        var answer = gate.Acquire(Request("a"));

        Assert.Equal(SlotOutcome.Granted, answer.Outcome);
        Assert.Equal((1, 3, 0), (answer.InUse, answer.Limit, answer.Position));
        Assert.Empty(gate.Granted);
    }

    [Fact]
    public void Acquire_NoFreeSlot_QueuesInOrderOfArrival()
    {
        Fill(3);
        Assert.Equal((SlotOutcome.Queued, 1), Ask(Request("d")));
        Assert.Equal((SlotOutcome.Queued, 2), Ask(Request("e")));
    }

    [Fact]
    public void Acquire_SameRunAgain_IsAnsweredTheSame()
    {
        _limit = 1;
        var holder = Request("a");
        var waiter = Request("b");
        Ask(holder);
        Ask(waiter);

        Assert.Equal((SlotOutcome.Granted, 0), Ask(holder));
        Assert.Equal((SlotOutcome.Queued, 1), Ask(waiter));
        Assert.Single(_state.Holders);
        Assert.Single(_state.Queue);
    }

    [Fact]
    public void Acquire_SamePlayerByAnotherInstance_IsRefusedAndNamesTheOther()
    {
        Ask(Request("a"));
        var answer = Gate().Acquire(Request("a") with { InstanceId = "other", RequestedAt = _now.AddMinutes(1) });

        Assert.Equal(SlotOutcome.Refused, answer.Outcome);
        Assert.Equal("a", answer.HeldBy);
    }

    [Fact]
    public void Acquire_LaterRunOfTheSameInstance_ReplacesTheDeadOneBehindTheQueue()
    {
        _limit = 1;
        var dead = Request("a");
        var waiter = Request("b");
        Ask(dead);
        Ask(waiter);
        _now += TimeSpan.FromSeconds(1);
        var gate = Gate();
        var answer = gate.Acquire(Request("a"));

        Assert.Equal((SlotOutcome.Queued, 1), (answer.Outcome, answer.Position));
        Assert.Equal(waiter.RunId, Assert.Single(_state.Holders).RunId);
        Assert.Equal(new SlotClaim("b", waiter.RunId), Assert.Single(gate.Granted));
    }

    [Fact]
    public void Acquire_LateMessageOfAnEarlierRun_DoesNotReplaceTheLiveOne()
    {
        var earlier = Request("a");
        _now += TimeSpan.FromSeconds(1);
        var live = Request("a");
        Ask(live);

        Assert.Equal(SlotOutcome.Refused, Ask(earlier).Outcome);
        Assert.Equal(live.RunId, Assert.Single(_state.Holders).RunId);
    }

    [Fact]
    public void Acquire_AfterRelease_IsRefused()
    {
        var request = Request("a");
        Ask(request);
        Gate().Release(Claim(request), measured: true);

        Assert.Equal(SlotOutcome.Refused, Ask(request).Outcome);
        Assert.Empty(_state.Holders);
    }

    [Fact]
    public void Release_BeforeItsOwnAcquireArrives_KeepsThatFromHoldingASlot()
    {
        var request = Request("a");
        Assert.False(Gate().Release(Claim(request), measured: false));
        Assert.Equal(SlotOutcome.Refused, Ask(request).Outcome);
    }

    [Fact]
    public void Release_OfAHolder_GrantsToTheNextAndTellsIt()
    {
        _limit = 1;
        var first = Request("a");
        Ask(first);
        Ask(Request("b"));
        Ask(Request("c"));
        var gate = Gate();

        Assert.True(gate.Release(Claim(first), measured: true));
        Assert.Equal("b", Assert.Single(gate.Granted).InstanceId);
        Assert.Equal("b", Assert.Single(_state.Holders).InstanceId);
        Assert.Equal("c", Assert.Single(_state.Queue).InstanceId);
    }

    [Fact]
    public void Release_TwiceOrByAStranger_ChangesNothing()
    {
        var first = Request("a");
        Ask(first);
        Ask(Request("b"));
        Gate().Release(Claim(first), measured: true);

        Assert.False(Gate().Release(Claim(first), measured: true));
        Assert.False(Gate().Release(new SlotClaim("b", Guid.NewGuid()), measured: true));
        Assert.Equal("b", Assert.Single(_state.Holders).InstanceId);
    }

    [Fact]
    public void Release_OfAWaiter_TakesItOutOfTheQueue()
    {
        _limit = 1;
        Ask(Request("a"));
        var cancelled = Request("b");
        Ask(cancelled);
        Ask(Request("c"));

        Assert.True(Gate().Release(Claim(cancelled), measured: false));
        Assert.Equal("c", Assert.Single(_state.Queue).InstanceId);
    }

    [Fact]
    public void Reap_RemovesOnlyTheRunsNamed()
    {
        var gone = Request("a");
        Ask(gone);
        Ask(Request("b"));

        Assert.Equal(1, Gate().Reap([Claim(gone), new SlotClaim("b", Guid.NewGuid())]));
        Assert.Equal("b", Assert.Single(_state.Holders).InstanceId);
    }

    [Fact]
    public void Queue_PremiumBeforeInteractiveBeforeScheduled_FirstComeInside()
    {
        Fill(3);
        foreach (var (name, priority) in new[]
        {
            ("s1", ImportPriority.Scheduled), ("i1", ImportPriority.Interactive), ("p1", ImportPriority.Premium),
            ("s2", ImportPriority.Scheduled), ("p2", ImportPriority.Premium), ("i2", ImportPriority.Interactive),
        })
        {
            _now += TimeSpan.FromSeconds(1);
            Ask(Request(name, priority));
        }

        Assert.Equal(["p1", "p2", "i1", "i2", "s1", "s2"], _state.Queue.Select(e => e.InstanceId));
    }

    [Fact]
    public void Queue_LongWait_GoesBeforeHigherPriorityThatJustCame()
    {
        Fill(3);
        Ask(Request("old", ImportPriority.Scheduled));
        _now += (2 * GateLogic.Ageing) - TimeSpan.FromSeconds(1);
        Ask(Request("soon", ImportPriority.Premium));
        _now += TimeSpan.FromSeconds(2);
        Ask(Request("late", ImportPriority.Premium));

        Assert.Equal(["soon", "old", "late"], _state.Queue.Select(e => e.InstanceId));
    }

    [Fact]
    public void Queue_ClockGoesBack_KeepsTheOrderOfArrival()
    {
        Fill(3);
        Ask(Request("first"));
        _now -= TimeSpan.FromMinutes(1);
        Ask(Request("second"));
        Assert.Equal(["first", "second"], _state.Queue.Select(e => e.InstanceId));
    }

    [Fact]
    public void Limit_Raised_GrantsToThoseWhoWait()
    {
        _limit = 1;
        foreach (var name in "abcd")
            Ask(Request(name.ToString()));
        _limit = 3;
        var gate = Gate();
        gate.Reap([]);

        Assert.Equal(["b", "c"], gate.Granted.Select(c => c.InstanceId));
        Assert.Equal(3, _state.Holders.Count);
    }

    [Fact]
    public void Limit_Lowered_TakesNobodysSlotAndGrantsNoneUntilBelow()
    {
        var holders = Fill(3);
        Ask(Request("d"));
        _limit = 1;

        Gate().Release(Claim(holders[0]), measured: true);
        Gate().Release(Claim(holders[1]), measured: true);
        Assert.Equal("c", Assert.Single(_state.Holders).InstanceId);
        Gate().Release(Claim(holders[2]), measured: true);
        Assert.Equal("d", Assert.Single(_state.Holders).InstanceId);
    }

    [Fact]
    public void EstimateWaits_BeforeTheFirstMeasurement_AreUnknown()
    {
        Fill(3);
        Assert.Null(Gate().Acquire(Request("d")).EstimatedWaitSeconds);
    }

    [Fact]
    public void EstimateWaits_FollowTheMeasuredTimeAndTheSlots()
    {
        _limit = 2;
        var measured = Request("m");
        Ask(measured);
        _now += TimeSpan.FromSeconds(60);
        Gate().Release(Claim(measured), measured: true);

        Ask(Request("a"));
        _now += TimeSpan.FromSeconds(20);
        Ask(Request("b"));
        foreach (var name in "cdef")
            Ask(Request(name.ToString()));

        Assert.Equal([40, 60, 100, 120], GateLogic.EstimateWaits(_state, _limit, _now).Select(w => w!.Value));
    }

    [Fact]
    public void EstimateWaits_LoweredLimit_DoesNotCountSlotsThatGo()
    {
        var measured = Request("m");
        Ask(measured);
        _now += TimeSpan.FromSeconds(60);
        Gate().Release(Claim(measured), measured: true);
        Fill(3);
        Ask(Request("w"));
        _limit = 1;

        Assert.Equal([60], GateLogic.EstimateWaits(_state, _limit, _now).Select(w => w!.Value));
    }

    [Fact]
    public void Queue_UnderAStreamOfPremium_EverybodyGetsASlotInTime()
    {
        // One slot, a premium import every minute that takes a minute: without ageing, nobody else would ever come.
        _limit = 1;
        var holder = Fill(1)[0];
        var waited = new Dictionary<Guid, TimeSpan>();
        var others = new List<SlotRequest>();
        for (var minute = 0; minute < 600; minute++)
        {
            if (minute % 30 == 0)
            {
                others.Add(Request($"s{minute}", ImportPriority.Scheduled));
                Ask(others[^1]);
                others.Add(Request($"i{minute}"));
                Ask(others[^1]);
            }

            Ask(Request($"p{minute}", ImportPriority.Premium));
            _now += TimeSpan.FromMinutes(1);
            var gate = Gate();
            gate.Release(new SlotClaim(holder.InstanceId, holder.RunId), measured: true);
            var next = Assert.Single(gate.Granted);
            holder = holder with { InstanceId = next.InstanceId, RunId = next.RunId };
            if (others.Find(o => o.RunId == next.RunId) is { } other)
                waited[other.RunId] = _now - other.RequestedAt;
        }

        // More come than can be served, so that all wait longer and longer; the difference between priorities stays what ageing allows.
        var early = others.Take(others.Count / 2).ToList();
        Assert.All(early, o => Assert.True(waited.ContainsKey(o.RunId), $"{o.InstanceId} starved"));
        Assert.All(early, o => Assert.InRange(waited[o.RunId].TotalMinutes, 0, 20 + (2 * others.Count)));
    }

    [Fact]
    public void Lease_WithoutASignOfLife_IsLookedInto_AndTheSlotIsKept()
    {
        var holders = Fill(3);
        Ask(Request("w"));
        Assert.Equal(_now + GateLogic.DefaultLease, Gate().PlanLeaseCheck());
        Assert.Null(Gate().PlanLeaseCheck());

        _now += GateLogic.DefaultLease / 2;
        Assert.True(Gate().Renew(Claim(holders[1])));
        Assert.False(Gate().Renew(new SlotClaim("w", Guid.NewGuid())));
        _now += GateLogic.DefaultLease / 2;
        Assert.Equal([holders[0].RunId, holders[2].RunId], Gate().Expire().Select(e => e.RunId));
        Assert.Equal(holders.Select(h => h.RunId), _state.Holders.Select(e => e.RunId));
        Assert.Empty(Gate().Expire());
        Assert.Equal(_now + (GateLogic.DefaultLease / 2), Gate().PlanLeaseCheck());

        _now += GateLogic.DefaultLease;
        Assert.Equal(3, Gate().Expire().Count);
        Assert.Single(_state.Queue);
    }

    [Fact]
    public void LeaseCheck_ThatGotLost_IsPlannedAgain()
    {
        Fill(1);
        Assert.NotNull(Gate().PlanLeaseCheck());
        _now += GateLogic.DefaultLease * 2;
        Assert.Equal(_now, Gate().PlanLeaseCheck());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void RandomOperations_WithDuplicateLateAndReorderedMessages_KeepTheInvariants(int seed)
    {
        var random = new Random(seed);
        var requests = new List<SlotRequest>();
        // What was sent and has not arrived, or will arrive once more.
        var sent = new List<Action<GateLogic>>();
        var told = new HashSet<Guid>();
        var everGranted = new HashSet<Guid>();
        var gone = new HashSet<Guid>();
        var departed = new HashSet<Guid>();
        for (var step = 0; step < 6000; step++)
        {
            _now += TimeSpan.FromMilliseconds(random.Next(2000));
            if (random.Next(200) == 0)
                _limit = random.Next(1, 6);
            if (random.Next(4) == 0 || sent.Count == 0)
            {
                // Now and then a player who has a live run starts another one, as after a crash.
                var request = Request($"player{random.Next(40)}", (ImportPriority)random.Next(3));
                requests.Add(request);
                sent.Add(Asks(request));
            }

            foreach (var holder in _state.Holders.Where(_ => random.Next(6) == 0))
                sent.Add(Ends(holder.ToClaim()));
            if (requests.Count > 0 && random.Next(5) == 0)
            {
                var any = requests[random.Next(Math.Max(0, requests.Count - 30), requests.Count)];
                sent.Add(random.Next(4) switch
                {
                    0 => Asks(any),
                    1 => g => g.Renew(Claim(any)),
                    2 => g => g.Expire(),
                    _ => Ends(Claim(any)),
                });
            }

            // Any of them comes next, and one in four comes again later.
            var index = random.Next(sent.Count);
            var message = sent[index];
            if (random.Next(4) != 0)
                sent.RemoveAt(index);
            var (holdersBefore, queueBefore) = (_state.Holders.ToList(), _state.Queue.ToList());
            var gate = Gate();
            message(gate);
            foreach (var claim in gate.Granted)
                Assert.True(told.Add(claim.RunId), "told twice");
            departed.UnionWith(_state.Departed);
            Check(holdersBefore, queueBefore);
        }

        Assert.True(requests.Count > 1000 && everGranted.Count > 200, $"{requests.Count} requests, {everGranted.Count} grants");

        // When nothing new comes and everybody ends, nobody is left.
        while (_state.Holders.Count > 0)
            Gate().Release(_state.Holders[0].ToClaim(), measured: true);
        Assert.Empty(_state.Queue);

        Action<GateLogic> Asks(SlotRequest request) => g =>
        {
            // No message is late by more departures than the gate remembers.
            if (!departed.Contains(request.RunId) || _state.Departed.Contains(request.RunId))
                Answered(g.Acquire(request), request);
            else
                g.Promote();
        };

        Action<GateLogic> Ends(SlotClaim claim) => g =>
        {
            gone.Add(claim.RunId);
            if (random.Next(3) == 0)
                g.Reap([claim, claim]);
            else
                g.Release(claim, measured: random.Next(2) == 0);
        };

        void Answered(SlotAnswer answer, SlotRequest request)
        {
            if (answer.Outcome == SlotOutcome.Granted)
                Assert.Contains(_state.Holders, e => e.RunId == request.RunId);
            if (answer.Outcome == SlotOutcome.Queued)
                Assert.Equal(request.RunId, _state.Queue[answer.Position - 1].RunId);
        }

        void Check(List<GateEntry> holdersBefore, List<GateEntry> queueBefore)
        {
            var everybody = _state.Holders.Concat(_state.Queue).ToList();
            Assert.True(_state.Holders.Count <= Math.Max(_limit, holdersBefore.Count), "more holders than slots");
            Assert.True(_state.Queue.Count == 0 || _state.Holders.Count >= _limit, "a slot is idle while somebody waits");
            Assert.Equal(everybody.Count, everybody.Select(e => e.Player).Distinct().Count());
            Assert.Equal(everybody.Count, everybody.Select(e => e.RunId).Distinct().Count());
            Assert.All(_state.Queue, e => Assert.Null(e.GrantedAt));
            Assert.All(_state.Holders, e => Assert.True(e.LeaseUntil > e.GrantedAt));
            Assert.All(_state.Queue.GroupBy(e => e.Priority), g => Assert.Equal(g.OrderBy(e => e.Arrival), g));
            Assert.True(_state.Departed.Count <= GateLogic.DepartedRemembered);
            // Who had a slot has it still, unless he ended or a later run of his took his place; the same for those who wait.
            foreach (var entry in holdersBefore.Concat(queueBefore).Where(e => everybody.All(x => x.RunId != e.RunId)))
            {
                Assert.True(gone.Contains(entry.RunId)
                    || everybody.Any(x => x.InstanceId == entry.InstanceId && x.RequestedAt > entry.RequestedAt), $"{entry} is lost");
            }

            foreach (var granted in _state.Holders.Where(e => holdersBefore.All(x => x.RunId != e.RunId)))
            {
                // Nobody of the same priority who came before him still waits, and nobody gets two grants while messages are not older than
                // the gate remembers.
                Assert.DoesNotContain(_state.Queue, e => e.Priority == granted.Priority && e.Arrival < granted.Arrival);
                everGranted.Add(granted.RunId);
            }
        }
    }

    static SlotClaim Claim(SlotRequest request) => new(request.InstanceId, request.RunId);

    GateLogic Gate() => new(_state, _limit, _now);

    (SlotOutcome Outcome, int Position) Ask(SlotRequest request)
    {
        var answer = Gate().Acquire(request);
        return (answer.Outcome, answer.Position);
    }

    SlotRequest Request(string name, ImportPriority priority = ImportPriority.Interactive) => new(name, Guid.NewGuid(), name, priority, _now);

    List<SlotRequest> Fill(int count)
    {
        var requests = "abcdefgh"[..count].Select(c => Request(c.ToString())).ToList();
        foreach (var request in requests)
            Assert.Equal(SlotOutcome.Granted, Ask(request).Outcome);
        return requests;
    }
}
