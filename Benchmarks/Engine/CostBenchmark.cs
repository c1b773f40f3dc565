using System.Diagnostics;
using System.Globalization;
using Benchmarks.Harness;
using LocalPostgres;
using Microsoft.DurableTask;

namespace Benchmarks.Engine;

/// <summary>What a step costs, in everything that is paid for it.</summary>
sealed class CostBenchmark : IBenchmark
{
    const int Activities = 5;

    /// <summary>Each activity's answer is a step, and the start is one.</summary>
    const int StepsEach = Activities + 1;

    /// <summary>Idle connections of PostgreSQL report what they counted after ten seconds.</summary>
    static readonly TimeSpan UntilReported = TimeSpan.FromSeconds(11);

    static readonly (int Width, int Count)[] Shapes = [(100, 3000), (1, 600)];

    /// <inheritdoc/>
    public string Name => "cost";

    /// <inheritdoc/>
    public string Description => $"chains of {Activities} trivial activities, 100 in flight and one at a time: what each of their steps costs";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var (server, counted) = await StartServerAsync(context, cancellation).ConfigureAwait(false);
        await using var stops = server;
        var figures = new Figures();
        foreach (var (width, count) in Shapes)
        {
            var database = await server
                .CreateDatabaseAsync(string.Create(CultureInfo.InvariantCulture, $"cost_{width}"), null, cancellation).ConfigureAwait(false);
            await using var meter = await CostMeter.CreateAsync(server, database, counted, cancellation).ConfigureAwait(false);
            await using var engine = await EngineHost.StartAsync(database, Register, null, cancellation).ConfigureAwait(false);
            await engine.RunManyAsync("chain", count / 5, width, cancellation).ConfigureAwait(false);

            await Task.Delay(UntilReported, cancellation).ConfigureAwait(false);
            using var stages = new CommitStages();
            var before = await meter.BeginAsync(cancellation).ConfigureAwait(false);
            var began = Stopwatch.GetTimestamp();
            await engine.RunManyAsync("chain", count, width, cancellation).ConfigureAwait(false);
            var elapsed = Stopwatch.GetElapsedTime(began);
            var after = await meter.ReadAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(UntilReported, cancellation).ConfigureAwait(false);
            after = after with { Transactions = await meter.TransactionsAsync(cancellation).ConfigureAwait(false) };

            var steps = (double)(count * StepsEach);
            var prefix = string.Create(CultureInfo.InvariantCulture, $"width{width}_");
            context.Say(string.Create(CultureInfo.InvariantCulture, $"{width} in flight: {steps / elapsed.TotalSeconds:#,0} steps/s"));
            foreach (var line in await meter.StatementsAsync(steps, cancellation).ConfigureAwait(false))
                context.Say(line);
            after.Minus(before).AddTo(figures, prefix, steps);
            stages.AddTo(figures, prefix, steps);
        }

        return figures;
    }

    static async Task<(LocalPostgresServer Server, bool Counted)> StartServerAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        try
        {
            var options = new LocalPostgresOptions { Settings = { ["shared_preload_libraries"] = "pg_stat_statements" } };
            return (await LocalPostgresServer.StartAsync(options, cancellation).ConfigureAwait(false), true);
        }
        catch (LocalPostgresException)
        {
            context.Say("This PostgreSQL has no pg_stat_statements: statements are not counted.");
            return (await LocalPostgresServer.StartAsync(new LocalPostgresOptions(), cancellation).ConfigureAwait(false), false);
        }
    }

    static void Register(DurableTaskRegistry tasks)
    {
        tasks.AddActivityFunc<int, int>("add", static (_, number) => number + 1);
        tasks.AddOrchestratorFunc<int, int>("chain", static async (context, number) =>
        {
            for (var step = 0; step < Activities; step++)
                number = await context.CallActivityAsync<int>("add", number);
            return number;
        });
    }
}
