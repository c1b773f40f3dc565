namespace ImportFunctions.Games.Storage;

/// <summary>A month of Chess.com's archives whose games are all in the table.</summary>
/// <param name="Month">E.g. <c>2024-05</c>.</param>
/// <param name="ETag">Of the answer that was imported.</param>
/// <param name="Games">How many games it held.</param>
/// <param name="Closed">Whether the month is over: it is never asked for again.</param>
sealed record MonthDone(string Month, string? ETag, int? Games, bool Closed);
