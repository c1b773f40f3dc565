namespace ImportFunctions.Games;

/// <summary>What one call of <see cref="IGameProvider.ImportPageAsync"/> did.</summary>
public sealed record PageResult
{
    /// <summary>What stopped the page early, or null. What was committed before it is counted and kept.</summary>
    public ImportError? Error { get; init; }

    /// <summary>New games this call committed.</summary>
    public int Imported { get; init; }

    /// <summary>Games that were there already.</summary>
    public int Duplicate { get; init; }

    /// <summary>Games that the filters left out.</summary>
    public int Filtered { get; init; }

    /// <summary>Records looked at: imported, duplicate, skipped and filtered together.</summary>
    public int Checked { get; init; }

    /// <summary>Records that could not be understood; their reasons are in the run's row.</summary>
    public int Skipped { get; init; }

    /// <summary>
    /// What is left of this page, newest first; it takes the page's place in front of the other pages. Empty when the page is done.
    /// It is filled after an error too: wait <see cref="ImportError.RetryAfterSeconds"/> and go on with these, or give up.
    /// </summary>
    public IReadOnlyList<PageSpec> Next { get; init; } = [];

    /// <summary>The run's counters after the last commit of this call.</summary>
    public required RunCounters Totals { get; init; }
}
