using System.Net;
using System.Net.Http.Json;
using ProviderSimulator;

namespace ImportFunctions.Tests.EndToEnd;

/// <summary>The limits that settings set, on applications of their own.</summary>
public sealed class LimitTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Start_BeyondTheLimits_Is429And503WithRetryAfter_AndARaisedSlotLimitLosesNobody()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { GamesPerSecond = 10, LichessDownloads = 20 });
        (string, string)[] narrow = [("MAX_CONCURRENT_IMPORTS", "1"), ("MAX_QUEUED_IMPORTS", "2"), ("IMPORTS_PER_USER_PER_HOUR", "1")];
        string[] users = ["slot-400", "wait-a-400", "wait-b-400"];
        await using (var app = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, narrow))
        {
            using var quick = await app.PostImportAsync("quick-0");
            await app.EndOfAsync("quick-0");
            using var tooOften = await app.PostImportAsync("quick-0");
            Assert.Equal(HttpStatusCode.TooManyRequests, tooOften.StatusCode);
            Assert.InRange(tooOften.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 30, 60);

            using var running = await app.PostImportAsync(users[0]);
            await app.ProgressWhenAsync(users[0], p => AppProcess.Status(p) == "importing");
            foreach (var user in users[1..])
            {
                using var waiting = await app.PostImportAsync(user);
                await app.ProgressWhenAsync(user, p => p.GetProperty("queue_position").ValueKind == System.Text.Json.JsonValueKind.Number);
            }

            using var full = await app.PostImportAsync("too-many-400");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, full.StatusCode);
            Assert.NotNull(full.Headers.RetryAfter);
            using var known = await app.PostImportAsync(users[2]);
            Assert.Equal(HttpStatusCode.Conflict, known.StatusCode);
            await app.KillAsync();
        }

        using var http = new HttpClient();
        using var fast = await http.PostAsJsonAsync(new Uri(simulator.BaseUrl, "_control"), new { games_per_second = 0 });
        fast.EnsureSuccessStatusCode();
        await using var wide = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl,
            ("MAX_CONCURRENT_IMPORTS", "3"), ("LICHESS_MAX_DOWNLOADS", "6"));
        foreach (var user in users[1..])
            await wide.ProgressWhenAsync(user, p => AppProcess.Status(p) is "importing" or "completed", withinSeconds: 120);
        foreach (var user in users)
        {
            Assert.Equal("completed", AppProcess.Status(await wide.EndOfAsync(user)));
            await StoredGames.AssertExactAsync(postgres.ConnectionString, simulator.BaseUrl, user);
        }
    }
}
