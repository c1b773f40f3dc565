using NCrontab;

namespace ImportFunctions.Schedules;

/// <summary>
/// The times that an NCRONTAB expression names, by the clock of a zone. A time that the clocks skip is as much later as they jump, one
/// that comes twice counts once; an expression for every hour goes on evenly.
/// </summary>
public sealed class CronTimes
{
    /// <summary>The longest accepted expression.</summary>
    public const int MaxLength = 100;

    const int FieldsWithSeconds = 6;

    // Between two 29ths of February on the same weekday lie up to 40 years.
    const int YearsAhead = 41;

    readonly CrontabSchedule _schedule;
    readonly bool _everyHour;

    CronTimes(string expression, CrontabSchedule schedule, bool everyHour)
    {
        Expression = expression;
        _schedule = schedule;
        _everyHour = everyHour;
    }

    /// <summary>The expression as it was written, with single blanks.</summary>
    public string Expression { get; }

    /// <summary>Reads an expression of five fields, or of six with seconds before them.</summary>
    /// <param name="text">The expression.</param>
    /// <returns>Its times; null when it is not one, or never comes true.</returns>
    public static CronTimes? TryParse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (text.Length > MaxLength || fields.Length is not (FieldsWithSeconds - 1 or FieldsWithSeconds))
            return null;
        var withSeconds = fields.Length == FieldsWithSeconds;
        var expression = string.Join(' ', fields);
        var schedule = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = withSeconds });
        if (schedule is null)
            return null;
        var times = new CronTimes(expression, schedule, fields[withSeconds ? 2 : 1] is "*" or "*/1");
        return times.Next(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is null ? null : times;
    }

    /// <summary>The first time after a moment.</summary>
    /// <param name="after">The moment.</param>
    /// <param name="zone">Where the clock is.</param>
    /// <returns>The time (UTC); null when there is none for decades.</returns>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(after, zone);
        if (_everyHour)
            return Following(local.DateTime) is { } even ? new DateTimeOffset(even, local.Offset).ToUniversalTime() : null;
        // Times before the clock was set back may come after it again.
        for (var found = Following(local.DateTime.AddHours(-3)); found is not null; found = Following(found.Value))
        {
            if (ZoneTime.First(found.Value, zone) is var moment && moment > after)
                return moment;
        }

        return null;
    }

    DateTime? Following(DateTime local)
    {
        var end = local.AddYears(YearsAhead);
        var next = _schedule.GetNextOccurrence(local, end);
        return next < end ? next : null;
    }
}
