using System.Diagnostics;
using AppHost.Demo;
using Benchmarks.Harness;
using LocalPostgres;

namespace Benchmarks.Imports;

/// <summary>PostgreSQL is away for a minute while imports run: what clients are told, and how soon work goes on.</summary>
sealed class OutageBenchmark : IBenchmark
{
    const int Count = 3;
    const int Games = 4000;
    const int GamesPerSecond = 100;

    static readonly TimeSpan Outage = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public string Name => "outage";

    /// <inheritdoc/>
    public string Description
        => $"PostgreSQL is stopped for {Outage.TotalSeconds:0} s while {Count} × {Games} games are imported at {GamesPerSecond} games/s each";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        // One that may be stopped: the others' is shared.
        await using var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions(), cancellation).ConfigureAwait(false);
        var database = await server.CreateDatabaseAsync("outage", null, cancellation).ConfigureAwait(false);
        var (simulator, provider) = await ImportRig.StartSimulatorAsync(client, GamesPerSecond, cancellation).ConfigureAwait(false);
        await using var stopsSimulator = simulator;
        var (application, address) = ImportRig.StartApplication(database, provider, new Dictionary<string, string?>());
        await using var stopsApplication = application;
        await application.WaitUntilAnswersAsync(client, new Uri(address, "api/health"), Limit, cancellation).ConfigureAwait(false);

        var api = new ImportApi(client, address);
        var players = Players.Create("away", "lichess", Count, Games);
        foreach (var player in players)
            await api.StartAsync(player, cancellation).ConfigureAwait(false);
        foreach (var player in players)
            await UntilAsync(async () => (await api.ProgressAsync(player, cancellation).ConfigureAwait(false)).ImportedGames > 0, cancellation).ConfigureAwait(false);

        var crash = application.WaitForEndAsync(cancellation);
        await server.StopAsync(immediate: true, cancellation).ConfigureAwait(false);
        var probes = new OutageProbes(client, address, players[0]);
        await probes.RunAsync(Outage, cancellation).ConfigureAwait(false);
        var before = await ResumeAsync(server, cancellation).ConfigureAwait(false);

        var began = Stopwatch.GetTimestamp();
        await UntilAsync(() => IsHealthyAsync(client, address, cancellation), cancellation).ConfigureAwait(false);
        var healthy = Stopwatch.GetElapsedTime(began);
        await UntilAsync(async () => await GamesAsync(database, cancellation).ConfigureAwait(false) > before, cancellation).ConfigureAwait(false);
        var resumed = Stopwatch.GetElapsedTime(began);
        foreach (var player in players)
            await UntilAsync(async () => (await api.ProgressAsync(player, cancellation).ConfigureAwait(false)).Status == "completed", cancellation).ConfigureAwait(false);
        var stored = await GamesAsync(database, cancellation).ConfigureAwait(false);

        foreach (var other in probes.Others.Take(5))
            context.Say("during the outage: " + other);
        return new Figures()
            .Add("outage_seconds", Outage.TotalSeconds)
            .Add("requests", probes.Requests)
            .Add("unavailable_503", probes.Unavailable)
            .Add("other_answers", probes.Others.Count)
            .Add("slowest_answer_ms", probes.SlowestMilliseconds)
            .Add("crashes", crash.IsCompleted ? 1 : 0)
            .Add("healthy_seconds", healthy.TotalSeconds)
            .Add("resumed_seconds", resumed.TotalSeconds)
            .Add("games_missing", (Count * Games) - stored);
    }

    /// <returns>The games that are there before anybody can go on.</returns>
    static async Task<long> ResumeAsync(LocalPostgresServer server, CancellationToken cancellation)
    {
        await server.ResumeAsync(cancellation).ConfigureAwait(false);
        return await GamesAsync(server.ConnectionStringFor("outage"), cancellation).ConfigureAwait(false);
    }

    static async Task<long> GamesAsync(string database, CancellationToken cancellation)
        => await Database.ScalarAsync<long>(database + ";Pooling=false", Sql.CountRows, cancellation).ConfigureAwait(false);

    static async Task<bool> IsHealthyAsync(HttpClient client, Uri address, CancellationToken cancellation)
    {
        using var response = await client.GetAsync(new Uri(address, "api/health"), cancellation).ConfigureAwait(false);
        return response.IsSuccessStatusCode;
    }

    static async Task UntilAsync(Func<Task<bool>> reached, CancellationToken cancellation)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                if (await reached().ConfigureAwait(false))
                    return;
            }
            catch (DemoException) when (Stopwatch.GetElapsedTime(began) < Limit)
            {
                // It was told to try again.
            }

            if (Stopwatch.GetElapsedTime(began) > Limit)
                throw new DemoException($"Not reached within {Limit.TotalSeconds:0} s.");
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }
}
