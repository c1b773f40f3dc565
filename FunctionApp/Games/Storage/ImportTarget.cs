namespace ImportFunctions.Games.Storage;

/// <summary>Whose games go where.</summary>
/// <param name="RunId">The run that the games are counted for.</param>
/// <param name="UserId">The player in lower case.</param>
/// <param name="Platform">The platform.</param>
/// <param name="FoundFloor">New games played at or after this many milliseconds since 1970 are counted apart.</param>
sealed record ImportTarget(Guid RunId, string UserId, string Platform, long FoundFloor);
