using System.Diagnostics;
using Benchmarks.Harness;
using Microsoft.DurableTask;

namespace Benchmarks.Engine;

/// <summary>How long a caller waits for the result of the smallest useful orchestration.</summary>
sealed class LatencyBenchmark : IBenchmark
{
    const int Count = 300;
    const int WarmUp = 30;

    /// <inheritdoc/>
    public string Name => "latency";

    /// <inheritdoc/>
    public string Description => $"{Count} one-activity orchestrations one after another on an idle engine, from schedule to result";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await using var engine = await EngineHost.StartAsync(database, Register, null, cancellation).ConfigureAwait(false);
        for (var index = 0; index < WarmUp; index++)
            await engine.RunAsync("one", index, cancellation).ConfigureAwait(false);

        var times = new List<double>(Count);
        for (var index = 0; index < Count; index++)
        {
            var began = Stopwatch.GetTimestamp();
            await engine.RunAsync("one", index, cancellation).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return new Figures().AddLatencies(times);
    }

    static void Register(DurableTaskRegistry tasks)
    {
        tasks.AddActivityFunc<int, int>("add", static (_, number) => number + 1);
        tasks.AddOrchestratorFunc<int, int>("one", static (context, number) => context.CallActivityAsync<int>("add", number));
    }
}
