using System.Diagnostics;
using Benchmarks.Harness;
using Microsoft.DurableTask.Entities;

namespace Benchmarks.Engine;

/// <summary>How many operations one entity and many entities process.</summary>
sealed class EntityBenchmark : IBenchmark
{
    const int Signals = 20_000;
    const int Many = 1000;
    const int Senders = 64;

    /// <inheritdoc/>
    public string Name => "entity";

    /// <inheritdoc/>
    public string Description => $"{Signals} signals to one entity, and {Signals} over {Many} entities, from {Senders} senders, until the states show all";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await using var engine = await EngineHost
            .StartAsync(database, static tasks => tasks.AddEntity<Counter>("counter"), null, cancellation).ConfigureAwait(false);
        await SignalAsync(engine, "warm", 10, 1000, cancellation).ConfigureAwait(false);

        var one = await SignalAsync(engine, "one", 1, Signals, cancellation).ConfigureAwait(false);
        var many = await SignalAsync(engine, "many", Many, Signals, cancellation).ConfigureAwait(false);
        return new Figures()
            .Add("one_entity_operations_per_second", Signals / one.TotalSeconds)
            .Add("many_entities_operations_per_second", Signals / many.TotalSeconds);
    }

    static async Task<TimeSpan> SignalAsync(EngineHost engine, string prefix, int entities, int signals, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, signals),
            new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = cancellation },
            async (index, token) =>
            {
                var id = new EntityInstanceId("counter", $"{prefix}-{index % entities}");
                await engine.Client.Entities.SignalEntityAsync(id, "Add", 1, null, token).ConfigureAwait(false);
            }).ConfigureAwait(false);

        for (var entity = 0; entity < entities; entity++)
        {
            var id = new EntityInstanceId("counter", $"{prefix}-{entity}");
            while (await StateAsync(engine, id, cancellation).ConfigureAwait(false) < signals / entities)
                await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation).ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    static async Task<int> StateAsync(EngineHost engine, EntityInstanceId id, CancellationToken cancellation)
        => (await engine.Client.Entities.GetEntityAsync<int>(id, true, cancellation).ConfigureAwait(false))?.State ?? 0;
}
