using System.Diagnostics;
using AppHost.Demo;
using AppHost.Processes;
using Benchmarks.Harness;

namespace Benchmarks.Imports;

/// <summary>Two processes of the application on one database: how long nobody works when the one that does ends.</summary>
sealed class TakeoverBenchmark : IBenchmark
{
    const int Rounds = 5;
    const int LongImport = 100_000;
    const int ShortImport = 20;
    const int GamesPerSecond = 40;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "takeover";

    /// <inheritdoc/>
    public string Description
        => $"two processes on one database, an import under way; the working one is ended with SIGKILL and with SIGTERM, {Rounds} times each";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        var (simulator, provider) = await ImportRig.StartSimulatorAsync(client, GamesPerSecond, cancellation).ConfigureAwait(false);
        await using var stopsSimulator = simulator;
        var pair = new ProcessPair(client, database, provider);
        await using var stopsPair = pair;
        await pair.StartAsync(cancellation).ConfigureAwait(false);
        // Its activity is in flight whenever the process ends.
        await new ImportApi(client, pair.Owner.Address)
            .StartAsync(Players.Create("long", "lichess", 1, LongImport)[0], cancellation).ConfigureAwait(false);

        var figures = new Figures();
        foreach (var (name, end) in ((string, Func<ChildProgram, Task>)[])[("kill", static p => p.KillAsync()), ("term", static p => p.DisposeAsync().AsTask())])
        {
            var (taken, working) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                var player = Players.Create($"{name}{(char)('a' + round)}", "chess.com", 1, ShortImport)[0];
                var (owned, worked) = await RoundAsync(client, pair, end, player, cancellation).ConfigureAwait(false);
                context.Say($"{name}: the hub changed hands after {owned.TotalSeconds:0.000} s, the next import was done after {worked.TotalSeconds:0.000} s");
                taken.Add(owned.TotalSeconds);
                working.Add(worked.TotalSeconds);
            }

            figures.Add($"{name}_seconds", Figures.Median(taken)).Add($"{name}_max_seconds", taken.Max())
                .Add($"{name}_to_next_import_seconds", Figures.Median(working)).Add($"{name}_to_next_import_max_seconds", working.Max());
        }

        return figures;
    }

    static async Task<(TimeSpan Owned, TimeSpan Worked)> RoundAsync(
        HttpClient client, ProcessPair pair, Func<ChildProgram, Task> end, DemoPlayer player, CancellationToken cancellation)
    {
        var epoch = await pair.EpochAsync(cancellation).ConfigureAwait(false);
        var standby = new ImportApi(client, pair.Standby.Address);
        var began = Stopwatch.GetTimestamp();
        var ending = end(pair.Owner.Process);
        // The standby takes requests all the time.
        await standby.StartAsync(player, cancellation).ConfigureAwait(false);
        while (await pair.EpochAsync(cancellation).ConfigureAwait(false) == epoch)
            await PauseAsync(began, cancellation).ConfigureAwait(false);
        var owned = Stopwatch.GetElapsedTime(began);
        while (!(await standby.ProgressAsync(player, cancellation).ConfigureAwait(false)).IsOver)
            await PauseAsync(began, cancellation).ConfigureAwait(false);
        var worked = Stopwatch.GetElapsedTime(began);
        await ending.ConfigureAwait(false);
        await pair.ReplaceOwnerAsync(cancellation).ConfigureAwait(false);
        return (owned, worked);
    }

    static async Task PauseAsync(long began, CancellationToken cancellation)
    {
        if (Stopwatch.GetElapsedTime(began) > Limit)
            throw new DemoException($"Nobody took over within {Limit.TotalSeconds:0} s.");
        await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation).ConfigureAwait(false);
    }
}
