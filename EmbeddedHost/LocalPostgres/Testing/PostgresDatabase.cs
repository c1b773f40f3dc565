using System.Collections.Concurrent;
using System.Globalization;

namespace LocalPostgres.Testing;

/// <summary>A database of its own for a test class, on the <see cref="SharedPostgres"/>, dropped at the end.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new(StringComparer.Ordinal);

    PostgresDatabase(LocalPostgresServer server, string name)
    {
        Server = server;
        Name = name;
    }

    /// <summary>The server that the database is on; it is shared, so don't restart it in tests.</summary>
    public LocalPostgresServer Server { get; }

    /// <summary>Name of the database.</summary>
    public string Name { get; }

    /// <summary>Connection string of the database.</summary>
    public string ConnectionString => Server.ConnectionStringFor(Name);

    /// <summary>Creates an empty database.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    public static async Task<PostgresDatabase> CreateAsync(CancellationToken cancellation = default)
    {
        var server = await SharedPostgres.GetAsync().ConfigureAwait(false);
        var name = NewName("test");
        await server.CreateDatabaseAsync(name, null, cancellation).ConfigureAwait(false);
        return new PostgresDatabase(server, name);
    }

    /// <summary>Creates a database as a copy of a template that is prepared once in this process, which is faster than preparing each.</summary>
    /// <param name="templateKey">Tells templates apart; the same key means the same preparation.</param>
    /// <param name="prepare">Fills the template, given its connection string (without pooling: a template must have no connections left).</param>
    /// <param name="cancellation">Stops waiting.</param>
    public static async Task<PostgresDatabase> CreateAsync(
        string templateKey, Func<string, Task> prepare, CancellationToken cancellation = default)
    {
        var server = await SharedPostgres.GetAsync().ConfigureAwait(false);
        var template = await Templates.GetOrAdd(templateKey, _ => new Lazy<Task<string>>(() => PrepareAsync(server, prepare))).Value
            .WaitAsync(cancellation).ConfigureAwait(false);
        var name = NewName("test");
        await server.CreateDatabaseAsync(name, template, cancellation).ConfigureAwait(false);
        return new PostgresDatabase(server, name);
    }

    /// <summary>Drops the database, ending connections that tests left open.</summary>
    public async ValueTask DisposeAsync() => await Server.DropDatabaseAsync(Name).ConfigureAwait(false);

    static async Task<string> PrepareAsync(LocalPostgresServer server, Func<string, Task> prepare)
    {
        var name = NewName("template");
        var connectionString = await server.CreateDatabaseAsync(name).ConfigureAwait(false);
        await prepare(connectionString + ";Pooling=false").ConfigureAwait(false);
        return name;
    }

    static string NewName(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}_{Guid.NewGuid():N}");
}
