using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ProviderSimulator;

namespace ImportFunctions.Tests.EndToEnd;

/// <summary>Slots over several processes.</summary>
public sealed class SlotTests
{
    [Fact]
    public async Task SlotLimit_LoweredAcrossAKill_LosesNobody_AndGrantsInOrder()
    {
        await using var database = await LocalPostgres.Testing.PostgresDatabase.CreateAsync();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { GamesPerSecond = 10, LichessDownloads = 20 });
        string[] users = ["low-a-1000", "low-b-1000", "low-c-1000", "low-d-1000", "low-e-1000"];
        await using (var wide = await AppProcess.StartAsync(database.ConnectionString, simulator.BaseUrl,
            ("MAX_CONCURRENT_IMPORTS", "3"), ("LICHESS_MAX_DOWNLOADS", "6")))
        {
            foreach (var user in users)
            {
                using var started = await wide.PostImportAsync(user);
                await wide.ProgressWhenAsync(user, p => AppProcess.Status(p) == "importing"
                    || p.GetProperty("queue_position").ValueKind == JsonValueKind.Number);
            }

            await IsFullAsync(wide, users);
            await wide.KillAsync();
        }

        await using var narrow = await AppProcess.StartAsync(database.ConnectionString, simulator.BaseUrl,
            ("MAX_CONCURRENT_IMPORTS", "1"), ("LICHESS_MAX_DOWNLOADS", "6"));
        // Three hold a slot, as before; the queue stays as it was until fewer than one does.
        await IsFullAsync(narrow, users);
        Assert.Equal(1, (await narrow.JsonAsync("api/v1/import-queue")).GetProperty("slots").GetProperty("limit").GetInt32());
        await PaceAsync(simulator, 0);
        var left = new List<string>(users);
        var granted = new List<string>(users[..3]);
        for (var watch = Stopwatch.StartNew(); left.Count > 0;)
        {
            var (holders, queue) = await GateAsync(narrow);
            foreach (var user in holders.Except(granted).ToList())
            {
                Assert.Single(holders);
                granted.Add(user);
            }

            left = [.. users.Where(u => holders.Contains(u) || queue.Contains(u))];
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(120), $"Still: {string.Join(", ", left)}{Environment.NewLine}{narrow.Output}");
        }

        // One that was over between two looks is not seen; those that are keep their order.
        Assert.Equal(granted.Order(), granted);
        foreach (var user in users)
        {
            Assert.Equal("completed", AppProcess.Status(await narrow.EndOfAsync(user)));
            await StoredGames.AssertExactAsync(database.ConnectionString, simulator.BaseUrl, user);
        }
    }

    [Fact]
    public async Task Cancel_AskedOfTheStandby_StopsThePageOfTheOwner_AndFreesTheSlot()
    {
        await using var database = await LocalPostgres.Testing.PostgresDatabase.CreateAsync();
        // A stream this slow would work for minutes after the wish.
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { GamesPerSecond = 1, LichessDownloads = 20 });
        (string, string)[] one = [("MAX_CONCURRENT_IMPORTS", "1")];
        await using var owner = await AppProcess.StartAsync(database.ConnectionString, simulator.BaseUrl, one);
        await using var standby = await AppProcess.StartAsync(database.ConnectionString, simulator.BaseUrl, one);
        using var first = await owner.PostImportAsync("asked-300");
        await owner.ProgressWhenAsync("asked-300", p => AppProcess.Status(p) == "importing");
        using var second = await standby.PostImportAsync("after-300");
        await standby.ProgressWhenAsync("after-300", p => p.GetProperty("queue_position").ValueKind == JsonValueKind.Number);

        using var cancelled = await standby.CancelImportAsync("asked-300");
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal("cancelled", AppProcess.Status(await standby.EndOfAsync("asked-300")));
        await standby.ProgressWhenAsync("after-300", p => AppProcess.Status(p) == "importing");
        await PaceAsync(simulator, 0);
        Assert.Equal("completed", AppProcess.Status(await owner.EndOfAsync("after-300")));
    }

    static async Task IsFullAsync(AppProcess app, string[] users)
    {
        var (holders, queue) = await GateAsync(app);
        Assert.Equal(users[..3], holders);
        Assert.Equal(users[3..], queue);
    }

    static async Task<(IReadOnlyList<string> Holders, IReadOnlyList<string> Queue)> GateAsync(AppProcess app)
    {
        var gate = await app.JsonAsync("api/v1/import-queue");
        static string[] Users(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetProperty("user_id").GetString()!)];
        return (Users(gate.GetProperty("slots").GetProperty("holders")), Users(gate.GetProperty("queue")));
    }

    static async Task PaceAsync(SimulatorHost simulator, double gamesPerSecond)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsJsonAsync(new Uri(simulator.BaseUrl, "_control"), new { games_per_second = gamesPerSecond });
        response.EnsureSuccessStatusCode();
    }
}
