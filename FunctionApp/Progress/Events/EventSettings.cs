using ImportFunctions.Settings;
using Microsoft.Extensions.Configuration;

namespace ImportFunctions.Progress.Events;

/// <summary>The settings of event streams.</summary>
public sealed record EventSettings
{
    /// <summary>Streams that a process serves at once, 1 to 10,000. Setting <c>IMPORT_EVENT_STREAMS</c>, default 100.</summary>
    public int MaxStreams { get; init; } = 100;

    /// <summary>
    /// How long a stream lasts before the client has to come back, which loses nothing. Setting <c>IMPORT_EVENT_STREAM_SECONDS</c>, 1 to
    /// 86,400, default 240: Azure ends functions after five minutes on a consumption plan, and their process with them.
    /// </summary>
    public TimeSpan StreamAge { get; init; } = TimeSpan.FromSeconds(240);

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The application's configuration.</param>
    /// <returns>The settings, with defaults for what is absent.</returns>
    /// <exception cref="WrongSettingException">A setting is not a number or out of its range; the message names it.</exception>
    public static EventSettings From(IConfiguration configuration) => new()
    {
        MaxStreams = configuration.Number("IMPORT_EVENT_STREAMS", 100, 1, 10_000),
        StreamAge = TimeSpan.FromSeconds(configuration.Number("IMPORT_EVENT_STREAM_SECONDS", 240, 1, 86_400)),
    };
}
