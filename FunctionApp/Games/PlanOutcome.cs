namespace ImportFunctions.Games;

/// <summary>The result of the activity that plans an import.</summary>
/// <param name="Plan">The plan; null when the import is to stop, or is over.</param>
/// <param name="ParallelPages">How many pages may run at once.</param>
public sealed record PlanOutcome(ImportPlan? Plan, int ParallelPages);
