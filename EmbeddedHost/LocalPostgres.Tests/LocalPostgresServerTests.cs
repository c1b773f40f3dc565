using System.Diagnostics;
using Npgsql;

namespace LocalPostgres.Tests;

public sealed class LocalPostgresServerTests
{
    [Fact]
    public async Task RestartAsync_Immediate_KeepsWhatWasCommittedAndThePort()
    {
        await using var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions());
        var port = server.Port;
        await ExecuteAsync(server.ConnectionString, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");

        await server.RestartAsync(immediate: true);

        Assert.Equal(port, server.Port);
        Assert.Equal(7, await ScalarAsync(server.ConnectionString, "SELECT n FROM kept"));
        Assert.Equal("on", await ScalarAsync(server.ConnectionString, "SHOW fsync"));
        Assert.Equal("200", await ScalarAsync(server.ConnectionString, "SHOW max_connections"));
    }

    [Fact]
    public async Task StartAsync_AfterTheServerWasKilled_RecoversDespiteAStalePidFile()
    {
        var directory = Directory.CreateTempSubdirectory("import-functions-test-").FullName;
        try
        {
            var options = new LocalPostgresOptions { DataDirectory = Path.Combine(directory, "data") };
            if (OperatingSystem.IsLinux())
                File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
            await using (var first = await LocalPostgresServer.StartAsync(options))
            {
                await ExecuteAsync(first.ConnectionString, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");
                using var process = Process.GetProcessById(first.ProcessId);
                process.Kill();
                await process.WaitForExitAsync();

                // The number belongs to another process now, as happens in containers.
                var pidFile = Path.Combine(first.DataDirectory, "postmaster.pid");
                var lines = await File.ReadAllLinesAsync(pidFile);
                lines[0] = $"{Environment.ProcessId}";
                await File.WriteAllLinesAsync(pidFile, lines);

                await using var second = await LocalPostgresServer.StartAsync(options);
                Assert.Equal(7, await ScalarAsync(second.ConnectionString, "SELECT n FROM kept"));
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task DisposeAsync_TemporaryCluster_StopsTheServerAndRemovesTheDirectory()
    {
        var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions());
        // A name that no other server knows, should one get this server's port.
        var (connectionString, directory) = (await server.CreateDatabaseAsync($"gone_{Guid.NewGuid():N}"), server.DataDirectory);

        await server.DisposeAsync();

        Assert.False(Directory.Exists(directory));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(connectionString, "SELECT 1"));
    }

    [Fact]
    public async Task DropDatabaseAsync_WithOpenConnections_RemovesTheDatabase()
    {
        await using var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions());
        var connectionString = await server.CreateDatabaseAsync("Odd \"name\"");
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();

        await server.DropDatabaseAsync("Odd \"name\"");

        Assert.Equal(0L, await ScalarAsync(server.ConnectionString, "SELECT count(*) FROM pg_database WHERE datname LIKE 'Odd%'"));
    }

    static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
