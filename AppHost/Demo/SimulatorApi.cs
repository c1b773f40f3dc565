using System.Net.Http.Json;
using System.Text.Json;

namespace AppHost.Demo;

/// <summary>The control endpoints of ProviderSimulator.</summary>
sealed class SimulatorApi(HttpClient client, Uri simulator)
{
    /// <summary>Base of the simulated Lichess.</summary>
    public Uri LichessUrl => simulator;

    /// <summary>Base of the simulated Chess.com.</summary>
    public Uri ChessComUrl => simulator;

    /// <summary>Answers as soon as the simulator runs.</summary>
    public Uri StatsUrl { get; } = new(simulator, "_stats");

    /// <summary>What was asked of the providers and what they sent.</summary>
    public async Task<SimulatorStats> StatsAsync(CancellationToken cancellation)
    {
        var stats = await client.GetFromJsonAsync<JsonElement>(StatsUrl, cancellation).ConfigureAwait(false);
        var requests = stats.GetProperty("requests").EnumerateObject().Sum(static kind => kind.Value.GetInt64());
        return new SimulatorStats(requests, stats.GetProperty("games_sent").GetInt64());
    }

    /// <summary>Makes the simulator invent a player now instead of at the first request of an import.</summary>
    public async Task MeetAsync(DemoPlayer player, CancellationToken cancellation)
    {
        var user = Uri.EscapeDataString(player.UserId);
        var path = player.Platform == "lichess" ? $"api/games/user/{user}?max=1" : $"pub/player/{user}/games/archives";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(simulator, path));
        request.Headers.UserAgent.ParseAdd("AppHost");
        using var response = await client.SendAsync(request, cancellation).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sets how fast each Lichess export is from now on, also those under way.</summary>
    /// <param name="gamesPerSecond">The pace; 0 for as fast as possible.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task PaceAsync(double gamesPerSecond, CancellationToken cancellation)
    {
        var body = new { games_per_second = gamesPerSecond };
        using var response = await client.PostAsJsonAsync(new Uri(simulator, "_control"), body, cancellation).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Ids of all games of a player that can be imported.</summary>
    public async Task<IReadOnlyList<string>> GameIdsAsync(DemoPlayer player, CancellationToken cancellation)
    {
        var url = new Uri(simulator, $"_players/{player.Platform}/{Uri.EscapeDataString(player.UserId)}/ids");
        var text = await client.GetStringAsync(url, cancellation).ConfigureAwait(false);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
