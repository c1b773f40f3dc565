using System.Net.Http.Json;
using ProviderSimulator;

namespace ImportFunctions.Tests.EndToEnd;

/// <summary>A database, a simulator and the application, for the tests of one class.</summary>
public sealed class AppFixture : PostgresFixture
{
    internal AppProcess App { get; private set; } = null!;

    internal SimulatorHost Simulator { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        // More downloads at once than one application makes, so that tests do not wait for each other.
        Simulator = await SimulatorHost.StartAsync(new SimulatorOptions { LichessDownloads = 20 });
        App = await AppProcess.StartAsync(ConnectionString, Simulator.BaseUrl, ("LICHESS_MAX_DOWNLOADS", "6"));
    }

    /// <summary>Makes the simulator's streams slow, or fast again with 0.</summary>
    internal Task ThrottleAsync(double gamesPerSecond) => ControlAsync(new { games_per_second = gamesPerSecond });

    internal async Task ControlAsync(object change)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsJsonAsync(new Uri(Simulator.BaseUrl, "_control"), change);
        response.EnsureSuccessStatusCode();
    }

    public override async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Simulator.DisposeAsync();
        await base.DisposeAsync();
    }
}
