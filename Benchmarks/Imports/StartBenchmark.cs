using Benchmarks.Harness;

namespace Benchmarks.Imports;

/// <summary>How fast starts are answered while the application is busy.</summary>
sealed class StartBenchmark : IBenchmark
{
    const int Requests = 2000;
    const int Clients = 50;
    const int BusyPlayers = 3;
    const int BusyGames = 200_000;

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string Description => $"{Requests} starts for as many players from {Clients} clients while {BusyPlayers} imports of {BusyGames:N0} games run";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        var settings = new Dictionary<string, string?> { ["MAX_QUEUED_IMPORTS"] = "10000" };
        await using var rig = await ImportRig.StartAsync(database, settings, cancellation).ConfigureAwait(false);
        await rig.WarmUpAsync("lichess", cancellation).ConfigureAwait(false);
        await rig.StartAsync(Players.Create("busy", "lichess", BusyPlayers, BusyGames), cancellation).ConfigureAwait(false);

        var results = await Posts.SendAsync(rig, Players.Create("start", "lichess", Requests, 1), Clients, cancellation).ConfigureAwait(false);
        return new Figures()
            .AddLatencies(results.Select(static result => result.Milliseconds))
            .Add("server_errors", results.Count(static result => result.Status >= 500))
            .Add("accepted", results.Count(static result => result.Status == 202));
    }
}
