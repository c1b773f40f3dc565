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
    /// <param name="interval">
    /// How often each client sends one; a request that is late because the one before took longer counts from when it was due. Zero: the
    /// next one as soon as the last is answered.
    /// </param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Status code and milliseconds of each.</returns>
    public static async Task<IReadOnlyList<(int Status, double Milliseconds)>> SendAsync(
        ImportRig rig, IReadOnlyList<DemoPlayer> players, int clients, TimeSpan interval, CancellationToken cancellation)
    {
        var results = new (int, double)[players.Count];
        var url = new Uri(rig.Address, "api/v1/import-more-games");
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(ClientAsync)).ConfigureAwait(false);
        return results;

        async Task ClientAsync(int client)
        {
            // The clients do not send in step.
            var due = start + (long)(interval.TotalSeconds * Stopwatch.Frequency * client / clients);
            while (Interlocked.Increment(ref next) is var index && index < players.Count)
            {
                var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, cancellation).ConfigureAwait(false);
                // A timer is up to some milliseconds late, which is not the answer's fault.
                var began = interval > TimeSpan.Zero && wait <= TimeSpan.Zero ? due : Stopwatch.GetTimestamp();
                var body = new { user_id = players[index].UserId, platform = players[index].Platform };
                using var response = await rig.Client.PostAsJsonAsync(url, body, cancellation).ConfigureAwait(false);
                results[index] = ((int)response.StatusCode, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                due += (long)(interval.TotalSeconds * Stopwatch.Frequency);
            }
        }
    }
}
