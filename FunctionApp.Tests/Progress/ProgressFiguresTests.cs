using ImportFunctions.Games;
using ImportFunctions.Progress;

namespace ImportFunctions.Tests.Progress;

public sealed class ProgressFiguresTests
{
    [Theory]
    [InlineData(0, 0, 1000, 5000, 0, 0)]
    [InlineData(250, 250, 1000, 5000, 0, 25)]   // the limit is nearer
    [InlineData(30, 60, 1000, 120, 0, 50)]      // the end of the games is nearer
    [InlineData(1000, 1000, 1000, 5000, 0, 99)] // all there, but not ended
    [InlineData(10, 150, 1000, 100, 0, 99)]     // the estimate was too low
    [InlineData(10, 10, 1000, 100, 40, 40)]     // never back
    [InlineData(500, 500, 1000, null, 0, 50)]   // no estimate
    [InlineData(0, 100, 1000, null, 0, 0)]
    [InlineData(0, 0, 1000, 0, 0, 0)]           // nothing to look at
    public void Percent_IsTheNearerOfLimitAndEnd(int imported, int looked, int limit, int? total, int floor, int expected)
    {
        var figures = ProgressFigures.Of(new RunCounters(imported, looked - imported, looked, 0), limit, total, TimeSpan.FromSeconds(10), floor);
        Assert.Equal(expected, figures.Percent);
    }

    [Fact]
    public void Rate_AndRemainingTime_ComeFromWhatWasLookedAt()
    {
        var figures = ProgressFigures.Of(new RunCounters(100, 100, 200, 0), 1_000_000, 1000, TimeSpan.FromSeconds(10), 0);
        Assert.Equal(20, figures.GamesPerSecond);
        Assert.Equal(40, figures.RemainingSeconds);
    }

    [Fact]
    public void Rate_BeforeAnythingWasLookedAt_IsUnknown()
    {
        var figures = ProgressFigures.Of(RunCounters.Zero, 1000, 1000, TimeSpan.FromSeconds(10), 0);
        Assert.Null(figures.GamesPerSecond);
        Assert.Null(figures.RemainingSeconds);
    }

    [Fact]
    public void Messages_AreWordForWord()
    {
        Assert.Equal("Import queued - 1 of 3 import slots available", ProgressMessages.Queued(2, 3));
        Assert.Equal("Import queued - 0 of 1 import slots available", ProgressMessages.Queued(3, 1));
        Assert.Equal("Import slot acquired - starting...", ProgressMessages.SlotAcquired);
        Assert.Equal("Imported 1234 games...", ProgressMessages.Imported(1234));
        Assert.Equal("Import complete! 7 new games imported", ProgressMessages.Complete(7));
    }
}
