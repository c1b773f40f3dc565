using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using AppHost.Demo;
using AppHost.Processes;
using Benchmarks.Engine;
using Benchmarks.Harness;
using Microsoft.DurableTask;

namespace Benchmarks.Imports;

/// <summary>How long the application takes from the start of its process to the first import that it accepts.</summary>
sealed class BootBenchmark : IBenchmark
{
    const int Finished = 100_000;
    const int Running = 1000;
    const int Rounds = 3;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "boot";

    /// <inheritdoc/>
    public string Description
        => $"process start to the first accepted import, schema in place; and with {Finished} finished and {Running} running instances; median of {Rounds}";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        var empty = await MedianAsync(client, database, cancellation).ConfigureAwait(false);

        // A hub of its own: the process that fills it knows nothing of imports and must not meet any.
        var filled = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await FillAsync(context, filled, cancellation).ConfigureAwait(false);
        var loaded = await MedianAsync(client, filled, cancellation).ConfigureAwait(false);
        return new Figures().Add("empty_ms", empty).Add("loaded_ms", loaded);
    }

    static async Task<double> MedianAsync(HttpClient client, string database, CancellationToken cancellation)
    {
        // The first start creates the schema and does not count.
        await BootAsync(client, database, 0, cancellation).ConfigureAwait(false);
        var times = new List<double>();
        for (var round = 1; round <= Rounds; round++)
            times.Add(await BootAsync(client, database, round, cancellation).ConfigureAwait(false));
        return Figures.Median(times);
    }

    static async Task<double> BootAsync(HttpClient client, string database, int number, CancellationToken cancellation)
    {
        // Nobody answers for the providers: what is measured ends before anything is asked of them.
        var nobody = new SimulatorApi(client, new Uri($"http://127.0.0.1:{FreePort.Find()}/"));
        var player = Players.Create($"boot{(char)('a' + number)}", "lichess", 1, 1)[0];
        var began = Stopwatch.GetTimestamp();
        var (application, address) = ImportRig.StartApplication(database, nobody, new Dictionary<string, string?>());
        await using var running = application;
        while (!await AcceptsAsync(client, address, player, cancellation).ConfigureAwait(false))
        {
            if (Stopwatch.GetElapsedTime(began) > Limit)
                throw new DemoException($"The application accepted nothing within {Limit.TotalSeconds:0} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation).ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    static async Task<bool> AcceptsAsync(HttpClient client, Uri address, DemoPlayer player, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.PostAsJsonAsync(
                new Uri(address, "api/v1/import-more-games"), new { user_id = player.UserId, platform = player.Platform }, cancellation)
                .ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.Accepted;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static async Task FillAsync(BenchmarkContext context, string database, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        await using var engine = await EngineHost
            .StartAsync(database, Register, static options => options.HubName = "ImportFunctions", cancellation).ConfigureAwait(false);
        await engine.RunManyAsync("nothing", Finished, 200, cancellation).ConfigureAwait(false);
        await Parallel.ForAsync(0, Running, cancellation, async (_, token) =>
        {
            var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("waits", token).ConfigureAwait(false);
            await engine.Client.WaitForInstanceStartAsync(id, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        context.Say(string.Create(
            CultureInfo.InvariantCulture, $"hub filled in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
    }

    static void Register(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc<int, int>("nothing", static (_, number) => number);
        tasks.AddOrchestratorFunc("waits", static context => context.WaitForExternalEvent<bool>("never"));
    }
}
