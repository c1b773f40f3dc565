using System.Diagnostics;
using System.Globalization;
using AppHost.Processes;
using LocalPostgres;

namespace AppHost.Demo;

/// <summary>
/// The main job, seen from outside: four players' games are imported at once from simulated providers by the unchanged application, and the
/// database is compared with what the providers have.
/// </summary>
sealed class DemoCommand(AppHostArguments arguments, TextWriter output)
{
    const int Slots = 3;

    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    static readonly TimeSpan ImportLimit = TimeSpan.FromMinutes(5);
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the demo.</summary>
    /// <returns>0 when the database holds exactly the providers' games and the second import changed nothing, otherwise 1.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var players = arguments.Recorded is { } folder ? DemoPlayer.Recorded(folder) : DemoPlayer.Generated;
        using var client = new HttpClient();
        await using var database = await DemoDatabase.CreateAsync(output, stopping).ConfigureAwait(false);

        var logs = Path.Combine(LocalDirectory.Default, "demo");
        var provider = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        await using var simulator = ChildProgram.Start("ProviderSimulator", SimulatorArguments(provider), [], Path.Combine(logs, "simulator.log"));
        var simulated = new SimulatorApi(client, provider);
        await simulator.WaitUntilAnswersAsync(client, simulated.StatsUrl, StartLimit, stopping).ConfigureAwait(false);

        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        await using var application = ChildProgram.Start(
            "FunctionApp", ["--urls", address.GetLeftPart(UriPartial.Authority)], Settings(database, simulated), Path.Combine(logs, "application.log"));
        await application.WaitUntilAnswersAsync(client, new Uri(address, "api/health"), StartLimit, stopping).ConfigureAwait(false);

        var version = await database.ServerVersionAsync(stopping).ConfigureAwait(false);
        await output.WriteLineAsync($"FunctionApp on {address.Authority}, ProviderSimulator on {provider.Authority}, PostgreSQL {version}")
            .ConfigureAwait(false);
        try
        {
            var imports = new ImportWatcher(new ImportApi(client, address), new ProgressDisplay(output, ProgressDisplay.IsTerminal));
            var passed = await ShowAsync(players, imports, simulated, database, application, stopping).ConfigureAwait(false);
            if (arguments.Keep)
                await KeepAsync(address, stopping).ConfigureAwait(false);
            return passed ? 0 : 1;
        }
        catch (DemoException exception)
        {
            await output.WriteLineAsync($"FAILED: {exception.Message}").ConfigureAwait(false);
            await output.WriteLineAsync($"The application's log is {Path.Combine(logs, "application.log")}.").ConfigureAwait(false);
            return 1;
        }
    }

    async Task<bool> ShowAsync(
        IReadOnlyList<DemoPlayer> players, ImportWatcher imports, SimulatorApi simulated, DemoDatabase database, ChildProgram application,
        CancellationToken stopping)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limited.CancelAfter(ImportLimit);
        try
        {
            await output.WriteLineAsync($"Importing {players.Count} players at once with {Slots} slots ...").ConfigureAwait(false);
            var began = Stopwatch.GetTimestamp();
            var runs = await imports.RunAsync(players, PollInterval, limited.Token).ConfigureAwait(false);
            SummaryTable.Write(output, runs, Stopwatch.GetElapsedTime(began).TotalSeconds, application.PeakWorkingSet);

            var check = new DemoCheck(simulated, database, output);
            var exact = await check.CompareAsync(players, limited.Token).ConfigureAwait(false);
            var repeated = await check.RepeatAsync(runs[0].Player, imports, PollInterval, limited.Token).ConfigureAwait(false);
            return exact & repeated;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new DemoException($"Not over after {ImportLimit.TotalMinutes:0} minutes.");
        }
    }

    async Task KeepAsync(Uri address, CancellationToken stopping)
    {
        await output.WriteLineAsync($"ready {address.GetLeftPart(UriPartial.Authority)}").ConfigureAwait(false);
        try
        {
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is how a kept demo ends; its result stands.
        }
    }

    IEnumerable<string> SimulatorArguments(Uri provider)
    {
        string[] port = ["--port", provider.Port.ToString(CultureInfo.InvariantCulture)];
        return arguments.Recorded is { } folder ? [.. port, "--recorded", folder] : port;
    }

    static IEnumerable<KeyValuePair<string, string?>> Settings(DemoDatabase database, SimulatorApi simulated) => new Dictionary<string, string?>
    {
        ["IMPORT_DATABASE"] = database.ConnectionString,
        ["MAX_CONCURRENT_IMPORTS"] = Slots.ToString(CultureInfo.InvariantCulture),
        ["LICHESS_BASE_URL"] = simulated.LichessUrl.ToString(),
        ["CHESSCOM_BASE_URL"] = simulated.ChessComUrl.ToString(),
        // The demo listens on loopback only and must not depend on what else is set on this machine.
        ["ASPNETCORE_URLS"] = null,
        ["FUNCTIONS_KEY"] = null,
        ["FUNCTIONS_MASTER_KEY"] = null,
        ["LICHESS_TOKEN"] = null,
    };
}
