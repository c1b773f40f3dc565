using System.Globalization;
using DurableTask.Postgres;
using DurableTask.Postgres.Management;
using FaultHarness.Faults;
using FaultHarness.Workers;
using LocalPostgres;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FaultHarness.Rounds;

/// <summary>A PostgreSQL server of its own with one task hub, two worker processes on it, and a client that is neither.</summary>
sealed class ChaosHub : IAsyncDisposable
{
    readonly LocalPostgresServer _server;
    readonly TcpProxy _clientProxy;
    readonly ServiceProvider _services;
    readonly string _logDirectory;
    int _lastWorker;

    ChaosHub(LocalPostgresServer server, NpgsqlDataSource admin, string logDirectory)
    {
        _server = server;
        _logDirectory = logDirectory;
        Admin = admin;
        Slots = [new WorkerSlot(new TcpProxy(server.Port)), new WorkerSlot(new TcpProxy(server.Port))];
        _clientProxy = new TcpProxy(server.Port);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDurableTaskClient(b => b.UsePostgres(o => WorkerProgram.Configure(o, ConnectionString("postgres", _clientProxy.Port))));
        _services = services.BuildServiceProvider();
        Client = _services.GetRequiredService<DurableTaskClient>();
        Management = _services.GetRequiredService<ITaskHubManagement>();
    }

    /// <summary>In milliseconds: how long a crashed PostgreSQL may take to recover on a busy machine.</summary>
    const long RecoveryPatience = 90_000;

    /// <summary>The hub's schema.</summary>
    public const string Schema = "durable_chaos";

    public LocalPostgresServer Server => _server;

    /// <summary>Connections that no fault concerns.</summary>
    public NpgsqlDataSource Admin { get; }

    public IReadOnlyList<WorkerSlot> Slots { get; }

    public TcpProxy ClientProxy => _clientProxy;

    public DurableTaskClient Client { get; }

    public ITaskHubManagement Management { get; }

    /// <summary>What was noticed outside of a round's own checks: processes that ended by themselves.</summary>
    public List<string> Noticed { get; } = [];

    /// <summary>Starts the server, makes the schema with its audit, and starts the workers.</summary>
    public static async Task<ChaosHub> StartAsync(string logDirectory, int workers, CancellationToken cancellation)
    {
        Directory.CreateDirectory(logDirectory);
        var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions { Settings = { ["log_min_messages"] = "error" } }, cancellation);
        await server.CreateDatabaseAsync("chaos", null, cancellation);
        var admin = NpgsqlDataSource.Create(server.ConnectionStringFor("chaos") + ";Maximum Pool Size=10;Timeout=5;Command Timeout=20");
        var hub = new ChaosHub(server, admin, logDirectory);
        // The first call makes the schema.
        await hub.Client.GetInstanceAsync("none", cancellation);
        await hub.ExecuteAsync(AuditSql.Create);
        for (var i = 0; i < workers; i++)
        {
            await hub.StartWorkerAsync(hub.Slots[i]);
        }

        return hub;
    }

    /// <summary>Starts a process in a slot whose last one has ended, and waits until it takes commands.</summary>
    public async Task StartWorkerAsync(WorkerSlot slot)
    {
        if (slot.Process is { } old)
        {
            if (old.UnexpectedExit is { } code)
            {
                Noticed.Add($"worker {old.Name} ended by itself with exit code {code}");
            }

            await old.DisposeAsync();
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"w{Interlocked.Increment(ref _lastWorker)}");
        await RetryAsync(() => ExecuteAsync($"CREATE ROLE {name} SUPERUSER LOGIN"));
        slot.Process = WorkerProcess.Start(
            name, ConnectionString(name, slot.Proxy.Port), ConnectionString(name, _server.Port) + ";Maximum Pool Size=20", Path.Combine(_logDirectory, $"{name}.log"));
        await slot.Process.ReadyAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>The slot whose process took the hub last; null when that process is gone.</summary>
    public async Task<WorkerSlot?> OwnerAsync()
    {
        var name = await RetryAsync(() => ScalarAsync<string?>("SELECT who FROM chaos.epochs ORDER BY epoch DESC LIMIT 1"));
        return Slots.FirstOrDefault(s => s.Process is { HasExited: false } p && p.Name == name);
    }

    /// <summary>Waits until a process owns the hub that is none of the given ones.</summary>
    public async Task<WorkerSlot> OtherOwnerAsync(WorkerSlot? former, TimeSpan timeout)
    {
        var until = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (Environment.TickCount64 < until)
        {
            if (await OwnerAsync() is { } owner && owner != former)
            {
                return owner;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("No other process took the hub.");
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Admin.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default!;
    }

    /// <summary>Reads rows of texts, trying again while the database is away.</summary>
    public Task<List<string[]>> ReadAsync(string sql, params object[] values) => RetryAsync(() => ReadOnceAsync(sql, values));

    async Task<List<string[]>> ReadOnceAsync(string sql, object[] values)
    {
        await using var command = Admin.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        var rows = new List<string[]>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!)]);
        }

        return rows;
    }

    /// <summary>Tries again while the database is away.</summary>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> action)
    {
        for (var until = Environment.TickCount64 + RecoveryPatience; ;)
        {
            try
            {
                return await action();
            }
            catch (Exception e) when ((e is NpgsqlException or TaskHubUnavailableException) && Environment.TickCount64 < until)
            {
                await Task.Delay(100);
            }
        }
    }

    public static Task RetryAsync(Func<Task> action) => RetryAsync(async () =>
    {
        await action();
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var slot in Slots)
        {
            await slot.DisposeAsync();
        }

        await _services.DisposeAsync();
        await _clientProxy.DisposeAsync();
        await Admin.DisposeAsync();
        await _server.DisposeAsync();
    }

    static string ConnectionString(string user, int port) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = user,
        Database = "chaos",
        Timeout = 3,
        CommandTimeout = 6,
    }.ConnectionString;
}
