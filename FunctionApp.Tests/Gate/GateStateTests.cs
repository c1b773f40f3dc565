using System.Text.Json;
using ImportFunctions.Gate;

namespace ImportFunctions.Tests.Gate;

public sealed class GateStateTests
{
    static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public void State_GoesThroughJsonUnchanged()
    {
        var state = new GateState();
        var gate = new GateLogic(state, 1, Now);
        gate.Acquire(new SlotRequest("lichess-alice", Guid.NewGuid(), "lichess-alice", ImportPriority.Premium, Now.AddSeconds(-1)));
        gate.Acquire(new SlotRequest("0123456789abcdef", Guid.NewGuid(), "chess.com-\"bob", ImportPriority.Scheduled, Now));
        gate.Release(new SlotClaim("gone", Guid.NewGuid()), measured: false);
        state.MeanHoldSeconds = 12.5;

        var copy = JsonSerializer.Deserialize<GateState>(JsonSerializer.Serialize(state))!;
        Assert.Equal(state.Holders, copy.Holders);
        Assert.Equal(state.Queue, copy.Queue);
        Assert.All(copy.Holders, e => Assert.Equal(Now + GateLogic.DefaultLease, e.LeaseUntil));
        Assert.Equal(state.Departed, copy.Departed);
        Assert.Equal((state.Arrivals, state.MeanHoldSeconds, state.Limit), (copy.Arrivals, copy.MeanHoldSeconds, copy.Limit));
    }

    [Fact]
    public void State_WithAThousandWaiting_StaysSmall()
    {
        var state = new GateState();
        var gate = new GateLogic(state, 3, Now);
        for (var n = 0; n < 1003; n++)
            gate.Acquire(new SlotRequest($"lichess-player{n}", Guid.NewGuid(), $"lichess-player{n}", ImportPriority.Interactive, Now));
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(state).Length, 1000 * 50, 1000 * 120);
    }

    [Fact]
    public void Entry_ChangedAfterItWasWritten_IsWrittenAnew()
    {
        var entry = new GateEntry { InstanceId = "lichess-alice", RunId = Guid.NewGuid(), Player = "lichess-alice", EnqueuedAt = Now };
        var first = JsonSerializer.Serialize(entry);
        var granted = entry with { GrantedAt = Now, LeaseUntil = Now.AddMinutes(1) };

        Assert.Equal(first, JsonSerializer.Serialize(entry));
        Assert.Equal(granted, JsonSerializer.Deserialize<GateEntry>(JsonSerializer.Serialize(granted)));
        Assert.NotEqual(entry, granted);
        Assert.Equal(entry, entry with { Arrival = 0 });
    }

    [Theory]
    [InlineData("""{"Queue":[{}]}""")]
    [InlineData("""{"Queue":[["a"]]}""")]
    [InlineData("""{"Queue":[["a","00000000-0000-0000-0000-000000000000",null,0,1,2,3,null,5,6]]}""")]
    public void State_Malformed_IsAJsonError(string json) =>
        Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize<GateState>(json));
}
