using ImportFunctions.Gate;

namespace ImportFunctions.Tests.Gate;

// What holds over any sequence of operations.
public sealed partial class GateLogicTests
{
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
}
