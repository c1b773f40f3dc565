using System.Globalization;
using Benchmarks.Harness;

namespace Benchmarks.Imports;

/// <summary>How fast games get from the providers into the table, and how near that is to what PostgreSQL can take.</summary>
sealed class ImportBenchmark : IBenchmark
{
    const int Rounds = 3;

    /// <inheritdoc/>
    public string Name => "import";

    /// <inheritdoc/>
    public string Description => "new games from unthrottled simulated providers, from the first start to the last end, median of 3 rounds; beside COPY of the same rows";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var figures = new Figures();
        double copyRatio = 0;
        foreach (var (platform, players, games) in new[] { ("lichess", 1, 20_000), ("lichess", 3, 20_000), ("lichess", 1, 200_000), ("chess.com", 3, 20_000) })
        {
            var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
            await using var rig = await ImportRig.StartAsync(database, new Dictionary<string, string?>(), cancellation).ConfigureAwait(false);
            await rig.WarmUpAsync(platform, cancellation).ConfigureAwait(false);

            var name = $"{platform.Replace(".", "", StringComparison.Ordinal)}_{players}x{games}_games_per_second";
            var rates = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                await context.PrepareAsync(cancellation).ConfigureAwait(false);
                var total = players * games;
                var elapsed = await rig
                    .ImportAsync(Players.Create($"import{(char)('a' + round)}", platform, players, games), total, cancellation).ConfigureAwait(false);
                rates.Add(total / elapsed.TotalSeconds);
            }

            var rate = Figures.Median(rates);
            context.Say(string.Create(
                CultureInfo.InvariantCulture, $"{name}: {string.Join(", ", rates.Select(static r => $"{r:0}"))}, peak memory {rig.PeakMemory:0} MB"));
            figures.Add(name, rate);

            if ((platform, players) == ("lichess", 3))
            {
                await context.PrepareAsync(cancellation).ConfigureAwait(false);
                var copied = await RowCopy.MeasureAsync(database, cancellation).ConfigureAwait(false);
                context.Say(string.Create(CultureInfo.InvariantCulture, $"COPY to a stage and INSERT ... ON CONFLICT: {copied:0} rows/s on one connection"));
                copyRatio = rate / copied;
            }
        }

        return figures.Add("copy_ratio", copyRatio);
    }
}
