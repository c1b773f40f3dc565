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

    /// <summary>Whether what makes an instance fail has been mended.</summary>
    public async Task<bool> IsMendedAsync(string instance, CancellationToken cancellation)
    {
        await using var command = _database.CreateCommand("SELECT EXISTS (SELECT FROM chaos.mended WHERE instance = $1)");
        command.Parameters.Add(new NpgsqlParameter { Value = instance });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Notes that an activity of an instance goes on in this worker until it is cancelled.</summary>
    public Task HeldAsync(string instance, Guid run, CancellationToken cancellation)
        => ExecuteAsync("INSERT INTO chaos.held (run, instance, worker) VALUES ($1, $2, $3)", cancellation, run, instance, worker);

    /// <summary>Notes that it has ended.</summary>
    public async Task LetGoAsync(Guid run)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteAsync("DELETE FROM chaos.held WHERE run = $1", CancellationToken.None, run);
                return;
            }
            catch (NpgsqlException) when (attempt < 1000)
            {
                await Task.Delay(100);
            }
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    async Task ExecuteAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = _database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellation);
    }

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
