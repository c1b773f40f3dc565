using ImportFunctions.Database;
using LocalPostgres;
using Npgsql;

namespace FunctionApp.Tests.Games.Import;

/// <summary>What a page has reported survives a crash of the server, although most of its commits did not wait for the disk.</summary>
public sealed class FlushTests
{
    [Theory]
    [InlineData("lichess")]
    [InlineData("chess.com")]
    public async Task Import_ServerCrashesRightAfterIt_EverythingReportedIsThere(string platform)
    {
        // A writer that never gets round to it: only commits that wait reach the disk.
        var options = new LocalPostgresOptions { Settings = { ["wal_writer_delay"] = "10s", ["wal_writer_flush_after"] = "1GB" } };
        await using var server = await LocalPostgresServer.StartAsync(options);
        var connection = await server.CreateDatabaseAsync("flush");
        await using (var source = NpgsqlDataSource.Create(connection))
            await new DatabaseMigrator(source).MigrateAsync(CancellationToken.None);
        await using var rig = await ImportRig.StartAsync(settings: new() { ["IMPORT_DATABASE"] = connection });

        var report = await rig.ImportAsync("mara-2500", platform);
        await server.RestartAsync(immediate: true);
        rig.Pool.Clear();

        Assert.Equal(2500, report.Imported);
        Assert.Equal(await rig.TruthAsync("mara-2500", platform), await rig.StoredAsync("mara-2500", platform));
        Assert.Equal(2500, await rig.ScalarAsync<int>($"SELECT imported_games FROM import_runs WHERE run_id = '{report.RunId}'"));
    }
}
