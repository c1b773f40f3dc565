using ImportFunctions.Http;
using ImportFunctions.Tests.Schedules;

namespace ImportFunctions.Tests.Http;

public sealed class ForegroundRequestsTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    readonly ForegroundRequests _requests;

    public ForegroundRequestsTests() => _requests = new ForegroundRequests(_time);

    [Fact]
    public void GiveWay_WithoutRequests_GoesOnAtOnce() => Assert.True(_requests.GiveWayAsync(default).IsCompletedSuccessfully);

    [Fact]
    public async Task GiveWay_WaitsForTheLastOfTheRequests()
    {
        var requests = new ForegroundRequests(new EndlessPatience());
        var (first, second) = (requests.Enter(), requests.Enter());
        var waiting = requests.GiveWayAsync(default).AsTask();

        first.Dispose();
        first.Dispose();
        Assert.False(waiting.IsCompleted);
        second.Dispose();

        Assert.Null(await waiting.WaitAsync(Limit));
        Assert.True(requests.GiveWayAsync(default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task GiveWay_ToARequestThatLasts_GoesOnInTheEnd()
    {
        using var request = _requests.Enter();
        Assert.Null(await _requests.GiveWayAsync(default).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task GiveWay_Cancelled_Stops()
    {
        using var request = _requests.Enter();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _requests.GiveWayAsync(new CancellationToken(canceled: true)).AsTask());
    }

    [Fact]
    public async Task GiveWay_ToACrowd_LetsOneAfterTheOtherGoOn()
    {
        Crowd(_requests);
        var first = await _requests.GiveWayAsync(default);
        var second = _requests.GiveWayAsync(default).AsTask();
        Assert.False(second.IsCompleted);

        first!.Dispose();
        first.Dispose();

        using var turn = await second.WaitAsync(Limit);
        Assert.NotNull(turn);
        Assert.False(_requests.GiveWayAsync(default).IsCompleted);
    }

    [Fact]
    public async Task GiveWay_ToACrowd_PausesAfterATurnButNotForGood()
    {
        var requests = new ForegroundRequests(new EndlessPatience());
        Crowd(requests);
        var first = await requests.GiveWayAsync(default);
        var second = requests.GiveWayAsync(default).AsTask();

        first!.Dispose();

        // This pause never ends, so it goes on without a turn of its own.
        Assert.Null(await second.WaitAsync(Limit));
    }

    [Fact]
    public async Task GiveWay_AfterATurnThatTookLong_PausesAShortWhile()
    {
        Crowd(_requests);
        var first = await _requests.GiveWayAsync(default);
        var second = _requests.GiveWayAsync(default).AsTask();

        _time.Advance(TimeSpan.FromHours(1));
        first!.Dispose();

        using var turn = await second.WaitAsync(Limit);
        Assert.NotNull(turn);
    }

    [Fact]
    public async Task GiveWay_CancelledInItsTurn_LetsTheNextGoOn()
    {
        Crowd(_requests);
        using var request = _requests.Enter();
        using (var cancellation = new CancellationTokenSource())
        {
            var cancelled = _requests.GiveWayAsync(cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        }

        using var turn = await _requests.GiveWayAsync(default).AsTask().WaitAsync(Limit);
        Assert.NotNull(turn);
    }

    [Fact]
    public async Task GiveWay_AfterTheCrowd_NeedsNoTurn()
    {
        Crowd(_requests);
        using var turn = await _requests.GiveWayAsync(default);
        Assert.NotNull(turn);

        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.True(_requests.GiveWayAsync(default) is { IsCompletedSuccessfully: true, Result: null });
    }

    static void Crowd(ForegroundRequests requests)
    {
        for (var request = 0; request < 5; request++)
            requests.Enter().Dispose();
    }

    // Its timers never fire; whoever looks at it finds some milliseconds gone.
    sealed class EndlessPatience : TimeProvider
    {
        long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimestampFrequency / 200);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            => base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
