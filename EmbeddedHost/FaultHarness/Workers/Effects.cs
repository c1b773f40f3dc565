using Npgsql;

namespace FaultHarness.Workers;

/// <summary>What activities do to the world: a row per task, written idempotently, and a row per attempt.</summary>
sealed class Effects(string connectionString, string worker) : IAsyncDisposable
{
    readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    public async Task CountAsync(string instance, int task, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, "INSERT INTO chaos.attempts (instance, task, worker) VALUES ($1, $2, $3)", instance, task, worker);
        Add(batch, "INSERT INTO chaos.effects (instance, task) VALUES ($1, $2) ON CONFLICT DO NOTHING", instance, task);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}
