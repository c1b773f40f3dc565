using System.Diagnostics;
using Benchmarks.Harness;

namespace Benchmarks.Imports;

/// <summary>How fast starts are answered while the application is busy.</summary>
sealed class StartBenchmark : IBenchmark
{
    const int Requests = 2000;
    const int Clients = 50;
    const int BusyPlayers = 3;
    const int BusyGames = 400_000;

    // Lichess sends 20 games a second, its own 60.
    const double LichessGamesPerSecond = 60;

    // 200 starts a second: far more than users of one host press the button.
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string Description =>
        $"{Requests} starts for as many players from {Clients} clients, each four times a second, while {BusyPlayers} imports of {BusyGames:N0} games run; "
        + "rush: as many again, each client without a pause; paced: as at first, while the provider sends its games at Lichess' pace";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        var settings = new Dictionary<string, string?> { ["MAX_QUEUED_IMPORTS"] = "10000" };
        await using var rig = await ImportRig.StartAsync(database, settings, cancellation).ConfigureAwait(false);
        await rig.WarmUpAsync("lichess", cancellation).ConfigureAwait(false);
        await rig.WarmUpStartsAsync(cancellation).ConfigureAwait(false);
        var busy = Players.Create("busy", "lichess", BusyPlayers, BusyGames);
        await rig.StartAsync(busy, cancellation).ConfigureAwait(false);

        var (importedBefore, began) = (await rig.ImportedAsync(busy, cancellation).ConfigureAwait(false), Stopwatch.GetTimestamp());
        var results = await Posts
            .SendAsync(rig, Players.Create("start", "lichess", Requests, 1), Clients, Interval, cancellation).ConfigureAwait(false);
        var imported = await rig.ImportedAsync(busy, cancellation).ConfigureAwait(false) - importedBefore;
        var importRate = imported / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var rush = await Posts
            .SendAsync(rig, Players.Create("rush", "lichess", Requests, 1), Clients, TimeSpan.Zero, cancellation).ConfigureAwait(false);

        await rig.Provider.PaceAsync(LichessGamesPerSecond, cancellation).ConfigureAwait(false);
        var paced = await Posts
            .SendAsync(rig, Players.Create("paced", "lichess", Requests, 1), Clients, Interval, cancellation).ConfigureAwait(false);
        return new Figures()
            .AddLatencies(results.Select(static result => result.Milliseconds))
            .Add("server_errors", results.Count(static result => result.Status >= 500))
            .Add("games_per_second_meanwhile", importRate)
            .Add("accepted", results.Count(static result => result.Status == 202))
            .AddLatencies(rush.Select(static result => result.Milliseconds), "rush_")
            .Add("rush_server_errors", rush.Count(static result => result.Status >= 500))
            .AddLatencies(paced.Select(static result => result.Milliseconds), "paced_")
            .Add("paced_server_errors", paced.Count(static result => result.Status >= 500));
    }
}
