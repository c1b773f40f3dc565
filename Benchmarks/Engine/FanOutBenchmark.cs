using System.Diagnostics;
using Benchmarks.Harness;
using Microsoft.DurableTask;

namespace Benchmarks.Engine;

/// <summary>How many parallel activities of one orchestration the engine completes.</summary>
sealed class FanOutBenchmark : IBenchmark
{
    const int Width = 1000;
    const int Rounds = 5;

    /// <inheritdoc/>
    public string Name => "fanout";

    /// <inheritdoc/>
    public string Description => $"one orchestration with {Width} parallel trivial activities; median of {Rounds} rounds";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await using var engine = await EngineHost.StartAsync(database, Register, null, cancellation).ConfigureAwait(false);
        await engine.RunAsync("fanout", Width / 10, cancellation).ConfigureAwait(false);

        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            var result = await engine.RunAsync("fanout", Width, cancellation).ConfigureAwait(false);
            rates.Add(Width / Stopwatch.GetElapsedTime(began).TotalSeconds);
            if (result.ReadOutputAs<int>() != Width * (Width + 1) / 2)
                throw new InvalidOperationException("The activities' results do not add up.");
        }

        return new Figures().Add("activities_per_second", Figures.Median(rates));
    }

    static void Register(DurableTaskRegistry tasks)
    {
        tasks.AddActivityFunc<int, int>("add", static (_, number) => number + 1);
        tasks.AddOrchestratorFunc<int, int>("fanout", static async (context, width) =>
        {
            var results = await Task.WhenAll(Enumerable.Range(0, width).Select(number => context.CallActivityAsync<int>("add", number)));
            return results.Sum();
        });
    }
}
