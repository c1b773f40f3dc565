using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace LocalPostgres;

/// <summary>
/// A PostgreSQL server of our own on a loopback port, for development and tests: durable (fsync on), otherwise with PostgreSQL's defaults.
/// Whoever can open loopback connections on this machine is trusted. It stops with this process, even when the process is killed.
/// </summary>
public sealed class LocalPostgresServer : IAsyncDisposable
{
    const string SettingsFile = "local.conf";
    const string LogFile = "server.log";
    const int PortAttempts = 5;
    const int RemainsAttempts = 30;

    readonly LocalPostgresOptions _options;
    readonly ServerAccount _account;
    readonly PostgresBinaries _binaries;
    readonly Watchdog _watchdog;
    readonly bool _temporary;
    int _disposed;

    LocalPostgresServer(LocalPostgresOptions options, ServerAccount account, PostgresBinaries binaries, string dataDirectory, bool temporary)
    {
        _options = options;
        _account = account;
        _binaries = binaries;
        _temporary = temporary;
        DataDirectory = dataDirectory;
        _watchdog = Watchdog.StopsServer(account, binaries, dataDirectory, temporary);
    }

    /// <summary>Where the cluster is. May differ from what was asked for when the server's account can't get there.</summary>
    public string DataDirectory { get; }

    /// <summary>The loopback port; stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>Process id of the server's main process.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Connection string of the maintenance database <c>postgres</c>.</summary>
    public string ConnectionString => ConnectionStringFor("postgres");

    /// <summary>Finds binaries, initialises the cluster when it is new, and starts the server.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="cancellation">Stops the start; a server that was started by then is stopped.</param>
    /// <returns>A server that accepts connections.</returns>
    /// <exception cref="LocalPostgresException">No binaries, a cluster of another version, a cluster in use, or the server did not start.</exception>
    public static async Task<LocalPostgresServer> StartAsync(LocalPostgresOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var account = ServerAccount.Choose();
        var temporary = options.DataDirectory is null;
        var directory = await account.ReachableAsync(
            options.DataDirectory ?? Directory.CreateTempSubdirectory("import-functions-pg-").FullName, cancellation).ConfigureAwait(false);
        var versionFile = Path.Combine(directory, "PG_VERSION");
        int? version = File.Exists(versionFile)
            ? int.Parse(await File.ReadAllTextAsync(versionFile, cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture)
            : null;
        var binaries = await PostgresBinaries.FindAsync(options, version, cancellation).ConfigureAwait(false);

        var server = new LocalPostgresServer(options, account, binaries, directory, temporary);
        try
        {
            if (version is null)
                await server.InitialiseAsync(cancellation).ConfigureAwait(false);
            else
                await StalePidFile.RemoveAsync(directory, cancellation).ConfigureAwait(false);
            await server.StartOnFreePortAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The connection string of a database on this server.</summary>
    /// <param name="database">Its name; need not exist yet.</param>
    public string ConnectionStringFor(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Database = database,
    }.ConnectionString;

    /// <summary>Creates a database.</summary>
    /// <param name="name">A name that is not taken.</param>
    /// <param name="template">Database to copy, without connections to it; <see langword="null"/> for an empty one.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Connection string of the new database.</returns>
    /// <exception cref="PostgresException">The name is taken, or the template is missing or in use.</exception>
    public async Task<string> CreateDatabaseAsync(string name, string? template = null, CancellationToken cancellation = default)
    {
        await ExecuteAsync($"CREATE DATABASE {Quote(name)} TEMPLATE {Quote(template ?? "template0")}", cancellation).ConfigureAwait(false);
        return ConnectionStringFor(name);
    }

    /// <summary>Drops a database if it exists, and ends the connections to it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task DropDatabaseAsync(string name, CancellationToken cancellation = default)
    {
        // Pools of this process would otherwise hand out connections that the server has ended.
        await using var connection = new NpgsqlConnection(ConnectionStringFor(name));
        NpgsqlConnection.ClearPool(connection);
        await ExecuteAsync($"DROP DATABASE IF EXISTS {Quote(name)} WITH (FORCE)", cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops the server and starts it again on the same port.</summary>
    /// <param name="immediate"><see langword="true"/>: as in a crash, without a shutdown checkpoint, so that it has to recover.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task RestartAsync(bool immediate, CancellationToken cancellation = default)
    {
        await StopAsync(immediate, cancellation).ConfigureAwait(false);
        await ResumeAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops the server; <see cref="ResumeAsync"/> starts it again.</summary>
    /// <param name="immediate"><see langword="true"/>: as in a crash; <see langword="false"/>: ends connections and shuts down cleanly.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="LocalPostgresException">It did not stop within a minute.</exception>
    public async Task StopAsync(bool immediate, CancellationToken cancellation = default)
    {
        if (!File.Exists(PidFile))
            return;

        var result = await PgCtlAsync(["stop", "-s", "-w", "-t", "60", "-m", immediate ? "immediate" : "fast"], cancellation)
            .ConfigureAwait(false);
        if (result.ExitCode != 0 && File.Exists(PidFile))
            throw new LocalPostgresException($"PostgreSQL did not stop: {result.Output}");
    }

    /// <summary>Starts the server on its port after <see cref="StopAsync"/>.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="LocalPostgresException">It did not start; the message ends with the server's log.</exception>
    public async Task ResumeAsync(CancellationToken cancellation = default)
    {
        var result = await PgCtlAsync(["start", "-s", "-w", "-t", "60", "-l", Path.Combine(DataDirectory, LogFile)], cancellation)
            .ConfigureAwait(false);
        if (result.ExitCode != 0)
            throw new LocalPostgresException($"PostgreSQL did not start: {result.Output}{Environment.NewLine}{LogTail()}");

        using var reader = new StringReader(await File.ReadAllTextAsync(PidFile, cancellation).ConfigureAwait(false));
        ProcessId = int.Parse(await reader.ReadLineAsync(cancellation).ConfigureAwait(false) ?? "0", CultureInfo.InvariantCulture);
    }

    /// <summary>Stops the server and, when its directory was temporary, removes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;

        try
        {
            await StopAsync(immediate: _temporary).ConfigureAwait(false);
        }
        finally
        {
            await _watchdog.DisposeAsync().ConfigureAwait(false);
        }

        if (_temporary)
            Directory.Delete(DataDirectory, recursive: true);
    }

    string PidFile => Path.Combine(DataDirectory, "postmaster.pid");

    async Task InitialiseAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(DataDirectory);
        await _account.OwnAsync(DataDirectory, cancellation).ConfigureAwait(false);

        // C.UTF-8 is not known everywhere; plain C sorts the same.
        string[] locales = OperatingSystem.IsLinux() ? ["C.UTF-8", "C"] : ["C"];
        var result = default(CommandResult);
        foreach (var locale in locales)
        {
            result = await Command.RunAsync(
                _account.Wrap(
                    _binaries.InitDb, "-D", DataDirectory, "-U", "postgres", "-A", "trust", "-E", "UTF8", $"--locale={locale}"),
                cancellation).ConfigureAwait(false);
            if (result.ExitCode == 0)
                break;
        }

        if (result.ExitCode != 0)
            throw new LocalPostgresException($"initdb failed for {DataDirectory}: {result.Output}");
        await File.AppendAllTextAsync(
            Path.Combine(DataDirectory, "postgresql.conf"), $"\ninclude_if_exists '{SettingsFile}'\n", cancellation).ConfigureAwait(false);
    }

    async Task StartOnFreePortAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = _options.Port != 0 ? _options.Port : FreePort();
            await WriteSettingsAsync(cancellation).ConfigureAwait(false);
            try
            {
                await ResumeAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (LocalPostgresException) when (_options.Port == 0 && attempt < PortAttempts && LogTail().Contains("could not bind"))
            {
                // Somebody took the port between our asking for it and the server's start.
                File.Delete(Path.Combine(DataDirectory, LogFile));
            }
            catch (LocalPostgresException) when (attempt < RemainsAttempts && LogTail().Contains("pre-existing shared memory block"))
            {
                // Processes of a server that was killed are about to notice.
                File.Delete(Path.Combine(DataDirectory, LogFile));
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation).ConfigureAwait(false);
            }
        }
    }

    async Task WriteSettingsAsync(CancellationToken cancellation)
    {
        var settings = new Dictionary<string, string>(_options.Settings, StringComparer.Ordinal)
        {
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["listen_addresses"] = "127.0.0.1",
            // The usual socket directory may not be writable for this account, and the port is enough.
            ["unix_socket_directories"] = "",
            ["max_connections"] = _options.MaxConnections.ToString(CultureInfo.InvariantCulture),
        };
        var text = new StringBuilder();
        foreach (var (name, value) in settings)
            text.Append(CultureInfo.InvariantCulture, $"{name} = '{value.Replace("'", "''", StringComparison.Ordinal)}'\n");
        await File.WriteAllTextAsync(Path.Combine(DataDirectory, SettingsFile), text.ToString(), cancellation).ConfigureAwait(false);
    }

    Task<CommandResult> PgCtlAsync(IEnumerable<string> arguments, CancellationToken cancellation)
        => Command.RunAsync(_account.Wrap([_binaries.PgCtl, .. arguments, "-D", DataDirectory]), cancellation);

    async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    string LogTail()
    {
        var path = Path.Combine(DataDirectory, LogFile);
        return File.Exists(path) ? string.Join(Environment.NewLine, File.ReadLines(path).TakeLast(20)) : "";
    }

    static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
