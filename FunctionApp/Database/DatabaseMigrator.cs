using ImportFunctions.Settings;
using Npgsql;

namespace ImportFunctions.Database;

/// <summary>Brings the application's tables to the newest version.</summary>
/// <param name="database">The pool of the application's database.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class DatabaseMigrator(NpgsqlDataSource database, TimeProvider? time = null)
{
    /// <summary>How long it tries to get at tables that others use, from when it was first in vain.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    static readonly string CreateTable = SqlText.Load("Database.create_migrations_table.sql");
    static readonly string TableExists = SqlText.Load("Database.migrations_table_exists.sql");
    static readonly string Applied = SqlText.Load("Database.applied_migrations.sql");
    static readonly string TakeLock = SqlText.Load("Database.take_migration_lock.sql");
    static readonly string LimitLockWaits = SqlText.Load("Database.limit_lock_waits.sql");
    static readonly string Record = SqlText.Load("Database.record_migration.sql");

    /// <summary>
    /// Applies the migrations that are missing, in one transaction under an advisory lock: several processes may start at once, and a
    /// process that finds everything applied only reads. A table that is in use for long is waited for, with others let pass every few seconds.
    /// </summary>
    /// <param name="cancellation">Gives up; nothing is applied then.</param>
    /// <returns>How many migrations were applied.</returns>
    /// <exception cref="WrongSettingException">
    /// The database was migrated by a newer version of the application, or others use its tables for minutes.
    /// </exception>
    public async Task<int> MigrateAsync(CancellationToken cancellation)
    {
        var clock = time ?? TimeProvider.System;
        long? inVain = null;
        while (true)
        {
            try
            {
                return await TryMigrateAsync(cancellation);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                inVain ??= clock.GetTimestamp();
                if (clock.GetElapsedTime(inVain.Value) > Patience)
                {
                    throw new WrongSettingException(
                        $"The tables cannot be brought to a new version, as other transactions have used them for {Patience.TotalMinutes:0} "
                        + "minutes: end those, and start again.",
                        e);
                }
            }

            await Task.Delay(Pause * (0.5 + Random.Shared.NextDouble()), clock, cancellation);
        }
    }

    async Task<int> TryMigrateAsync(CancellationToken cancellation)
    {
        var migrations = SqlText.Migrations();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (await IsCurrentAsync(connection, migrations, cancellation))
            return 0;

        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, TakeLock, cancellation);
        await ExecuteAsync(connection, LimitLockWaits, cancellation);
        await ExecuteAsync(connection, CreateTable, cancellation);
        var applied = await AppliedAsync(connection, cancellation);
        var count = 0;
        foreach (var (version, name, sql) in migrations.Where(migration => !applied.Contains(migration.Version)))
        {
            await ExecuteAsync(connection, sql, cancellation);
            await using var record = new NpgsqlCommand(Record, connection)
            {
                Parameters = { new() { Value = version }, new() { Value = name } },
            };
            await record.ExecuteNonQueryAsync(cancellation);
            count++;
        }

        await transaction.CommitAsync(cancellation);
        return count;
    }

    static async Task<bool> IsCurrentAsync(
        NpgsqlConnection connection, IReadOnlyList<(int Version, string Name, string Sql)> migrations, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand(TableExists, connection);
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
            return false;
        var applied = await AppliedAsync(connection, cancellation);
        if (applied.Count > 0 && applied.Max() > migrations[^1].Version)
        {
            throw new WrongSettingException(
                $"The database is at migration {applied.Max()}, this application knows {migrations[^1].Version}: start a newer version.");
        }

        return migrations.All(migration => applied.Contains(migration.Version));
    }

    static async Task<HashSet<int>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Applied, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var versions = new HashSet<int>();
        while (await reader.ReadAsync(cancellation))
            versions.Add(reader.GetInt32(0));
        return versions;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        // A change of a large table takes its time, and so does another process that makes it.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
