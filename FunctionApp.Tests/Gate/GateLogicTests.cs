using ImportFunctions.Gate;

namespace ImportFunctions.Tests.Gate;

public sealed partial class GateLogicTests
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
