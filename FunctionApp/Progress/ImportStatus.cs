namespace ImportFunctions.Progress;

/// <summary>The states of an import, as clients and the table <c>import_runs</c> know them.</summary>
public static class ImportStatus
{
    /// <summary>Waiting for a slot.</summary>
    public const string Queued = "queued";

    /// <summary>Working, or waiting for its provider, with a slot.</summary>
    public const string Importing = "importing";

    /// <summary>All wanted games are there.</summary>
    public const string Completed = "completed";

    /// <summary>Ended by an error.</summary>
    public const string Failed = "failed";

    /// <summary>Ended by somebody's wish.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Tells whether nothing more happens in a state.</summary>
    /// <param name="status">The state.</param>
    /// <returns>Whether it is a last one.</returns>
    public static bool IsFinal(string status) => status is Completed or Failed or Cancelled;
}
