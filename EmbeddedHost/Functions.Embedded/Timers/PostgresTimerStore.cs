using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace Functions.Embedded.Timers;

/// <summary>Keeps timers in the schema <c>functions_embedded</c>.</summary>
sealed class PostgresTimerStore : ITimerStore
{
    const int KeepAliveSeconds = 10;

    readonly NpgsqlDataSource _source;
    readonly NpgsqlDataSource _leaderSource;
    readonly string _application;

    /// <param name="connectionString">The database.</param>
    /// <param name="application">What separates applications that share the database.</param>
    public PostgresTimerStore(string connectionString, string application)
    {
        _application = application;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MinPoolSize = 0, MaxPoolSize = 2 });
        // The lock lives in the session, so the session must not outlive the leadership in a pool, and its loss must be noticed.
        _leaderSource = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = KeepAliveSeconds });
    }

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var prepare = new NpgsqlCommand(TimerSql.PrepareSchema, connection, transaction))
            await prepare.ExecuteNonQueryAsync(cancellation);
        var applied = new HashSet<int>();
        await using (var query = new NpgsqlCommand(TimerSql.AppliedMigrations, connection, transaction))
        await using (var reader = await query.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                applied.Add(reader.GetInt32(0));
        }

        foreach (var (version, sql) in TimerSql.Migrations.Where(m => !applied.Contains(m.Version)))
        {
            await using var migrate = new NpgsqlCommand(sql, connection, transaction);
            await migrate.ExecuteNonQueryAsync(cancellation);
            await using var add = new NpgsqlCommand(TimerSql.AddMigration, connection, transaction)
            {
                Parameters = { new() { Value = version } },
            };
            await add.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    public async Task<ITimerLeadership?> TryLeadAsync(CancellationToken cancellation)
    {
        var connection = await _leaderSource.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand(TimerSql.TryLead, connection) { Parameters = { new() { Value = _application } } };
            if (await command.ExecuteScalarAsync(cancellation) is true)
                return new Leadership(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async Task<TimerState?> GetAsync(string function, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(TimerSql.GetTimer);
        command.Parameters.Add(new() { Value = _application });
        command.Parameters.Add(new() { Value = function });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        return new TimerState(
            reader.GetString(0),
            reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1),
            reader.GetFieldValue<DateTimeOffset>(2),
            reader.GetFieldValue<DateTimeOffset>(3));
    }

    public async Task PutAsync(string function, TimerState state, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(TimerSql.PutTimer);
        command.Parameters.Add(new() { Value = _application });
        command.Parameters.Add(new() { Value = function });
        command.Parameters.Add(new() { Value = state.Schedule });
        command.Parameters.Add(Time(state.LastRun));
        command.Parameters.Add(Time(state.NextRun));
        command.Parameters.Add(Time(state.UpdatedAt));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _leaderSource.DisposeAsync();
    }

    static NpgsqlParameter Time(DateTimeOffset? time) =>
        new() { Value = time is { } value ? value.UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    sealed class Leadership(NpgsqlConnection connection) : ITimerLeadership
    {
        public async Task WaitForLossAsync(CancellationToken cancellation)
        {
            // Nobody notifies this session: the wait only ends when the connection breaks.
            while (true)
                await connection.WaitAsync(cancellation);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
