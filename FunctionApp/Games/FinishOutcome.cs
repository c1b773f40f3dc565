namespace ImportFunctions.Games;

/// <summary>The result of the activity that closes a run's row: the exact figures.</summary>
/// <param name="Counters">What the run has done.</param>
/// <param name="SkippedReasons">Why records were skipped, with how many for each reason; null when none were.</param>
public sealed record FinishOutcome(RunCounters Counters, IReadOnlyDictionary<string, int>? SkippedReasons);
