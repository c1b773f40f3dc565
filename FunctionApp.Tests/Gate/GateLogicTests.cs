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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomOperations_WithDuplicatesAndLateMessages_KeepTheInvariants(int seed)
    {
        var random = new Random(seed);
        var requests = new List<SlotRequest>();
        var told = new HashSet<Guid>();
        var largestLimit = _limit;
        for (var step = 0; step < 5000; step++)
        {
            _now += TimeSpan.FromMilliseconds(random.Next(2000));
            if (random.Next(200) == 0)
                _limit = random.Next(1, 6);
            var before = _state.Holders.Count;
            var gate = Gate();
            switch (random.Next(10))
            {
                case < 4:
                    // A message sent now or up to three times and late.
                    var request = requests.Count > 0 && random.Next(3) == 0
                        ? requests[random.Next(Math.Max(0, requests.Count - 30), requests.Count)]
                        : Request($"player{random.Next(40)}", (ImportPriority)random.Next(3));
                    if (!requests.Contains(request))
                        requests.Add(request);
                    if (gate.Acquire(request).Outcome == SlotOutcome.Granted)
                        told.Add(request.RunId);
                    break;
                case < 8 when _state.Holders.Count > 0:
                    gate.Release(_state.Holders[random.Next(_state.Holders.Count)].ToClaim(), measured: random.Next(2) == 0);
                    break;
                case 8 when requests.Count > 0:
                    gate.Release(Claim(requests[random.Next(requests.Count)]), measured: false);
                    break;
                default:
                    gate.Reap(_state.Queue.Concat(_state.Holders).Where(_ => random.Next(20) == 0).Select(e => e.ToClaim()).ToList());
                    break;
            }

            foreach (var claim in gate.Granted)
                told.Add(claim.RunId);
            var everybody = _state.Holders.Concat(_state.Queue).ToList();
            Assert.True(_state.Holders.Count <= Math.Max(_limit, before), "more holders than slots");
            Assert.True(_state.Queue.Count == 0 || _state.Holders.Count >= _limit, "a slot is idle while somebody waits");
            Assert.Equal(everybody.Count, everybody.Select(e => e.Player).Distinct().Count());
            Assert.Equal(everybody.Count, everybody.Select(e => e.RunId).Distinct().Count());
            Assert.All(_state.Holders, e => Assert.Contains(e.RunId, told));
            Assert.All(_state.Queue, e => Assert.Null(e.GrantedAt));
            Assert.All(_state.Queue.GroupBy(e => e.Priority), g => Assert.Equal(g.OrderBy(e => e.Arrival), g));
            Assert.True(_state.Departed.Count <= GateLogic.DepartedRemembered);
        }

        Assert.True(largestLimit > 0 && requests.Count > 1000);
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
