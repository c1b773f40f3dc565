using NpgsqlTypes;

namespace ImportFunctions.Games.Storage;

/// <summary>What commits together with a batch's games.</summary>
sealed class CommitFacts
{
    /// <summary>Milliseconds of createdAt, start inclusive and end exclusive, whose games are all in the table after the commit.</summary>
    public List<NpgsqlRange<long>> Covered { get; } = [];

    /// <summary>Months that are complete after the commit.</summary>
    public List<MonthDone> Months { get; } = [];

    /// <summary>Records that could not be understood: reason and how often.</summary>
    public Dictionary<string, int> Skipped { get; } = [];

    /// <summary>Games that were found to be in the table before the batch was built.</summary>
    public int Duplicates { get; set; }

    /// <summary>Games that the filters left out.</summary>
    public int Filtered { get; set; }

    /// <summary>Whether nothing would be committed.</summary>
    public bool IsEmpty => Covered.Count == 0 && Months.Count == 0 && Skipped.Count == 0 && Duplicates == 0 && Filtered == 0;

    /// <summary>Adds a claim of completeness.</summary>
    public void Cover(long from, long to)
    {
        if (from < to)
            Covered.Add(new NpgsqlRange<long>(from, true, to, false));
    }

    /// <summary>Counts a record that is left out.</summary>
    public void Skip(string reason) => Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Covered.Clear();
        Months.Clear();
        Skipped.Clear();
        Duplicates = 0;
        Filtered = 0;
    }
}
