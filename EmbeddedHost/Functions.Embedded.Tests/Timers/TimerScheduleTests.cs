using Functions.Embedded.Timers;

namespace Functions.Embedded.Tests.Timers;

public sealed class TimerScheduleTests
{
    static readonly DateTimeOffset Start = new(2026, 11, 20, 10, 2, 3, TimeSpan.Zero);

    [Theory]
    [InlineData("0 */5 * * * *", "2026-11-20T10:05:00Z")]
    [InlineData("*/5 * * * *", "2026-11-20T10:05:00Z")]
    [InlineData("30 0 3 * * Mon", "2026-11-23T03:00:30Z")]
    [InlineData("00:30:00", "2026-11-20T10:32:03Z")]
    [InlineData("1.00:00:00", "2026-11-21T10:02:03Z")]
    public void Next_IsTheFirstTimeAfter(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected), TimerSchedule.Parse(text, TimeZoneInfo.Utc)!.Next(Start));

    [Theory]
    [InlineData("")]
    [InlineData("* * *")]
    [InlineData("61 * * * *")]
    [InlineData("0 0 0 0 0 0 0")]
    [InlineData("00:00:00")]
    [InlineData("-00:01:00")]
    [InlineData("soon")]
    public void Parse_Nonsense_IsNull(string text) => Assert.Null(TimerSchedule.Parse(text, TimeZoneInfo.Utc));

    [Fact]
    public void Next_InZone_FollowsLocalTime()
    {
        var schedule = TimerSchedule.Parse("0 30 9 * * *", Berlin())!;
        Assert.Equal(DateTimeOffset.Parse("2026-07-01T07:30:00Z"), schedule.Next(DateTimeOffset.Parse("2026-07-01T00:00:00Z")));
        Assert.Equal(DateTimeOffset.Parse("2026-12-01T08:30:00Z"), schedule.Next(DateTimeOffset.Parse("2026-12-01T00:00:00Z")));
    }

    [Fact]
    public void Next_LocalTimeThatIsSkipped_RunsOnceAnHourLater()
    {
        var schedule = TimerSchedule.Parse("0 30 2 * * *", Berlin())!;
        var first = schedule.Next(DateTimeOffset.Parse("2026-03-28T12:00:00Z"));
        Assert.Equal(DateTimeOffset.Parse("2026-03-29T01:30:00Z"), first);
        Assert.Equal(DateTimeOffset.Parse("2026-03-30T00:30:00Z"), schedule.Next(first));
    }

    [Fact]
    public void Next_LocalTimeThatComesTwice_RunsOnce()
    {
        var schedule = TimerSchedule.Parse("0 30 2 * * *", Berlin())!;
        var first = schedule.Next(DateTimeOffset.Parse("2026-10-24T12:00:00Z"));
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T00:30:00Z"), first);
        Assert.Equal(DateTimeOffset.Parse("2026-10-26T01:30:00Z"), schedule.Next(first));
    }

    [Fact]
    public void Next_EveryHour_StaysEvenWhenClocksChange()
    {
        var schedule = TimerSchedule.Parse("0 15 * * * *", Berlin())!;
        foreach (var day in new[] { "2026-03-28T22:20:00Z", "2026-10-24T21:20:00Z" })
        {
            var time = schedule.Next(DateTimeOffset.Parse(day));
            for (var i = 0; i < 8; i++)
            {
                var next = schedule.Next(time);
                Assert.Equal(TimeSpan.FromHours(1), next - time);
                time = next;
            }
        }
    }

    [Theory]
    [InlineData("*/30 * * * * *", false)]
    [InlineData("0 * * * * *", true)]
    [InlineData("00:00:59", false)]
    [InlineData("0 0 3 * * *", true)]
    public void CanBeMonitored_OnlyFromAMinute(string text, bool expected) =>
        Assert.Equal(expected, TimerSchedule.Parse(text, TimeZoneInfo.Utc)!.CanBeMonitored(Start));

    // The rule of Central Europe, spelled out: the machine may have no time zone database.
    static TimeZoneInfo Berlin()
    {
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date,
            DateTime.MaxValue.Date,
            TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday));
        return TimeZoneInfo.CreateCustomTimeZone("Berlin", TimeSpan.FromHours(1), "Berlin", "CET", "CEST", [rule]);
    }
}
