using Npgsql;

namespace ImportFunctions.Games.Storage;

/// <summary>
/// A month that is streamed oldest first while only its newest new games are wanted: the rows wait in a temporary table, not in memory,
/// and PostgreSQL picks.
/// </summary>
sealed class LimitedStage(NpgsqlConnection connection, NpgsqlTransaction transaction, ImportTarget target) : IAsyncDisposable
{
    /// <summary>Adds rows.</summary>
    public Task AddAsync(CopyBuffer rows, CancellationToken cancellation) => GameStore.CopyToStageAsync(connection, rows, cancellation);

    /// <summary>Keeps the newest new games and commits.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="facts">What commits with them.</param>
    /// <param name="month">Committed too if no new game had to be left out.</param>
    /// <param name="cancellation">Gives up before the commit.</param>
    /// <returns>What was done, and whether the month is complete.</returns>
    public Task<(BatchOutcome Outcome, bool Complete)> FinishAsync(
        int limit, CommitFacts facts, MonthDone month, CancellationToken cancellation) =>
        GameStore.FinishStageAsync(connection, target, limit, facts, month, cancellation);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
