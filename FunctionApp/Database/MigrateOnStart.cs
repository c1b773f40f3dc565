using ImportFunctions.Settings;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ImportFunctions.Database;

/// <summary>Migrates before anything that is registered later starts.</summary>
sealed class MigrateOnStart(DatabaseMigrator migrator) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await migrator.MigrateAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new WrongSettingException($"The database that IMPORT_DATABASE names cannot be used: {e.Message}", e);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
