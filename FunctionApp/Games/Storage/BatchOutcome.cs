using NpgsqlTypes;

namespace ImportFunctions.Games.Storage;

/// <summary>What a commit did.</summary>
/// <param name="Imported">New games.</param>
/// <param name="Duplicate">Games that were there before this run.</param>
/// <param name="Skipped">Records left out.</param>
/// <param name="Totals">The run's counters after the commit, or null where the run has no row.</param>
sealed record BatchOutcome(int Imported, int Duplicate, int Skipped, RunCounters? Totals)
{
    /// <summary>Games that the filters left out.</summary>
    public int Filtered { get; init; }

    /// <summary>The player's complete stretches after the commit, oldest first.</summary>
    public IReadOnlyList<NpgsqlRange<long>>? Covered { get; init; }
}
