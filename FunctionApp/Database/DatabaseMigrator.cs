using ImportFunctions.Settings;
using Npgsql;

namespace ImportFunctions.Database;

/// <summary>Brings the application's tables to the newest version.</summary>
/// <param name="database">The pool of the application's database.</param>
public sealed class DatabaseMigrator(NpgsqlDataSource database)
{
    static readonly string CreateTable = SqlText.Load("Database.create_migrations_table.sql");
    static readonly string TableExists = SqlText.Load("Database.migrations_table_exists.sql");
    static readonly string Applied = SqlText.Load("Database.applied_migrations.sql");
    static readonly string TakeLock = SqlText.Load("Database.take_migration_lock.sql");
    static readonly string Record = SqlText.Load("Database.record_migration.sql");

    /// <summary>
    /// Applies the migrations that are missing, in one transaction under an advisory lock: several processes may start at once, and a
    /// process that finds everything applied only reads.
    /// </summary>
    /// <param name="cancellation">Gives up; nothing is applied then.</param>
    /// <returns>How many migrations were applied.</returns>
    /// <exception cref="InvalidOperationException">The database was migrated by a newer version of the application.</exception>
    public async Task<int> MigrateAsync(CancellationToken cancellation)
    {
        var migrations = SqlText.Migrations();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (await IsCurrentAsync(connection, migrations, cancellation))
            return 0;

        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, TakeLock, cancellation);
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
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
