using ImportFunctions.Games.Filters;

namespace ImportFunctions.Games;

/// <summary>Asks a provider what an import has to fetch.</summary>
/// <param name="RunId">The run's row in <c>import_runs</c>.</param>
/// <param name="UserId">The player's name; case does not matter.</param>
/// <param name="Limit">At most so many new games, 1 or more.</param>
/// <param name="Filter">Which games are wanted; null for all.</param>
/// <param name="Resumed">Whether pages of this run have been worked on, after an earlier plan of it.</param>
public sealed record PlanRequest(Guid RunId, string UserId, int Limit, GameFilter? Filter = null, bool Resumed = false);
