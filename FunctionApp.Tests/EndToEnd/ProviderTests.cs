using System.Net.Http.Json;
using System.Text.Json;
using LocalPostgres.Testing;
using ProviderSimulator;

namespace ImportFunctions.Tests.EndToEnd;

/// <summary>One provider is one budget, whatever the imports; and what becomes of imports while a provider is in trouble.</summary>
public sealed class ProviderTests
{
    [Fact]
    public async Task ManyImports_NeverMoreRequestsThanTheProvidersAllow()
    {
        await using var rig = await RigAsync(new SimulatorOptions { LichessDownloads = 2, ChessComParallel = 1 }, ("MAX_CONCURRENT_IMPORTS", "8"));
        var players = Enumerable.Range(0, 8).Select(n => (User: $"many-{n}-1500", Platform: n % 2 == 0 ? "lichess" : "chess.com")).ToList();
        await Task.WhenAll(players.Select(async p => (await rig.App.PostImportAsync(p.User, p.Platform)).Dispose()));
        foreach (var (user, platform) in players)
        {
            Assert.Equal("completed", AppProcess.Status(await rig.App.EndOfAsync(user, platform)));
            await StoredGames.AssertExactAsync(rig.Database, rig.Simulator.BaseUrl, user, platform);
        }

        var stats = await rig.StatsAsync();
        var most = stats.GetProperty("most_running");
        Assert.InRange(most.GetProperty("lichess").GetInt32(), 1, 2);
        Assert.Equal(1, most.GetProperty("chess.com").GetInt32());
        Assert.DoesNotContain(stats.GetProperty("statuses").EnumerateObject(), s => s.Name.EndsWith(".429", StringComparison.Ordinal));
        await rig.BudgetIsFreeAsync();
    }

    [Theory]
    [InlineData("terminate")]
    [InlineData("purge")]
    public async Task ImportThatVanishes_LeavesItsPermitToTheNext(string how)
    {
        await using var rig = await RigAsync(new SimulatorOptions { GamesPerSecond = 50 }, ("LICHESS_MAX_DOWNLOADS", "1"));
        var (first, second) = ($"gone-{how}-3000", $"next-{how}-100");
        using var started = await rig.App.PostImportAsync(first);
        var links = await AppProcess.BodyAsync(started);
        await rig.App.ProgressWhenAsync(first, p => p.GetProperty("imported_games").GetInt32() > 0);
        using var waiting = await rig.App.PostImportAsync(second);
        await rig.HealthWhenAsync("lichess", p => p.GetProperty("waiting").GetInt32() == 1);

        using var terminated = await rig.App.Http.PostAsync(links.GetProperty("terminatePostUri").GetString()!.Replace("{text}", "gone"), null);
        Assert.True(terminated.IsSuccessStatusCode);
        if (how == "purge")
        {
            await rig.App.EndOfAsync(first);
            using var purged = await rig.App.Http.DeleteAsync(links.GetProperty("purgeHistoryDeleteUri").GetString());
            Assert.True(purged.IsSuccessStatusCode);
        }

        Assert.Equal("completed", AppProcess.Status(await rig.App.EndOfAsync(second)));
        Assert.Equal(1, (await rig.StatsAsync()).GetProperty("most_running").GetProperty("lichess").GetInt32());
        await rig.BudgetIsFreeAsync();
    }

    [Fact]
    public async Task ProviderDown_CircuitOpensForAll_ImportsWait_AndGoOnWhenItIsBack()
    {
        await using var rig = await RigAsync(new SimulatorOptions(), ("PROVIDER_BREAKER_FAILURES", "2"), ("PROVIDER_BREAKER_SECONDS", "3"));
        await rig.ControlAsync(new { faults = new { server_error = 1.0, path = "/api/" } });
        string[] users = ["down-a-300", "down-b-300"];
        foreach (var user in users)
            using (await rig.App.PostImportAsync(user)) { }
        var open = await rig.HealthWhenAsync("lichess", p => p.GetProperty("state").GetString() == "open");
        Assert.True(open.GetProperty("failures").GetInt32() >= 2);
        Assert.True(open.GetProperty("until").GetDateTimeOffset() > open.GetProperty("since").GetDateTimeOffset());
        Assert.Equal("closed", (await rig.HealthAsync("chess.com")).GetProperty("state").GetString());
        foreach (var user in users)
        {
            var waits = await rig.App.ProgressWhenAsync(
                user, p => p.GetProperty("message").GetString()!.StartsWith("Provider not available, continues at ", StringComparison.Ordinal));
            Assert.Equal("importing", AppProcess.Status(waits));
        }

        // The other provider is not concerned, and a cancel works at once.
        using (await rig.App.PostImportAsync("fine-100", "chess.com"))
            Assert.Equal("completed", AppProcess.Status(await rig.App.EndOfAsync("fine-100", "chess.com")));
        using (await rig.App.CancelImportAsync(users[1]))
            Assert.Equal("cancelled", AppProcess.Status(await rig.App.EndOfAsync(users[1])));

        await rig.ControlAsync(new { faults = new { server_error = 0.0 } });
        Assert.Equal("completed", AppProcess.Status(await rig.App.EndOfAsync(users[0])));
        await rig.HealthWhenAsync("lichess", p => p.GetProperty("state").GetString() == "closed");
        await rig.BudgetIsFreeAsync();
    }

    [Fact]
    public async Task TooManyRequests_PausesAllImportsOfTheProvider_AndACancelWorksAtOnce()
    {
        await using var rig = await RigAsync(new SimulatorOptions());
        await rig.ControlAsync(new { faults = new { retry_after_seconds = 20 }, script = (string[])["429"] });
        DateTimeOffset pausedUntil;
        using (await rig.App.PostImportAsync("limited-a-100"))
        {
            var paused = await rig.HealthWhenAsync("lichess", p => p.GetProperty("paused_until").ValueKind == JsonValueKind.String);
            pausedUntil = paused.GetProperty("paused_until").GetDateTimeOffset();
        }

        using (await rig.App.PostImportAsync("limited-b-100"))
        {
            await rig.App.ProgressWhenAsync(
                "limited-b-100", p => p.GetProperty("message").GetString()!.StartsWith("Rate limited, continues at ", StringComparison.Ordinal));
        }

        Assert.Equal(1, (await rig.StatsAsync()).GetProperty("requests").EnumerateObject().Sum(r => r.Value.GetInt32()));
        using (await rig.App.CancelImportAsync("limited-a-100"))
        {
            var end = await rig.App.EndOfAsync("limited-a-100");
            Assert.Equal("cancelled", AppProcess.Status(end));
            Assert.True(end.GetProperty("updated_at").GetDateTimeOffset() < pausedUntil, $"{end}");
        }

        Assert.Equal("completed", AppProcess.Status(await rig.App.EndOfAsync("limited-b-100")));
        Assert.Equal(1, (await rig.StatsAsync()).GetProperty("statuses").GetProperty("lichess.429").GetInt32());
    }

    [Fact]
    public async Task ProviderDownForTooLong_FailsAsProviderUnavailable()
    {
        await using var rig = await RigAsync(new SimulatorOptions(), ("PROVIDER_BREAKER_FAILURES", "1"), ("PROVIDER_WAIT_LIMIT_SECONDS", "1"));
        await rig.ControlAsync(new { faults = new { server_error = 1.0, path = "/api/" } });
        using var started = await rig.App.PostImportAsync("never-300");
        var end = await rig.App.EndOfAsync("never-300");
        Assert.Equal(("failed", "provider_unavailable", true), (AppProcess.Status(end),
            end.GetProperty("error").GetProperty("code").GetString(), end.GetProperty("error").GetProperty("retryable").GetBoolean()));
        await rig.BudgetIsFreeAsync();
    }

    static async Task<Rig> RigAsync(SimulatorOptions options, params (string, string)[] settings)
    {
        var database = await PostgresDatabase.CreateAsync();
        var simulator = await SimulatorHost.StartAsync(options);
        return new Rig(database, simulator, await AppProcess.StartAsync(database.ConnectionString, simulator.BaseUrl, settings));
    }

    sealed class Rig(PostgresDatabase database, SimulatorHost simulator, AppProcess app) : IAsyncDisposable
    {
        readonly HttpClient _http = new() { BaseAddress = simulator.BaseUrl };

        public string Database => database.ConnectionString;

        public SimulatorHost Simulator => simulator;

        public AppProcess App => app;

        public async Task ControlAsync(object change)
        {
            using var response = await _http.PostAsJsonAsync("_control", change);
            response.EnsureSuccessStatusCode();
        }

        public async Task<JsonElement> StatsAsync() => await _http.GetFromJsonAsync<JsonElement>("_stats");

        public async Task<JsonElement> HealthAsync(string platform)
        {
            var health = await App.JsonAsync("api/health");
            return health.GetProperty("providers").EnumerateArray().Single(p => p.GetProperty("platform").GetString() == platform);
        }

        public async Task<JsonElement> HealthWhenAsync(string platform, Func<JsonElement, bool> wanted)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            while (true)
            {
                var health = await HealthAsync(platform);
                if (wanted(health))
                    return health;
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"Still: {health}{Environment.NewLine}{App.Output}");
                await Task.Delay(50);
            }
        }

        public async Task BudgetIsFreeAsync()
        {
            foreach (var platform in (string[])["lichess", "chess.com"])
                await HealthWhenAsync(platform, p => p.GetProperty("in_use").GetInt32() + p.GetProperty("waiting").GetInt32() == 0);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Simulator.DisposeAsync();
            await database.DisposeAsync();
            _http.Dispose();
        }
    }
}
