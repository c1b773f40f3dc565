using System.Diagnostics;
using Benchmarks.Harness;
using Microsoft.DurableTask;

namespace Benchmarks.Engine;

/// <summary>How many short orchestrations the engine completes.</summary>
sealed class ChainBenchmark : IBenchmark
{
    const int Count = 1000;
    const int InFlight = 100;
    const int Steps = 5;
    const int Rounds = 3;

    /// <inheritdoc/>
    public string Name => "chain";

    /// <inheritdoc/>
    public string Description => $"{Count} orchestrations of {Steps} sequential trivial activities, {InFlight} in flight; median of {Rounds} rounds";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await using var engine = await EngineHost.StartAsync(database, Register, null, cancellation).ConfigureAwait(false);
        await engine.RunManyAsync("chain", Count / 10, InFlight, cancellation).ConfigureAwait(false);

        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await engine.RunManyAsync("chain", Count, InFlight, cancellation).ConfigureAwait(false);
            rates.Add(Count / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        return new Figures()
            .Add("orchestrations_per_second", Figures.Median(rates))
            .Add("activities_per_second", Figures.Median(rates) * Steps);
    }

    static void Register(DurableTaskRegistry tasks)
    {
        tasks.AddActivityFunc<int, int>("add", static (_, number) => number + 1);
        tasks.AddOrchestratorFunc<int, int>("chain", static async (context, number) =>
        {
            for (var step = 0; step < Steps; step++)
                number = await context.CallActivityAsync<int>("add", number);
            return number;
        });
    }
}
