using ImportFunctions.Schedules;

namespace ImportFunctions.Tests.Schedules;

public sealed class ScheduleTimesTests
{
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    static readonly DateTimeOffset Noon = Utc("2026-05-04T12:00:00");

    [Theory]
    [InlineData("2026-05-04T12:00:20", "2026-05-04T18:00:00")]
    [InlineData("2026-05-04T18:00:00", "2026-05-04T18:00:00")]
    [InlineData("2026-05-06T07:30:00", "2026-05-06T12:00:00")]
    public void EveryHours_KeepsItsHours_AndMakesUpForNothing(string now, string next) =>
        Assert.Equal(Utc(next), Hours(6).After(Noon, Utc(now)));

    [Fact]
    public void EveryHours_IsDueAtOnce() => Assert.Equal(Noon, Hours(6).First(Noon.AddMilliseconds(700)));

    [Theory]
    [InlineData("0 3 * * *", "2026-05-05T03:00:00")]
    [InlineData("0 0 3 * * *", "2026-05-05T03:00:00")]
    [InlineData("30 */30 12 * * *", "2026-05-04T12:00:30")]
    [InlineData("  0   3  *  * 1-5 ", "2026-05-05T03:00:00")]
    [InlineData("0 0 29 2 *", "2028-02-29T00:00:00")]
    public void Cron_FiveOrSixFields_NamesTheNextTime(string cron, string next) => Assert.Equal(Utc(next), Cron(cron).First(Noon));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("0 25 * * *")]
    [InlineData("0 0 30 2 *")]
    [InlineData("@daily")]
    [InlineData("0 3 * * * ; rm")]
    public void Cron_NoExpressionOrNeverTrue_IsRefused(string text) => Assert.Null(CronTimes.TryParse(text));

    [Theory]
    // Clocks jump from 2 to 3 on 29 March and back from 3 to 2 on 25 October.
    [InlineData("30 2 * * *", "2026-03-28T12:00:00", "2026-03-29T01:30:00", "2026-03-30T00:30:00")]
    [InlineData("30 2 * * *", "2026-10-24T12:00:00", "2026-10-25T00:30:00", "2026-10-26T01:30:00")]
    [InlineData("0 * * * *", "2026-10-25T00:10:00", "2026-10-25T01:00:00", "2026-10-25T02:00:00")]
    [InlineData("15 3 * * *", "2026-03-28T12:00:00", "2026-03-29T01:15:00", "2026-03-30T01:15:00")]
    public void Cron_WhenTheClocksChange_RunsOnceADay_AndEveryHourEvenly(string cron, string after, string first, string second)
    {
        var times = Cron(cron, Window("00:00", "23:59"));
        var one = times.First(Utc(after));
        Assert.Equal((Utc(first), Utc(second)), (one, times.After(one, one.AddSeconds(3))));
    }

    [Theory]
    [InlineData("22:00", "06:00", "2026-05-04T12:00:00", "2026-05-04T20:00:00", "2026-05-05T04:00:00")]
    [InlineData("22:00", "06:00", "2026-05-05T01:00:00", "2026-05-04T20:00:00", "2026-05-05T04:00:00")]
    [InlineData("22:00", "06:00", "2026-05-05T04:00:00", "2026-05-05T20:00:00", "2026-05-06T04:00:00")]
    [InlineData("09:00", "17:00", "2026-05-04T12:00:00", "2026-05-04T07:00:00", "2026-05-04T15:00:00")]
    // An hour that is skipped makes the night shorter, one that comes twice makes it longer.
    [InlineData("22:00", "06:00", "2026-03-28T21:30:00", "2026-03-28T21:00:00", "2026-03-29T04:00:00")]
    [InlineData("22:00", "06:00", "2026-10-24T23:00:00", "2026-10-24T20:00:00", "2026-10-25T05:00:00")]
    // Wholly, or with its beginning, inside the hour that is skipped.
    [InlineData("02:15", "02:45", "2026-03-29T00:30:00", "2026-03-29T01:15:00", "2026-03-29T01:45:00")]
    [InlineData("02:30", "03:15", "2026-03-29T00:30:00", "2026-03-29T01:30:00", "2026-03-29T02:15:00")]
    // Inside the hour that comes twice.
    [InlineData("02:15", "02:45", "2026-10-25T00:00:00", "2026-10-25T00:15:00", "2026-10-25T01:45:00")]
    public void Window_OverMidnightAndClockChanges_OpensAndCloses(string from, string to, string at, string opens, string closes)
    {
        var window = Window(from, to);
        Assert.Equal((Utc(opens), Utc(closes)), window.Around(Utc(at)));
        Assert.Equal(Utc(opens) <= Utc(at), window.Contains(Utc(at)));
        Assert.True(window.Contains(Utc(opens)));
        Assert.False(window.Contains(Utc(closes)));
    }

    [Fact]
    public void TryAt_StaysInTheWindow_IsTheSameAgain_AndSpreads()
    {
        var times = Hours(24) with { Window = Window("22:00", "22:05") };
        var ids = Enumerable.Range(0, 500).Select(_ => Guid.CreateVersion7()).ToList();
        var tried = ids.Select(id => times.TryAt(Noon, id, TimeSpan.FromMinutes(10))).ToList();

        Assert.Equal(tried, ids.Select(id => times.TryAt(Noon, id, TimeSpan.FromMinutes(10))));
        Assert.All(tried, t => Assert.True(times.IsOpen(t)));
        Assert.True(tried.Distinct().Count() > 150);
        Assert.Equal([Utc("2026-05-04T20:00:00")], ids.Select(id => times.TryAt(Noon, id, TimeSpan.Zero)).Distinct());
    }

    [Fact]
    public void TryAt_OfAFrequentSchedule_MovesByATenthOfItsDistanceAtMost() =>
        Assert.All(Enumerable.Range(0, 200), _ =>
            Assert.InRange(Hours(1).TryAt(Noon, Guid.NewGuid(), TimeSpan.FromHours(1)), Noon, Noon.AddMinutes(6)));

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 12)]
    [InlineData(3, 24)]
    [InlineData(5, 96)]
    [InlineData(6, 168)]
    [InlineData(1000, 168)]
    public void AfterFailure_WaitsTwiceAsLongEachTime_UpToAWeek(int failures, int hours) =>
        Assert.Equal(Noon.AddHours(hours), Hours(6).AfterFailure(Noon, failures, Noon.AddMinutes(1)));

    [Fact]
    public void AfterFailure_OfASeldomSchedule_IsItsNextTime() =>
        Assert.Equal(Noon.AddHours(720), Hours(720).AfterFailure(Noon, 9, Noon.AddMinutes(1)));

    [Fact]
    public void SmallestGap_LooksAtAllTimesOfADay()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), Cron("0,59 12 * * *").SmallestGap(Noon).Subtract(TimeSpan.FromMinutes(58)));
        Assert.Equal(TimeSpan.FromMinutes(1), Cron("59 23 * * *").SmallestGap(Noon).Subtract(TimeSpan.FromMinutes(1439)));
        Assert.Equal(TimeSpan.FromSeconds(1), Cron("* * * * * *").SmallestGap(Noon));
    }

    static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    static ScheduleTimes Hours(int hours) => new(hours, null, null);

    static ScheduleTimes Cron(string text, OffPeakWindow? window = null) => new(null, CronTimes.TryParse(text), window);

    static OffPeakWindow Window(string from, string to) => new(TimeOnly.Parse(from), TimeOnly.Parse(to), Berlin);
}
