using System.Globalization;
using ImportFunctions.Games;

namespace ImportFunctions.Progress;

/// <summary>What an import says of itself. Clients show these and some match them word for word.</summary>
public static class ProgressMessages
{
    /// <summary>With a slot, before the first games.</summary>
    public const string SlotAcquired = "Import slot acquired - starting...";

    /// <summary>Ended by somebody's wish.</summary>
    public const string Cancelled = "Import cancelled";

    /// <summary>Waiting for a slot.</summary>
    /// <param name="inUse">Slots in use.</param>
    /// <param name="limit">Slots there are.</param>
    /// <returns>The message.</returns>
    public static string Queued(int inUse, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"Import queued - {Math.Max(0, limit - inUse)} of {limit} import slots available");

    /// <summary>Working.</summary>
    /// <param name="imported">New games so far.</param>
    /// <returns>The message.</returns>
    public static string Imported(int imported) => string.Create(CultureInfo.InvariantCulture, $"Imported {imported} games...");

    /// <summary>Done.</summary>
    /// <param name="imported">New games.</param>
    /// <returns>The message.</returns>
    public static string Complete(int imported) =>
        string.Create(CultureInfo.InvariantCulture, $"Import complete! {imported} new games imported");

    /// <summary>Waiting for the provider.</summary>
    /// <param name="error">Why.</param>
    /// <param name="until">When the import goes on (UTC).</param>
    /// <returns>The message.</returns>
    public static string Waiting(ImportError error, DateTimeOffset until) => string.Create(CultureInfo.InvariantCulture,
        $"{(error.Code == ImportErrorCodes.RateLimited ? "Rate limited" : "Provider not available")}, continues at {until:HH:mm:ss} UTC");

    /// <summary>Ended by an error.</summary>
    /// <param name="message">The error's message.</param>
    /// <returns>The message.</returns>
    public static string Failed(string message) => $"Import failed: {message}";

    /// <summary>Tells whether a message says no more than the counters do, so that fresher counters may replace it.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether it may be replaced.</returns>
    public static bool IsRoutine(string message) =>
        message == SlotAcquired || message.StartsWith("Imported ", StringComparison.Ordinal);
}
