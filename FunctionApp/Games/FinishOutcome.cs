namespace ImportFunctions.Games;

/// <summary>The result of the activity that closes a run's row: the exact figures.</summary>
/// <param name="Counters">What the run has done.</param>
/// <param name="SkippedReasons">Why records were skipped, with how many for each reason; null when none were.</param>
/// <param name="Status">How the row says that the run ended: the first ending counts. Null when there is no row.</param>
public sealed record FinishOutcome(RunCounters Counters, IReadOnlyDictionary<string, int>? SkippedReasons, string? Status = null);
