namespace ImportFunctions.Games.Budget;

/// <summary>What a provider's budget keeps to.</summary>
/// <param name="Limit">Pages that may be fetched at once, over all imports and hosts; at least 1.</param>
/// <param name="BreakAfter">Failures in a row that open the circuit, at least 1.</param>
/// <param name="BreakFor">How long it stays open the first time; doubled each time the try after it fails, up to <see cref="LongestBreak"/>.</param>
public sealed record ProviderRules(int Limit, int BreakAfter, TimeSpan BreakFor)
{
    /// <summary>The circuit is never open for longer than this without a try.</summary>
    public static readonly TimeSpan LongestBreak = TimeSpan.FromMinutes(5);

    /// <summary>The rules of a platform.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="platform">The platform.</param>
    /// <returns>Its rules.</returns>
    /// <exception cref="ArgumentException">There is no such platform.</exception>
    public static ProviderRules Of(ImportSettings settings, string platform)
    {
        var limit = platform switch
        {
            Platforms.Lichess => settings.LichessMaxDownloads,
            Platforms.ChessCom => settings.ChessComMaxRequests,
            _ => throw new ArgumentException($"No provider serves the platform '{platform}'.", nameof(platform)),
        };
        return new ProviderRules(limit, settings.BreakerFailures, TimeSpan.FromSeconds(settings.BreakerSeconds));
    }
}
