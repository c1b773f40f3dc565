using System.Globalization;

namespace Functions.Embedded.Timers;

/// <summary>When a timer function runs.</summary>
abstract class TimerSchedule
{
    static readonly TimeSpan MonitoredFrom = TimeSpan.FromMinutes(1);

    /// <summary>The first time after a moment.</summary>
    public abstract DateTimeOffset Next(DateTimeOffset after);

    /// <summary>Whether the runs are far enough apart to remember each in the database.</summary>
    public bool CanBeMonitored(DateTimeOffset now)
    {
        var time = Next(now);
        for (var i = 0; i < 5; i++)
        {
            var next = Next(time);
            if (next - time < MonitoredFrom)
                return false;
            time = next;
        }

        return true;
    }

    /// <summary>Reads an NCRONTAB expression or an interval; null when it is neither.</summary>
    public static TimerSchedule? Parse(string text, TimeZoneInfo zone)
    {
        if (CronSchedule.TryParse(text, zone) is { } cron)
            return cron;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new IntervalSchedule(text, interval)
            : null;
    }
}
