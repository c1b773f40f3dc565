using System.Diagnostics;
using ImportFunctions.Tests.EndToEnd;
using ProviderSimulator;

namespace ImportFunctions.Tests.Crash;

/// <summary>The process dies at any moment; nothing that was begun is lost or done twice.</summary>
public sealed class KillTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const int Kills = 6;

    [Fact]
    public async Task KillAtRandomMoments_FourImports_EveryGameOnce_NoSlotLost()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { GamesPerSecond = 1200, LichessDownloads = 50, ChessComParallel = 50 });
        (string User, string Platform)[] players =
            [("kill-a-6000", "lichess"), ("kill-b-5000", "chess.com"), ("kill-c-6000", "lichess"), ("kill-d-5000", "chess.com")];
        (string, string)[] settings = [("LICHESS_MAX_DOWNLOADS", "4"), ("CHESSCOM_MAX_REQUESTS", "2")];

        var app = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, settings);
        try
        {
            foreach (var (user, platform) in players)
            {
                using var started = await app.PostImportAsync(user, platform);
                Assert.Equal(System.Net.HttpStatusCode.Accepted, started.StatusCode);
            }

            for (var kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(random.Next(20, 1500));
                await app.KillAsync();
                await app.DisposeAsync();
                app = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, settings);
            }

            foreach (var (user, platform) in players)
            {
                var end = await app.EndOfAsync(user, platform);
                Assert.True(AppProcess.Status(end) == "completed", $"seed {seed}: {end}");
                var stored = await StoredGames.IdsAsync(postgres.ConnectionString, user, platform);
                Assert.Equal(stored.Count, end.GetProperty("imported_games").GetInt32());
                await StoredGames.AssertExactAsync(postgres.ConnectionString, simulator.BaseUrl, user, platform);
            }

            Assert.Equal(0, await StoredGames.OpenRunsAsync(postgres.ConnectionString));
            var watch = Stopwatch.StartNew();
            while ((await app.JsonAsync("api/v1/import-queue")).GetProperty("slots").GetProperty("in_use").GetInt32() > 0)
            {
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"seed {seed}: a slot is lost");
                await Task.Delay(100);
            }
        }
        finally
        {
            await app.DisposeAsync();
        }
    }
}
