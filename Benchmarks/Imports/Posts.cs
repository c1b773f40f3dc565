using System.Diagnostics;
using System.Net.Http.Json;
using AppHost.Demo;

namespace Benchmarks.Imports;

/// <summary>Many start requests from several clients.</summary>
static class Posts
{
    /// <summary>Sends one start request a player.</summary>
    /// <param name="rig">Where to.</param>
    /// <param name="players">Whose imports are to be started.</param>
    /// <param name="clients">Requests that run at the same time.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Status code and milliseconds of each.</returns>
    public static async Task<IReadOnlyList<(int Status, double Milliseconds)>> SendAsync(
        ImportRig rig, IReadOnlyList<DemoPlayer> players, int clients, CancellationToken cancellation)
    {
        var results = new (int, double)[players.Count];
        var url = new Uri(rig.Address, "api/v1/import-more-games");
        await Parallel.ForAsync(
            0, players.Count, new ParallelOptions { MaxDegreeOfParallelism = clients, CancellationToken = cancellation },
            async (index, token) =>
            {
                var body = new { user_id = players[index].UserId, platform = players[index].Platform };
                var began = Stopwatch.GetTimestamp();
                using var response = await rig.Client.PostAsJsonAsync(url, body, token).ConfigureAwait(false);
                results[index] = ((int)response.StatusCode, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }).ConfigureAwait(false);
        return results;
    }
}
