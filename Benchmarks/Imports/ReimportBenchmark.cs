using Benchmarks.Harness;

namespace Benchmarks.Imports;

/// <summary>What it costs to import a player who has played nothing since.</summary>
sealed class ReimportBenchmark : IBenchmark
{
    const int Count = 3;
    const int Games = 20_000;
    const int Rounds = 5;

    /// <inheritdoc/>
    public string Name => "reimport";

    /// <inheritdoc/>
    public string Description => $"{Count} Lichess players with {Games:N0} stored games each, imported again one after another; median of {Rounds} rounds";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await using var rig = await ImportRig.StartAsync(database, new Dictionary<string, string?>(), cancellation).ConfigureAwait(false);
        var players = Players.Create("reimport", "lichess", Count, Games);
        await rig.ImportAsync(players, Count * Games, cancellation).ConfigureAwait(false);

        var rowsBefore = await Database.ScalarAsync<long>(database, Sql.CountRows, cancellation).ConfigureAwait(false);
        var statsBefore = await rig.Provider.StatsAsync(cancellation).ConfigureAwait(false);
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
            foreach (var player in players)
                times.Add((await rig.ImportAsync([player], expectedGames: 0, cancellation).ConfigureAwait(false)).TotalMilliseconds);

        var stats = (await rig.Provider.StatsAsync(cancellation).ConfigureAwait(false)).Since(statsBefore);
        var rows = await Database.ScalarAsync<long>(database, Sql.CountRows, cancellation).ConfigureAwait(false);
        return new Figures()
            .Add("player_ms", Figures.Median(times))
            .Add("requests_per_player", stats.Requests / (double)times.Count)
            .Add("games_fetched", stats.Games)
            .Add("rows_written", rows - rowsBefore);
    }
}
