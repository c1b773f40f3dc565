using Microsoft.Extensions.Hosting;

namespace ImportFunctions.Database;

/// <summary>Migrates before anything that is registered later starts.</summary>
sealed class MigrateOnStart(DatabaseMigrator migrator) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) => await migrator.MigrateAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
