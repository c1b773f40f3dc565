namespace ImportFunctions.Games.Lichess;

/// <summary>What Lichess says about an account.</summary>
/// <param name="Name">The name as it is written there.</param>
/// <param name="Games">Its count of games: a hint that it changed, not the number of games in the export.</param>
/// <param name="IsClosed">Closed accounts' games are not given out.</param>
sealed record LichessUser(string? Name, int? Games, bool IsClosed);
