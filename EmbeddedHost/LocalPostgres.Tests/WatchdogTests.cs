using System.Diagnostics;
using Npgsql;

namespace LocalPostgres.Tests;

public sealed class WatchdogTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task StartAsync_OwnerIsKilled_ServerStopsAndItsDirectoryGoes()
    {
        using var owner = Process.Start(new ProcessStartInfo("dotnet", [typeof(WatchdogTests).Assembly.Location])
        {
            RedirectStandardOutput = true,
        })!;
        var directory = await owner.StandardOutput.ReadLineAsync() ?? "";
        var connectionString = await owner.StandardOutput.ReadLineAsync() ?? "";
        Assert.True(await AcceptsConnectionsAsync(connectionString));

        owner.Kill();

        var waiting = Stopwatch.StartNew();
        while (waiting.Elapsed < Limit && (Directory.Exists(directory) || await AcceptsConnectionsAsync(connectionString)))
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        Assert.False(await AcceptsConnectionsAsync(connectionString));
        Assert.False(Directory.Exists(directory));
    }

    static async Task<bool> AcceptsConnectionsAsync(string connectionString)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
