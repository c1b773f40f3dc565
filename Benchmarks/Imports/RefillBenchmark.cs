using Benchmarks.Harness;

namespace Benchmarks.Imports;

/// <summary>How fast games are recognised that are stored already.</summary>
sealed class RefillBenchmark : IBenchmark
{
    const int Count = 3;
    const int Games = 20_000;

    /// <inheritdoc/>
    public string Name => "refill";

    /// <inheritdoc/>
    public string Description => $"{Count} × {Games:N0} Lichess games whose coverage was forgotten; all rows are already there";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await using var rig = await ImportRig.StartAsync(database, new Dictionary<string, string?>(), cancellation).ConfigureAwait(false);
        var players = Players.Create("refill", "lichess", Count, Games);
        await rig.ImportAsync(players, Count * Games, cancellation).ConfigureAwait(false);

        await Database.ScalarAsync<object>(database, Sql.ForgetCoverage, cancellation).ConfigureAwait(false);
        await context.PrepareAsync(cancellation).ConfigureAwait(false);
        var sent = await rig.Provider.StatsAsync(cancellation).ConfigureAwait(false);
        var elapsed = await rig.ImportAsync(players, expectedGames: 0, cancellation).ConfigureAwait(false);
        var games = (await rig.Provider.StatsAsync(cancellation).ConfigureAwait(false)).Since(sent).Games;
        return games >= Count * Games
            ? new Figures().Add("games_per_second", Count * Games / elapsed.TotalSeconds)
            : throw new InvalidOperationException($"Only {games} games were fetched again; the coverage was not forgotten.");
    }
}
