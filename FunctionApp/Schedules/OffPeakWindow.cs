namespace ImportFunctions.Schedules;

/// <summary>The part of each day in which a schedule starts imports.</summary>
/// <param name="From">When it opens, by the clock of the zone.</param>
/// <param name="To">When it closes; at or before <paramref name="From"/> on the clock, it is the next day's time.</param>
/// <param name="Zone">Where the clock is.</param>
public sealed record OffPeakWindow(TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    /// <summary>The opening that a moment falls into, or the next one.</summary>
    /// <param name="at">The moment.</param>
    /// <returns>When it opens and when it closes (UTC); it closes after the moment.</returns>
    public (DateTimeOffset Opens, DateTimeOffset Closes) Around(DateTimeOffset at)
    {
        // The window that opened the day before may still be open, and today's may be over.
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
        for (var day = today.AddDays(-1); ; day = day.AddDays(1))
        {
            var window = Of(day);
            if (window.Closes > at)
                return window;
        }
    }

    /// <summary>Whether a moment is inside.</summary>
    /// <param name="at">The moment.</param>
    /// <returns>Whether it is.</returns>
    public bool Contains(DateTimeOffset at) => Around(at).Opens <= at;

    (DateTimeOffset Opens, DateTimeOffset Closes) Of(DateOnly day)
    {
        var (from, to) = (day.ToDateTime(From), day.ToDateTime(To));
        if (to <= from)
            to = to.AddDays(1);
        // As wide as the clock shows it: an hour that comes twice is inside twice.
        var (opens, closes) = (ZoneTime.First(from, Zone), ZoneTime.Last(to, Zone));
        // Where the skipped hour swallows the beginning, the window keeps its length.
        return (opens, closes > opens ? closes : opens + (to - from));
    }
}
