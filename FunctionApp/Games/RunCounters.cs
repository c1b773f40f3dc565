namespace ImportFunctions.Games;

/// <summary>The counters of a run, as its row in <c>import_runs</c> holds them.</summary>
/// <param name="Imported">New games.</param>
/// <param name="Duplicate">Games that were there already.</param>
/// <param name="Checked">Records looked at.</param>
/// <param name="Skipped">Records that could not be understood.</param>
/// <param name="Filtered">Games that the import's filters left out.</param>
public sealed record RunCounters(int Imported, int Duplicate, int Checked, int Skipped, int Filtered = 0)
{
    /// <summary>Counters of a run that has done nothing yet.</summary>
    public static RunCounters Zero { get; } = new(0, 0, 0, 0);
}
