namespace AppHost.Demo;

/// <summary>What the application says about an import; figures that it does not know are <see langword="null"/>.</summary>
sealed record ImportProgress(
    string Status,
    string Message,
    int? ImportedGames,
    int? DuplicateGames,
    int? CheckedGames,
    int? SkippedGames,
    int? TotalGames,
    double? Progress,
    int? QueuePosition,
    double? GamesPerSecond,
    DateTimeOffset? StartedAt,
    DateTimeOffset? UpdatedAt,
    ImportFailure? Error)
{
    /// <summary>Whether nothing more will happen.</summary>
    public bool IsOver => Status is "completed" or "failed" or "cancelled";
}
