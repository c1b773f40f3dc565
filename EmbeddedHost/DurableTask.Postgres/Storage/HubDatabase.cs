using Npgsql;

namespace DurableTask.Postgres.Storage;

/// <summary>Connections to the hub's schema, and the schema itself.</summary>
sealed class HubDatabase : IAsyncDisposable
{
    readonly string _schema;
    readonly NpgsqlConnectionStringBuilder _settings;
    readonly SemaphoreSlim _migrating = new(1, 1);
    volatile bool _migrated;

    public HubDatabase(PostgresTaskHubOptions options)
    {
        options.Validate();
        _schema = options.Schema;
        _settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            SearchPath = _schema,
            ApplicationName = ApplicationName,
            // The statements are few and fixed: prepared on their second use, they are never planned again.
            MaxAutoPrepare = 60,
            AutoPrepareMinUsages = 2,
            Enlist = false,
            NoResetOnClose = true,
        };
        _settings.MaxPoolSize = Math.Max(_settings.MaxPoolSize, 10);
        DataSource = NpgsqlDataSource.Create(_settings);
        Channel = _schema;
    }

    /// <summary>Marks the hub's connections in <c>pg_stat_activity</c>.</summary>
    public const string ApplicationName = "durable task hub";

    public NpgsqlDataSource DataSource { get; }

    /// <summary>The channel on which processes of the hub wake each other.</summary>
    public string Channel { get; }

    /// <summary>Opens a connection that no pool shares: for the hub's lock, which lives as long as its connection.</summary>
    public async Task<NpgsqlConnection> OpenOwnAsync(CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(_settings.ConnectionString)
        {
            Pooling = false,
            KeepAlive = 0,
            CommandTimeout = 0,
            MaxAutoPrepare = 0,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Brings the schema to this version, once; processes that start together wait for one another.</summary>
    public async ValueTask MigrateAsync(CancellationToken cancellation)
    {
        if (_migrated)
        {
            return;
        }

        await _migrating.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_migrated)
            {
                await MigrateCoreAsync(cancellation).ConfigureAwait(false);
                _migrated = true;
            }
        }
        finally
        {
            _migrating.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync().ConfigureAwait(false);
        _migrating.Dispose();
    }

    async Task MigrateCoreAsync(CancellationToken cancellation)
    {
        await using var connection = await DataSource.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        var version = await ReadVersionAsync(connection, cancellation).ConfigureAwait(false);
        if (version >= Sql.Migrations.Count)
        {
            Check(version);
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, "SELECT pg_advisory_xact_lock(hashtextextended('durable task hub migration', 0))", cancellation).ConfigureAwait(false);
        // The schema's name is built from letters and digits only (PostgresTaskHubOptions.Validate).
        await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {_schema}", cancellation).ConfigureAwait(false);
        await ExecuteAsync(
            connection,
            "CREATE TABLE IF NOT EXISTS migrations (version int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
            cancellation).ConfigureAwait(false);
        version = await ReadVersionAsync(connection, cancellation).ConfigureAwait(false);
        for (; version < Sql.Migrations.Count; version++)
        {
            var (name, text) = Sql.Migrations[version];
            await ExecuteAsync(connection, text, cancellation).ConfigureAwait(false);
            await using var insert = new NpgsqlCommand("INSERT INTO migrations (version, name) VALUES ($1, $2)", connection);
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = version + 1 });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            await insert.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        Check(version);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    void Check(int version)
    {
        if (version > Sql.Migrations.Count)
        {
            throw new InvalidOperationException(
                $"The task hub's schema '{_schema}' has version {version}; this program knows {Sql.Migrations.Count}. Run the newer program.");
        }
    }

    async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection);
        exists.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{_schema}.migrations" });
        if (!(bool)(await exists.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!)
        {
            return 0;
        }

        await using var read = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM migrations", connection);
        return (int)(await read.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
