using ImportFunctions.Games.Filters;

namespace ImportFunctions.Games;

/// <summary>Asks a provider to import one page.</summary>
/// <param name="RunId">The run's row in <c>import_runs</c>; its counters grow with every committed batch.</param>
/// <param name="UserId">The player's name; case does not matter.</param>
/// <param name="Page">A page of <see cref="ImportPlan.Pages"/> or <see cref="PageResult.Next"/>.</param>
/// <param name="Remaining">New games still wanted; the page never imports more.</param>
/// <param name="Filter">Which games are wanted; null for all.</param>
public sealed record PageRequest(Guid RunId, string UserId, PageSpec Page, int Remaining, GameFilter? Filter = null);
