using ImportFunctions.Games.Lichess;
using ImportFunctions.Tests.Schedules;

namespace FunctionApp.Tests.Games.Import;

public sealed class RequestPaceTests
{
    readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(200, 10, 200)]
    [InlineData(200, 4, 500)]
    [InlineData(200, 40, 200)]
    [InlineData(200, 0.001, 4000)]
    [InlineData(90_000, 1, 100_000)]
    public void Next_ARequestOfSomeSeconds_WithinItsBounds(int games, double seconds, int next)
    {
        var pace = new RequestPace(_time);
        Assert.Equal(next, pace.Next(games, TimeSpan.FromSeconds(seconds)));
        Assert.Equal(next, pace.First);
    }

    [Fact]
    public void First_IsForgottenAfterAWhile_AndWhenTheProviderIsInTrouble()
    {
        var pace = new RequestPace(_time);
        Assert.Equal(RequestPace.Smallest, pace.First);
        pace.Next(1000, TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(5000, pace.First);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(RequestPace.Smallest, pace.First);

        pace.Next(1000, TimeSpan.FromSeconds(2));
        pace.Reset();
        Assert.Equal(RequestPace.Smallest, pace.First);
    }
}
