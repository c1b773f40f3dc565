using System.Net.Http.Json;
using ImportFunctions.Tests.EndToEnd;
using ProviderSimulator;

namespace ImportFunctions.Tests.Crash;

/// <summary>The providers misbehave and the process dies; the table holds the providers' games all the same.</summary>
public sealed class FaultTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task FaultsOfEveryKind_AndKills_SixImports_EveryGameOnce()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { LichessDownloads = 50, ChessComParallel = 50 });
        using var control = new HttpClient { BaseAddress = simulator.BaseUrl };
        using var faults = await control.PostAsJsonAsync("_control", new
        {
            seed = 7,
            faults = new
            {
                too_many_requests = 0.1,
                retry_after_seconds = 1,
                server_error = 0.1,
                cut = 0.1,
                garbage = 0.1,
                stall = 0.05,
                stall_ms = 300,
            },
        });
        faults.EnsureSuccessStatusCode();
        (string, string)[] settings = [("LICHESS_MAX_DOWNLOADS", "3"), ("CHESSCOM_MAX_REQUESTS", "2")];
        var players = Enumerable.Range(0, 6).Select(n => (User: $"fault-{n}-2000", Platform: n % 2 == 0 ? "lichess" : "chess.com")).ToList();

        var app = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, settings);
        try
        {
            foreach (var (user, platform) in players)
            {
                using var started = await app.PostImportAsync(user, platform);
                Assert.Equal(System.Net.HttpStatusCode.Accepted, started.StatusCode);
            }

            for (var kill = 0; kill < 2; kill++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1 + kill));
                await app.KillAsync();
                await app.DisposeAsync();
                app = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, settings);
            }

            foreach (var (user, platform) in players)
            {
                var end = await app.EndOfAsync(user, platform, withinSeconds: 240);
                Assert.True(AppProcess.Status(end) == "completed", $"{end}");
                await StoredGames.AssertExactAsync(postgres.ConnectionString, simulator.BaseUrl, user, platform);
            }

            Assert.Equal(0, await StoredGames.OpenRunsAsync(postgres.ConnectionString));
        }
        finally
        {
            await app.DisposeAsync();
        }
    }
}
