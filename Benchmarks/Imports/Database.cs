using Npgsql;

namespace Benchmarks.Imports;

/// <summary>What benchmarks look up or change behind the application's back.</summary>
static class Database
{
    /// <summary>Runs a statement and returns its first value, if any.</summary>
    public static async Task<T?> ScalarAsync<T>(string connectionString, string sql, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
    }
}
