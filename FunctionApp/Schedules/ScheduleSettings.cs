using ImportFunctions.Settings;
using Microsoft.Extensions.Configuration;

namespace ImportFunctions.Schedules;

/// <summary>The settings of scheduled imports.</summary>
public sealed record ScheduleSettings
{
    /// <summary>Schedules of one player on one platform, 1 to 1000. Setting <c>IMPORT_SCHEDULES_PER_USER</c>, default 5.</summary>
    public int PerUser { get; init; } = 5;

    /// <summary>
    /// How often what is due is looked for, 5 to 3600 seconds in steps of the timer's five. Setting
    /// <c>IMPORT_SCHEDULE_INTERVAL_SECONDS</c>, default 15.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How far starts that are due together are spread, 0 to 3600 seconds. Setting <c>IMPORT_SCHEDULE_JITTER_SECONDS</c>, default 600.
    /// </summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>How long a process has for a start before another one may make it. A start takes milliseconds.</summary>
    public TimeSpan ClaimFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The application's configuration.</param>
    /// <returns>The settings, with defaults for what is absent.</returns>
    /// <exception cref="WrongSettingException">A setting is not a number or out of its range; the message names it.</exception>
    public static ScheduleSettings From(IConfiguration configuration) => new()
    {
        PerUser = configuration.Number("IMPORT_SCHEDULES_PER_USER", 5, 1, 1000),
        Interval = TimeSpan.FromSeconds(configuration.Number("IMPORT_SCHEDULE_INTERVAL_SECONDS", 15, 5, 3600)),
        Jitter = TimeSpan.FromSeconds(configuration.Number("IMPORT_SCHEDULE_JITTER_SECONDS", 600, 0, 3600)),
    };
}
