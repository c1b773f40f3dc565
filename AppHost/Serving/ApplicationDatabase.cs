using System.Text.Json;
using LocalPostgres;
using Npgsql;

namespace AppHost.Serving;

/// <summary>The database that the application gets: the one that is configured, or one on a server of our own.</summary>
sealed class ApplicationDatabase : IAsyncDisposable
{
    const string Setting = "IMPORT_DATABASE";
    const string DatabaseName = "import_functions";

    readonly LocalPostgresServer? _server;

    ApplicationDatabase(string? connectionString, LocalPostgresServer? server)
    {
        ConnectionString = connectionString;
        _server = server;
    }

    /// <summary>What the application has to be told, or <see langword="null"/> when it is configured already.</summary>
    public string? ConnectionString { get; }

    /// <summary>Starts PostgreSQL with its data in <c>.local/</c>, unless a database is configured.</summary>
    public static async Task<ApplicationDatabase> OpenAsync(string applicationDirectory, TextWriter output, CancellationToken cancellation)
    {
        if (IsConfigured(applicationDirectory))
            return new ApplicationDatabase(null, null);

        var server = await LocalPostgresServer.StartAsync(
            new LocalPostgresOptions { DataDirectory = Path.Combine(LocalDirectory.Default, "postgres"), Report = output.WriteLine },
            cancellation).ConfigureAwait(false);
        try
        {
            await output.WriteLineAsync($"postgres://postgres@127.0.0.1:{server.Port}/{DatabaseName} (data in {server.DataDirectory})")
                .ConfigureAwait(false);
            return new ApplicationDatabase(await CreateAsync(server, cancellation).ConfigureAwait(false), server);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops the server that was started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    static async Task<string> CreateAsync(LocalPostgresServer server, CancellationToken cancellation)
    {
        try
        {
            return await server.CreateDatabaseAsync(DatabaseName, null, cancellation).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            return server.ConnectionStringFor(DatabaseName);
        }
    }

    static bool IsConfigured(string applicationDirectory)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Setting)))
            return true;

        var file = Path.Combine(applicationDirectory, "local.settings.json");
        if (!File.Exists(file))
            return false;

        using var settings = JsonDocument.Parse(
            File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return settings.RootElement.TryGetProperty("Values", out var values)
            && values.TryGetProperty(Setting, out var value)
            && !string.IsNullOrEmpty(value.GetString());
    }
}
