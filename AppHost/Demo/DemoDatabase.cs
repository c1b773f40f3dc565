using AppHost.Serving;
using LocalPostgres;
using Npgsql;

namespace AppHost.Demo;

/// <summary>A new database for one demo: on a throw-away server, or on the server that <c>IMPORT_DATABASE</c> names.</summary>
sealed class DemoDatabase : IAsyncDisposable
{
    readonly LocalPostgresServer? _server;
    readonly string? _configured;
    readonly string _name;
    readonly NpgsqlDataSource _source;

    DemoDatabase(LocalPostgresServer? server, string? configured, string name, string connectionString)
    {
        _server = server;
        _configured = configured;
        _name = name;
        ConnectionString = connectionString;
        _source = NpgsqlDataSource.Create(connectionString);
    }

    /// <summary>For the application.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates the database.</summary>
    public static async Task<DemoDatabase> CreateAsync(TextWriter output, CancellationToken cancellation)
    {
        var name = $"import_demo_{Guid.NewGuid():N}";
        var configured = Environment.GetEnvironmentVariable("IMPORT_DATABASE");
        if (!string.IsNullOrEmpty(configured))
        {
            configured = DatabaseAddress.ToConnectionString(configured);
            await ExecuteAsync(configured, $"CREATE DATABASE {name}", cancellation).ConfigureAwait(false);
            var connectionString = new NpgsqlConnectionStringBuilder(configured) { Database = name }.ConnectionString;
            return new DemoDatabase(null, configured, name, connectionString);
        }

        var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions { Report = output.WriteLine }, cancellation)
            .ConfigureAwait(false);
        try
        {
            var connectionString = await server.CreateDatabaseAsync(name, null, cancellation).ConfigureAwait(false);
            return new DemoDatabase(server, null, name, connectionString);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Version of the server.</summary>
    public async Task<string> ServerVersionAsync(CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        return connection.PostgreSqlVersion.ToString();
    }

    /// <summary>Ids of all stored games of a player.</summary>
    public async Task<HashSet<string>> GameIdsAsync(DemoPlayer player, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(Sql.StoredIds);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = player.UserId.ToLowerInvariant() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = player.Platform });
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            ids.Add(reader.GetString(0));
        return ids;
    }

    /// <summary>Number of games of all players.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(Sql.CountGames);
        return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Drops the database, and the server if it is ours.</summary>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        else
            await ExecuteAsync(_configured!, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", CancellationToken.None).ConfigureAwait(false);
    }

    static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
