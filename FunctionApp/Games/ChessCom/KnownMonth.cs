namespace ImportFunctions.Games.ChessCom;

/// <summary>What is known about a month.</summary>
/// <param name="Month">Which.</param>
/// <param name="ETag">Of the answer whose games are all in the table.</param>
/// <param name="Games">How many there were.</param>
/// <param name="Closed">Over and complete.</param>
/// <param name="Complete">Complete as of the last answer.</param>
sealed record KnownMonth(ArchiveMonth Month, string? ETag, int? Games, bool Closed, bool Complete);
