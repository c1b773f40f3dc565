using NCrontab;

namespace Functions.Embedded.Timers;

/// <summary>
/// An NCRONTAB expression in a time zone. When clocks change, a time that does not exist runs as much later as the clock jumped, a fixed
/// time that exists twice runs once, and a schedule that runs every hour goes on evenly.
/// </summary>
sealed class CronSchedule : TimerSchedule
{
    const int FieldsWithSeconds = 6;
    const int FieldsWithoutSeconds = 5;

    readonly string _text;
    readonly CrontabSchedule _schedule;
    readonly TimeZoneInfo _zone;
    readonly bool _everyHour;

    CronSchedule(string text, CrontabSchedule schedule, TimeZoneInfo zone, bool everyHour)
    {
        _text = text;
        _schedule = schedule;
        _zone = zone;
        _everyHour = everyHour;
    }

    public static CronSchedule? TryParse(string text, TimeZoneInfo zone)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (FieldsWithSeconds or FieldsWithoutSeconds))
            return null;
        var withSeconds = fields.Length == FieldsWithSeconds;
        var schedule = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = withSeconds });
        return schedule is null ? null : new CronSchedule(text, schedule, zone, fields[withSeconds ? 2 : 1] is "*" or "*/1");
    }

    public override DateTimeOffset Next(DateTimeOffset after)
    {
        var local = TimeZoneInfo.ConvertTime(after, _zone);
        var next = _schedule.GetNextOccurrence(local.DateTime);
        if (_everyHour)
            return TimeZoneInfo.ConvertTime(new DateTimeOffset(next, local.Offset), _zone);
        while (true)
        {
            var result = InZone(next, local.Offset);
            if (result > after)
                return result;
            next = _schedule.GetNextOccurrence(next);
        }
    }

    public override string ToString() => _text;

    DateTimeOffset InZone(DateTime local, TimeSpan offsetBefore)
    {
        if (_zone.IsInvalidTime(local))
            return TimeZoneInfo.ConvertTime(new DateTimeOffset(local, offsetBefore), _zone);
        // The larger offset is the earlier of the two moments.
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
