namespace ImportFunctions.Games;

/// <summary>What became of the wish to start an import.</summary>
public enum StartOutcome
{
    /// <summary>The import will run: its orchestration is stored.</summary>
    Started,

    /// <summary>The player is being imported already.</summary>
    AlreadyImporting,

    /// <summary>The player was imported too often within the hour.</summary>
    TooManyForPlayer,

    /// <summary>Too many imports wait for a slot.</summary>
    QueueFull,

    /// <summary>Nothing can be started now, through no fault of the request.</summary>
    Unavailable,
}
