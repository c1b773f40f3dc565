namespace ImportFunctions.Games;

/// <summary>The result of the activity that plans an import and begins it.</summary>
/// <param name="Plan">The plan with the pages that are left; null when the import is to stop, or is over.</param>
/// <param name="ParallelPages">How many pages may run at once.</param>
public sealed record PlanOutcome(ImportPlan? Plan, int ParallelPages)
{
    /// <summary>What the pages did that the activity went on with; null when there were none.</summary>
    public PageResult? Begun { get; init; }

    /// <summary>The figures of the run, whose row is closed as completed; null when there is more to do.</summary>
    public FinishOutcome? Finished { get; init; }
}
