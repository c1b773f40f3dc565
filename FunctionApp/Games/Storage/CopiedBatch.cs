using Npgsql;

namespace ImportFunctions.Games.Storage;

/// <summary>A batch whose games are in the table, in a transaction that is still open; disposing of it takes them back.</summary>
/// <param name="connection">The connection, owned.</param>
/// <param name="transaction">The transaction, owned.</param>
/// <param name="inserted">What became of the rows.</param>
/// <param name="rows">How many rows there were.</param>
sealed class CopiedBatch(NpgsqlConnection connection, NpgsqlTransaction transaction, InsertedRows inserted, int rows) : IAsyncDisposable
{
    /// <summary>Whether the batch ran into games that are in the table already.</summary>
    public bool Conflicted { get; init; }

    /// <summary>Commits the games together with what they prove.</summary>
    /// <param name="target">Whose games.</param>
    /// <param name="facts">What commits with them.</param>
    /// <param name="flush">
    /// Whether the commit has to be on disk when this returns. Those without survive the end of this process but not a crash of the server,
    /// which takes back the last ones, each whole: their games, counters and coverage.
    /// </param>
    /// <param name="cancellation">Gives up before the commit.</param>
    public Task<BatchOutcome> CommitAsync(ImportTarget target, CommitFacts facts, bool flush, CancellationToken cancellation) =>
        GameStore.FinishAsync(connection, target, inserted, rows, facts, flush, cancellation);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
