using System.Diagnostics;
using Benchmarks.Harness;
using Microsoft.DurableTask;

namespace Benchmarks.Engine;

/// <summary>Whether a step gets dearer as the history gets longer.</summary>
sealed class HistoryBenchmark : IBenchmark
{
    const int Steps = 20_000;
    const int Window = 1000;

    /// <inheritdoc/>
    public string Name => "history";

    /// <inheritdoc/>
    public string Description => $"one orchestration with {Steps} sequential activities, without ContinueAsNew";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var times = new long[Steps + 1];
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await using var engine = await EngineHost.StartAsync(database, tasks => Register(tasks, times), null, cancellation).ConfigureAwait(false);
        await engine.RunAsync("steps", Window, cancellation).ConfigureAwait(false);

        var began = Stopwatch.GetTimestamp();
        await engine.RunAsync("steps", Steps, cancellation).ConfigureAwait(false);
        var total = Stopwatch.GetElapsedTime(began);
        var first = Stopwatch.GetElapsedTime(times[0], times[Window]);
        var last = Stopwatch.GetElapsedTime(times[Steps - 1 - Window], times[Steps - 1]);
        return new Figures()
            .Add("last_to_first_ratio", last / first)
            .Add("activities_per_second", Steps / total.TotalSeconds)
            .Add("total_seconds", total.TotalSeconds);
    }

    static void Register(DurableTaskRegistry tasks, long[] times)
    {
        tasks.AddActivityFunc<int>("step", (_, number) => { times[number] = Stopwatch.GetTimestamp(); });
        tasks.AddOrchestratorFunc<int>("steps", static async (context, count) =>
        {
            for (var step = 0; step < count; step++)
                await context.CallActivityAsync("step", step);
        });
    }
}
