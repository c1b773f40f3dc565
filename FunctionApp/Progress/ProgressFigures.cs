using ImportFunctions.Games;

namespace ImportFunctions.Progress;

/// <summary>The arithmetic of an import's progress.</summary>
/// <param name="Percent">0 to 99.</param>
/// <param name="GamesPerSecond">Records looked at a second; null when too little is known.</param>
/// <param name="RemainingSeconds">The expected time to the end; null when too little is known.</param>
public sealed record ProgressFigures(int Percent, double? GamesPerSecond, double? RemainingSeconds)
{
    /// <summary>Computes the figures of an import that is not finished.</summary>
    /// <param name="counters">What it has done.</param>
    /// <param name="limit">New games wanted.</param>
    /// <param name="total">An estimate of the records to look at; null when unknown.</param>
    /// <param name="elapsed">The time since it got its slot.</param>
    /// <param name="floor">What was shown before; the percentage does not fall below it.</param>
    /// <returns>The figures.</returns>
    public static ProgressFigures Of(RunCounters counters, int limit, int? total, TimeSpan elapsed, int floor)
    {
        // The import ends when it has the wanted number of new games, or has looked at everything: whichever is nearer.
        var share = limit > 0 ? (double)counters.Imported / limit : 0;
        if (total > 0)
            share = Math.Max(share, (double)counters.Checked / total.Value);
        share = Math.Clamp(share, 0, 1);

        // The provider's estimate may be too low, so that "all" is never said before the end.
        var percent = Math.Clamp(Math.Max((int)(share * 100), floor), 0, 99);
        var seconds = elapsed.TotalSeconds;
        if (seconds < 0.1 || counters.Checked <= 0)
            return new ProgressFigures(percent, null, null);

        double? remaining = share is > 0 and < 1 ? Math.Round(seconds * (1 - share) / share, 1) : null;
        return new ProgressFigures(percent, Math.Round(counters.Checked / seconds, 1), remaining);
    }
}
