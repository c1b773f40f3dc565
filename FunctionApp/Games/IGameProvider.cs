namespace ImportFunctions.Games;

/// <summary>One place games are fetched from. Everything it does may be done twice: the same rows come out.</summary>
public interface IGameProvider
{
    /// <summary>The platform's name as clients write it: <c>lichess</c> or <c>chess.com</c>.</summary>
    string Platform { get; }

    /// <summary>How many pages of one import may run at the same time.</summary>
    int MaxParallelPages { get; }

    /// <summary>Finds out what is missing with small requests only, and writes nothing but what is known about the player.</summary>
    /// <param name="request">The run, the player and how many new games are wanted.</param>
    /// <param name="cancellation">Stops the requests.</param>
    /// <returns>The pages to import, newest first, or the error that prevents it.</returns>
    Task<ImportPlan> PlanAsync(PlanRequest request, CancellationToken cancellation);

    /// <summary>Streams one page into the table. Games, counters and the coverage they prove commit together, batch by batch.</summary>
    /// <param name="request">The run, the player, the page and how many new games are still wanted.</param>
    /// <param name="cancellation">Stops the page; what was committed stays.</param>
    /// <returns>What this call did and what is left of the page.</returns>
    Task<PageResult> ImportPageAsync(PageRequest request, CancellationToken cancellation);
}
