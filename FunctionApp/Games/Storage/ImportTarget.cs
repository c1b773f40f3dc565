using ImportFunctions.Games.Filters;

namespace ImportFunctions.Games.Storage;

/// <summary>Whose games go where.</summary>
/// <param name="RunId">The run that the games are counted for.</param>
/// <param name="UserId">The player in lower case.</param>
/// <param name="Platform">The platform.</param>
/// <param name="FoundFloor">New games played at or after this many milliseconds since 1970 are counted apart.</param>
sealed record ImportTarget(Guid RunId, string UserId, string Platform, long FoundFloor)
{
    /// <summary>Which games are kept; null for all.</summary>
    public GameMatcher? Matcher { get; init; }

    /// <summary>The filter that stretches of time are complete for; null for all games.</summary>
    public string? Filter { get; init; }

    /// <summary>The filter that a month is complete for, given the month as <c>2024-05</c>; null, also as the result, for all games.</summary>
    public Func<string, string?>? MonthFilter { get; init; }
}
