using System.Globalization;
using Benchmarks.Harness;

namespace Benchmarks.Imports;

/// <summary>How much memory the application needs, and whether that depends on how much it imports.</summary>
sealed class MemoryBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public string Description => "peak memory of the application's process while it imports Lichess games; a new process each";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var small = await PeakAsync(context, players: 3, games: 20_000, cancellation).ConfigureAwait(false);
        var large = await PeakAsync(context, players: 3, games: 200_000, cancellation).ConfigureAwait(false);
        var ten = await PeakAsync(context, players: 10, games: 20_000, cancellation).ConfigureAwait(false);
        return new Figures()
            .Add("rss_3x20000_mb", small)
            .Add("rss_3x200000_mb", large)
            .Add("rss_10_at_once_mb", ten)
            .Add("growth_ratio", large / small);
    }

    static async Task<double> PeakAsync(BenchmarkContext context, int players, int games, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        var settings = new Dictionary<string, string?> { ["MAX_CONCURRENT_IMPORTS"] = players.ToString(CultureInfo.InvariantCulture) };
        await using var rig = await ImportRig.StartAsync(database, settings, cancellation).ConfigureAwait(false);
        var elapsed = await rig.ImportAsync(Players.Create("memory", "lichess", players, games), players * games, cancellation)
            .ConfigureAwait(false);
        context.Say(string.Create(
            CultureInfo.InvariantCulture, $"{players} × {games:N0}: {elapsed.TotalSeconds:0.0} s, {rig.PeakMemory:0} MB"));
        return rig.PeakMemory;
    }
}
