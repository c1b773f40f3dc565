using AppHost.Demo;
using AppHost.Processes;
using Benchmarks.Harness;
using Npgsql;

namespace Benchmarks.Imports;

/// <summary>Two processes of the application on one database: one owns the task hub, the other stands by.</summary>
sealed class ProcessPair(HttpClient client, string connectionString, SimulatorApi provider) : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);
    (ChildProgram Process, Uri Address)? _owner;
    (ChildProgram Process, Uri Address)? _standby;

    /// <summary>The process that works.</summary>
    public (ChildProgram Process, Uri Address) Owner => _owner!.Value;

    /// <summary>The process that waits for its turn.</summary>
    public (ChildProgram Process, Uri Address) Standby => _standby!.Value;

    /// <summary>Starts both.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _owner = await StartOneAsync(cancellation).ConfigureAwait(false);
        while (await EpochAsync(cancellation).ConfigureAwait(false) == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation).ConfigureAwait(false);
        _standby = await StartOneAsync(cancellation).ConfigureAwait(false);
        await UntilStandbyWaitsAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>How often the hub has changed hands.</summary>
    public async Task<long> EpochAsync(CancellationToken cancellation)
    {
        await using var command = _database.CreateCommand(Sql.HubEpoch);
        return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    /// <summary>After the owner ended: the standby is the owner now, and a new process stands by.</summary>
    public async Task ReplaceOwnerAsync(CancellationToken cancellation)
    {
        await Owner.Process.DisposeAsync().ConfigureAwait(false);
        _owner = _standby;
        _standby = null;
        _standby = await StartOneAsync(cancellation).ConfigureAwait(false);
        await UntilStandbyWaitsAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops both.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _standby, _owner })
        {
            if (process is { } running)
                await running.Process.DisposeAsync().ConfigureAwait(false);
        }

        await _database.DisposeAsync().ConfigureAwait(false);
    }

    async Task<(ChildProgram Process, Uri Address)> StartOneAsync(CancellationToken cancellation)
    {
        var (process, address) = ImportRig.StartApplication(connectionString, provider, new Dictionary<string, string?>());
        await process.WaitUntilAnswersAsync(client, new Uri(address, "api/health"), StartLimit, cancellation).ConfigureAwait(false);
        return (process, address);
    }

    async Task UntilStandbyWaitsAsync(CancellationToken cancellation)
    {
        await using var command = _database.CreateCommand(Sql.HubWaiting);
        while ((long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))! == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation).ConfigureAwait(false);
    }
}
