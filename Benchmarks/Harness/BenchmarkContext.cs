using LocalPostgres;
using Npgsql;

namespace Benchmarks.Harness;

/// <summary>What a benchmark may use.</summary>
/// <param name="server">Where databases are created.</param>
/// <param name="full">Whether to do the long versions.</param>
/// <param name="output">For progress; figures are printed by the harness.</param>
sealed class BenchmarkContext(LocalPostgresServer server, bool full, TextWriter output)
{
    readonly List<string> _databases = [];

    /// <summary>Whether the long version of a benchmark was asked for.</summary>
    public bool Full { get; } = full;

    /// <summary>Creates a database that is dropped after the benchmark.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellation)
    {
        var name = $"bench_{Guid.NewGuid():N}";
        _databases.Add(name);
        return await server.CreateDatabaseAsync(name, null, cancellation).ConfigureAwait(false);
    }

    /// <summary>Says what is going on.</summary>
    public void Say(string line) => output.WriteLine($"  {line}");

    /// <summary>
    /// Has the server do what it would otherwise do in the middle of a measurement. A new one also lacks what a server that has run for an
    /// hour has: segments of the log that are written over instead of being created, which halves the speed of large writes.
    /// </summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString + ";Pooling=false");
        foreach (var sql in new[] { Sql.FillWal, Sql.Checkpoint })
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Drops the benchmark's databases.</summary>
    public async Task CleanAsync(CancellationToken cancellation)
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var name in _databases)
            await server.DropDatabaseAsync(name, cancellation).ConfigureAwait(false);
        _databases.Clear();
    }
}
