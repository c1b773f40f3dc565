using System.Diagnostics;
using Benchmarks.Harness;
using Npgsql;

namespace Benchmarks.Imports;

/// <summary>
/// The least that storing games can cost: rows that are ready, copied into a temporary table in batches and inserted from there, unless they
/// exist, on one connection.
/// </summary>
static class RowCopy
{
    const int Batches = 30;

    /// <summary>Reads all games, empties the table, and puts them back.</summary>
    /// <returns>Rows per second.</returns>
    public static async Task<double> MeasureAsync(string connectionString, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        var batches = new List<byte[]>();
        for (var batch = 0; batch < Batches; batch++)
            batches.Add(await ReadAsync(connection, batch, cancellation).ConfigureAwait(false));

        await ExecuteAsync(connection, Sql.CreateCopyStage, cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, Sql.EmptyGames, cancellation).ConfigureAwait(false);

        var rows = 0;
        var began = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (var stage = await connection.BeginRawBinaryCopyAsync(Sql.CopyToStage, cancellation).ConfigureAwait(false))
                await stage.WriteAsync(batch, cancellation).ConfigureAwait(false);
            rows += await ExecuteAsync(connection, Sql.InsertFromCopyStage, cancellation).ConfigureAwait(false);
            await ExecuteAsync(connection, Sql.EmptyCopyStage, cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }

        return rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    static async Task<byte[]> ReadAsync(NpgsqlConnection connection, int batch, CancellationToken cancellation)
    {
        // COPY takes no parameters.
        var sql = Sql.CopyGames.Replace("{batches}", $"{Batches}", StringComparison.Ordinal).Replace("{batch}", $"{batch}", StringComparison.Ordinal);
        await using var copy = await connection.BeginRawBinaryCopyAsync(sql, cancellation).ConfigureAwait(false);
        using var memory = new MemoryStream();
        await copy.CopyToAsync(memory, cancellation).ConfigureAwait(false);
        return memory.ToArray();
    }

    static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
