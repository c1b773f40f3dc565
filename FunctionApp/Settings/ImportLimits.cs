using Microsoft.Extensions.Configuration;

namespace ImportFunctions.Settings;

/// <summary>The settings of the gate and of imports as a whole.</summary>
public sealed record ImportLimits
{
    /// <summary>Slots of the global semaphore, 1 to 1000. Setting <c>MAX_CONCURRENT_IMPORTS</c>, default 3.</summary>
    public int MaxConcurrentImports { get; init; } = 3;

    /// <summary>Imports that may wait for a slot, 1 to 100,000. Setting <c>MAX_QUEUED_IMPORTS</c>, default 1000.</summary>
    public int MaxQueuedImports { get; init; } = 1000;

    /// <summary>Imports that one player may start in any hour; 0 for no limit. Setting <c>IMPORTS_PER_USER_PER_HOUR</c>, default 60.</summary>
    public int ImportsPerUserPerHour { get; init; } = 60;

    /// <summary>
    /// How long an import may work once it has its slot. Setting <c>IMPORT_TIME_LIMIT_MINUTES</c>, 1 to 10,080, default 1440: the largest
    /// known Lichess account takes seven hours at the rate that an anonymous client is given.
    /// </summary>
    public TimeSpan ImportTimeLimit { get; init; } = TimeSpan.FromMinutes(1440);

    /// <summary>
    /// How long a holder of a slot is taken for alive after a sign of life; then somebody looks whether it is. Setting
    /// <c>IMPORT_LEASE_SECONDS</c>, 5 to 3600, default 120.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The application's configuration.</param>
    /// <returns>The settings, with defaults for what is absent.</returns>
    /// <exception cref="WrongSettingException">A setting is not a number or out of its range; the message names it.</exception>
    public static ImportLimits From(IConfiguration configuration) => new()
    {
        MaxConcurrentImports = configuration.Number("MAX_CONCURRENT_IMPORTS", 3, 1, 1000),
        MaxQueuedImports = configuration.Number("MAX_QUEUED_IMPORTS", 1000, 1, 100_000),
        ImportsPerUserPerHour = configuration.Number("IMPORTS_PER_USER_PER_HOUR", 60, 0, 1_000_000),
        Lease = TimeSpan.FromSeconds(configuration.Number("IMPORT_LEASE_SECONDS", 120, 5, 3600)),
        ImportTimeLimit = TimeSpan.FromMinutes(configuration.Number("IMPORT_TIME_LIMIT_MINUTES", 1440, 1, 10_080)),
    };
}
