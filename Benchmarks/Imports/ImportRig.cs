using System.Diagnostics;
using System.Globalization;
using AppHost.Demo;
using AppHost.Processes;
using LocalPostgres;

namespace Benchmarks.Imports;

/// <summary>The application and the simulated providers as processes of their own, on a database of its own.</summary>
sealed class ImportRig : IAsyncDisposable
{
    const int WarmUpGames = 20_000;
    const int WarmUpStarts = 200;

    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    readonly HashSet<DemoPlayer> _met = [];
    readonly ChildProgram _simulator;
    readonly ChildProgram _application;
    readonly ImportApi _api;

    ImportRig(HttpClient client, ChildProgram simulator, SimulatorApi provider, ChildProgram application, Uri address)
    {
        Client = client;
        Provider = provider;
        Address = address;
        _simulator = simulator;
        _application = application;
        _api = new ImportApi(client, address);
    }

    /// <summary>For requests of the benchmark's own.</summary>
    public HttpClient Client { get; }

    /// <summary>The simulated providers.</summary>
    public SimulatorApi Provider { get; }

    /// <summary>Where the application answers.</summary>
    public Uri Address { get; }

    /// <summary>The most memory that the application had in RAM so far, in MB.</summary>
    public double PeakMemory => _application.PeakWorkingSet / 1024.0 / 1024.0;

    /// <summary>Starts both; the providers without throttles, so that the application is what is measured.</summary>
    /// <param name="connectionString">Database of the application.</param>
    /// <param name="settings">Settings of the application that differ from its defaults.</param>
    /// <param name="cancellation">Stops the start.</param>
    public static async Task<ImportRig> StartAsync(
        string connectionString, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellation)
    {
        // Requests of many clients at once must not wait for each other's connections.
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 200 }) { Timeout = TimeSpan.FromMinutes(5) };
        var (simulator, simulated) = await StartSimulatorAsync(client, 0, cancellation).ConfigureAwait(false);
        var (application, address) = StartApplication(connectionString, simulated, settings);
        await application.WaitUntilAnswersAsync(client, new Uri(address, "api/health"), StartLimit, cancellation).ConfigureAwait(false);
        return new ImportRig(client, simulator, simulated, application, address);
    }

    /// <summary>Imports players at the same time, all their games.</summary>
    /// <returns>From the first start to the last end.</returns>
    /// <exception cref="DemoException">An import failed or imported another number of games than expected.</exception>
    public async Task<TimeSpan> ImportAsync(IReadOnlyList<DemoPlayer> players, int expectedGames, CancellationToken cancellation)
    {
        await MeetAsync(players, cancellation).ConfigureAwait(false);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(players.Select(player => _api.StartAsync(player, cancellation))).ConfigureAwait(false);

        // One after the other: pollers of all players at once would be a load of their own.
        var imported = 0;
        foreach (var player in players)
            imported += (await WaitAsync(player, cancellation).ConfigureAwait(false)).ImportedGames ?? 0;
        var elapsed = Stopwatch.GetElapsedTime(began);

        return imported == expectedGames
            ? elapsed
            : throw new DemoException($"{imported} games were imported instead of {expectedGames}.");
    }

    /// <summary>Starts imports at the same time and does not wait for them.</summary>
    public async Task StartAsync(IReadOnlyList<DemoPlayer> players, CancellationToken cancellation)
    {
        await MeetAsync(players, cancellation).ConfigureAwait(false);
        await Task.WhenAll(players.Select(player => _api.StartAsync(player, cancellation))).ConfigureAwait(false);
    }

    /// <summary>Imports a small player, so that what follows is not the first work that the process does.</summary>
    public Task WarmUpAsync(string platform, CancellationToken cancellation)
        => ImportAsync(Players.Create("warm", platform, 1, WarmUpGames), WarmUpGames, cancellation);

    /// <summary>Starts some imports of a single game, so that neither the application nor the client answers or asks for the first time.</summary>
    public Task WarmUpStartsAsync(CancellationToken cancellation)
        => ImportAsync(Players.Create("early", "lichess", WarmUpStarts, 1), WarmUpStarts, cancellation);

    /// <summary>Waits for the end of a player's import.</summary>
    public async Task<ImportProgress> WaitAsync(DemoPlayer player, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(PollInterval);
        while (true)
        {
            var progress = await _api.ProgressAsync(player, cancellation).ConfigureAwait(false);
            if (progress.Status == "completed")
                return progress;
            if (progress.IsOver)
                throw new DemoException($"{player.UserId} is {progress.Status}: {progress.Error?.Code} {progress.Error?.Message}");
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>How many games of players have been imported so far.</summary>
    public async Task<int> ImportedAsync(IReadOnlyList<DemoPlayer> players, CancellationToken cancellation)
    {
        var progress = await Task.WhenAll(players.Select(player => _api.ProgressAsync(player, cancellation))).ConfigureAwait(false);
        return progress.Sum(static player => player.ImportedGames ?? 0);
    }

    /// <summary>Stops both.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync().ConfigureAwait(false);
        await _simulator.DisposeAsync().ConfigureAwait(false);
        Client.Dispose();
    }

    // A provider has its games already when somebody asks for them; the simulator invents a player at the first request.
    Task MeetAsync(IReadOnlyList<DemoPlayer> players, CancellationToken cancellation)
        => Task.WhenAll(players.Where(_met.Add).Select(player => Provider.MeetAsync(player, cancellation)));

    /// <summary>Starts the providers alone.</summary>
    /// <param name="client">Asks whether they answer.</param>
    /// <param name="gamesPerSecond">How fast each Lichess export is; 0 for as fast as possible.</param>
    /// <param name="cancellation">Stops the start.</param>
    public static async Task<(ChildProgram Simulator, SimulatorApi Provider)> StartSimulatorAsync(
        HttpClient client, int gamesPerSecond, CancellationToken cancellation)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        string[] arguments =
        [
            "--port", address.Port.ToString(CultureInfo.InvariantCulture), "--lichess-downloads", "0", "--chesscom-parallel", "0",
            "--throttle", gamesPerSecond.ToString(CultureInfo.InvariantCulture),
        ];
        var simulator = ChildProgram.Start(
            "ProviderSimulator", arguments, [], Path.Combine(LocalDirectory.Default, "benchmarks", "simulator.log"));
        var provider = new SimulatorApi(client, address);
        await simulator.WaitUntilAnswersAsync(client, provider.StatsUrl, StartLimit, cancellation).ConfigureAwait(false);
        return (simulator, provider);
    }

    /// <summary>Starts the application alone.</summary>
    public static (ChildProgram Application, Uri Address) StartApplication(
        string connectionString, SimulatorApi provider, IReadOnlyDictionary<string, string?> settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        var environment = new Dictionary<string, string?>(settings)
        {
            ["IMPORT_DATABASE"] = connectionString,
            ["LICHESS_BASE_URL"] = provider.LichessUrl.ToString(),
            ["CHESSCOM_BASE_URL"] = provider.ChessComUrl.ToString(),
            ["IMPORTS_PER_USER_PER_HOUR"] = "0",
            // The simulated providers set no limits, so neither does the application.
            ["LICHESS_MAX_DOWNLOADS"] = "100",
            ["CHESSCOM_MAX_REQUESTS"] = "100",
            ["ASPNETCORE_URLS"] = null,
        };
        var log = Path.Combine(LocalDirectory.Default, "benchmarks", "application.log");
        return (ChildProgram.Start("FunctionApp", ["--urls", address.GetLeftPart(UriPartial.Authority)], environment, log), address);
    }
}
