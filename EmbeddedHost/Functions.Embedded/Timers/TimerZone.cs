using Functions.Embedded.Hosting;
using Microsoft.Extensions.Configuration;

namespace Functions.Embedded.Timers;

/// <summary>The time zone of NCRONTAB schedules.</summary>
static class TimerZone
{
    public const string Setting = "WEBSITE_TIME_ZONE";

    /// <exception cref="FunctionsStartupException">The setting names no time zone of this machine.</exception>
    public static TimeZoneInfo Find(IConfiguration configuration)
    {
        var id = configuration[Setting];
        if (string.IsNullOrWhiteSpace(id))
            return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : throw new FunctionsStartupException($"The setting {Setting} names the time zone '{id}', which this machine does not know.");
    }
}
