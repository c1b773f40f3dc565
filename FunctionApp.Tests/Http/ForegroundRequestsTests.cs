using ImportFunctions.Http;

namespace ImportFunctions.Tests.Http;

public sealed class ForegroundRequestsTests
{
    static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    readonly ForegroundRequests _requests = new(TimeProvider.System);

    [Fact]
    public void GiveWay_WithoutRequests_GoesOnAtOnce() => Assert.True(_requests.GiveWayAsync(Long, default).IsCompletedSuccessfully);

    [Fact]
    public async Task GiveWay_WaitsForTheLastOfTheRequests()
    {
        var (first, second) = (_requests.Enter(), _requests.Enter());
        var waiting = _requests.GiveWayAsync(Long, default).AsTask();

        first.Dispose();
        first.Dispose();
        Assert.False(waiting.IsCompleted);
        second.Dispose();

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(_requests.GiveWayAsync(Long, default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task GiveWay_ToARequestThatLasts_GoesOnInTheEnd()
    {
        using var request = _requests.Enter();
        await _requests.GiveWayAsync(TimeSpan.FromMilliseconds(1), default);
    }

    [Fact]
    public async Task GiveWay_Cancelled_Stops()
    {
        using var request = _requests.Enter();
        using var cancellation = new CancellationTokenSource();
        var waiting = _requests.GiveWayAsync(Long, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
