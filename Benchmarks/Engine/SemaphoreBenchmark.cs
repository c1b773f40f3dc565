using System.Diagnostics;
using Benchmarks.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Benchmarks.Engine;

/// <summary>What a global semaphore made of an entity costs when many wait for it.</summary>
sealed class SemaphoreBenchmark : IBenchmark
{
    /// <summary>Orchestrations that may work at the same time.</summary>
    public const int Permits = 50;

    const int Count = 1000;

    static readonly TimeSpan Work = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public string Name => "semaphore";

    /// <inheritdoc/>
    public string Description => $"{Count} orchestrations, {Permits} permits from an entity, {Work.TotalMilliseconds:0} ms of work each";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var (running, most) = (0, 0);
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await using var engine = await EngineHost.StartAsync(
            database, Register, static options => options.MaxConcurrentActivities = 2 * Permits, cancellation).ConfigureAwait(false);
        await engine.RunManyAsync("work", Permits, Permits, cancellation).ConfigureAwait(false);

        var began = Stopwatch.GetTimestamp();
        await engine.RunManyAsync("work", Count, Count, cancellation).ConfigureAwait(false);
        var total = Stopwatch.GetElapsedTime(began);
        if (most > Permits)
            throw new InvalidOperationException($"{most} orchestrations worked at the same time with {Permits} permits.");
        return new Figures()
            .Add("total_seconds", total.TotalSeconds)
            .Add("to_ideal_ratio", total / (Work * Count / Permits))
            .Add("most_at_once", most);

        void Register(DurableTaskRegistry tasks)
        {
            tasks.AddEntity<Permits>("permits");
            tasks.AddActivityFunc<int>("work", async (_, _) =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Delay(Work, cancellation).ConfigureAwait(false);
                Interlocked.Decrement(ref running);
            });
            tasks.AddOrchestratorFunc<int>("work", static async (orchestration, number) =>
            {
                var permits = new EntityInstanceId("permits", "all");
                if (!await orchestration.Entities.CallEntityAsync<bool>(permits, "Acquire", orchestration.InstanceId))
                    await orchestration.WaitForExternalEvent<bool>("granted");
                await orchestration.CallActivityAsync("work", number);
                if (await orchestration.Entities.CallEntityAsync<string?>(permits, "Release") is { } next)
                    orchestration.SendEvent(next, "granted", true);
            });
        }
    }

    static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
