using Benchmarks.Harness;

namespace Benchmarks.Imports;

/// <summary>How fast a long queue of small imports is worked off, and whether its order is kept.</summary>
sealed class QueueBenchmark : IBenchmark
{
    const int Count = 300;
    const int Games = 500;

    /// <inheritdoc/>
    public string Name => "queue";

    /// <inheritdoc/>
    public string Description => $"{Count} Lichess players with {Games} games each, 3 slots";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await using var rig = await ImportRig.StartAsync(database, new Dictionary<string, string?>(), cancellation).ConfigureAwait(false);
        await rig.WarmUpAsync("lichess", cancellation).ConfigureAwait(false);
        await rig.WarmUpStartsAsync(cancellation).ConfigureAwait(false);

        var elapsed = await rig.ImportAsync(Players.Create("queue", "lichess", Count, Games), Count * Games, cancellation).ConfigureAwait(false);
        return new Figures()
            .Add("games_per_second", Count * Games / elapsed.TotalSeconds)
            .Add("imports_per_second", Count / elapsed.TotalSeconds)
            .Add("out_of_order", await Database.ScalarAsync<long>(database, Sql.QueueOrder, cancellation).ConfigureAwait(false));
    }
}
