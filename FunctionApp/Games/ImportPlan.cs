namespace ImportFunctions.Games;

/// <summary>What an import has to fetch.</summary>
public sealed record ImportPlan
{
    /// <summary>Why nothing can be planned, or null. If retryable, ask again after <see cref="ImportError.RetryAfterSeconds"/>.</summary>
    public ImportError? Error { get; init; }

    /// <summary>The pages, newest first. Empty when everything is there already.</summary>
    public IReadOnlyList<PageSpec> Pages { get; init; } = [];

    /// <summary>An estimate of the games this import will look at, or null where the provider gives no hint.</summary>
    public int? TotalGames { get; init; }

    /// <summary>The player's name as the provider displays it.</summary>
    public string? DisplayName { get; init; }
}
