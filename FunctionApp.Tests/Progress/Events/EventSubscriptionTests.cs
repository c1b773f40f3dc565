using ImportFunctions.Games;
using ImportFunctions.Progress.Events;

namespace ImportFunctions.Tests.Progress.Events;

public sealed class EventSubscriptionTests
{
    static readonly PlayerKey Ann = new(Platforms.Lichess, "ann");
    static readonly PlayerKey Bob = new(Platforms.Lichess, "bob");

    [Fact]
    public async Task SlowReader_GetsTheNewestOfEachRun_InTheOrderTheyCame()
    {
        var stream = new EventSubscription(null!, player: null);
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        for (byte n = 0; n < 200; n++)
            stream.Put([Event(one, n), Event(two, n)], At(n + 1));
        stream.Put([Event(one, 255, ending: true)], At(500));

        var batch = await stream.TakeAsync(default);

        Assert.Equal([(one, 255), (two, 199)], batch.Events.Select(e => (e.Key, (int)e.Data[0])));
        Assert.Equal("500:500:", batch.Position.ToString());
        Assert.False(batch.TooSlow);
    }

    [Fact]
    public async Task ReaderThatIsFarBehind_IsSentAway_AndNothingIsKept()
    {
        var stream = new EventSubscription(null!, player: null);
        for (var n = 0; n <= EventSubscription.MaxEndings; n++)
            stream.Put([Event(Guid.NewGuid(), 1, ending: true)], At(n + 1));
        stream.Put([Event(Guid.NewGuid(), 1)], At(9999));

        var batch = await stream.TakeAsync(default);

        Assert.True(batch.TooSlow);
        Assert.Empty(batch.Events);
    }

    [Fact]
    public async Task ReaderThatKeepsPace_MayGetAnyNumberOfEndings()
    {
        var stream = new EventSubscription(null!, player: null);
        for (var n = 0; n < 2 * EventSubscription.MaxEndings; n++)
        {
            stream.Put([Event(Guid.NewGuid(), 1, ending: true)], At(n + 1));
            Assert.Single((await stream.TakeAsync(default)).Events);
        }
    }

    [Fact]
    public async Task Moves_AreToldToWhoFollowsThePlayer_AndOnlyToThem()
    {
        var (all, ann) = (new EventSubscription(null!, player: null), new EventSubscription(null!, Ann));
        var queue = new ImportEvent(Guid.Empty, ImportEvent.QueueKind, [0], Player: null);
        ImportEvent[] events = [Event(Guid.NewGuid(), 1) with { OnlyPlace = true }, Event(Guid.NewGuid(), 2) with { Player = Bob }, queue];
        all.Put(events, At(1));
        ann.Put(events, At(1));

        Assert.Equal([2, 0], (await all.TakeAsync(default)).Events.Select(e => (int)e.Data[0]));
        Assert.Equal([1], (await ann.TakeAsync(default)).Events.Select(e => (int)e.Data[0]));
    }

    static ImportEvent Event(Guid run, byte data, bool ending = false) => new(run, ImportEvent.ProgressKind, [data], Ann, Ending: ending);

    static RunSnapshot At(int transaction) => RunSnapshot.Before((ulong)transaction);
}
