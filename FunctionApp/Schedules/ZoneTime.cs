namespace ImportFunctions.Schedules;

/// <summary>What a clock on the wall says, turned into moments, also on the days on which the clocks change.</summary>
static class ZoneTime
{
    /// <summary>The first moment at which the clock says this.</summary>
    /// <param name="local">What the clock says.</param>
    /// <param name="zone">Where the clock is.</param>
    /// <returns>The moment (UTC); for a time that the clocks skip, as much later as they jump.</returns>
    public static DateTimeOffset First(DateTime local, TimeZoneInfo zone) => At(local, zone, first: true);

    /// <summary>The last moment at which the clock says this.</summary>
    /// <param name="local">What the clock says.</param>
    /// <param name="zone">Where the clock is.</param>
    /// <returns>The moment (UTC); for a time that the clocks skip, as much later as they jump.</returns>
    public static DateTimeOffset Last(DateTime local, TimeZoneInfo zone) => At(local, zone, first: false);

    static DateTimeOffset At(DateTime local, TimeZoneInfo zone, bool first)
    {
        TimeSpan offset;
        if (zone.IsAmbiguousTime(local))
        {
            var offsets = zone.GetAmbiguousTimeOffsets(local);
            // The clock that is ahead gets there first.
            offset = first ? offsets.Max() : offsets.Min();
        }
        else
        {
            // A skipped time keeps the offset from before the jump, so that it comes out behind the gap.
            offset = zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddDays(-1)) : zone.GetUtcOffset(local);
        }

        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
