using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ImportFunctions.Gate;
using ImportFunctions.Tests.EndToEnd;
using ProviderSimulator;

namespace ImportFunctions.Tests.Crash;

/// <summary>The gate of the running application is sent what it should never get, its holders are taken from under it, and the process dies.</summary>
public sealed class GateChaosTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const int Slots = 3;

    const string Gate = "runtime/webhooks/durabletask/entities/importgate/global";

    [Fact]
    public async Task HostileMessages_TerminatedAndPurgedHolders_AndKills_NeverMoreHoldersThanSlots_AndNobodyIsLost()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { GamesPerSecond = 400, LichessDownloads = 50 });
        (string, string)[] settings =
            [("MAX_CONCURRENT_IMPORTS", $"{Slots}"), ("LICHESS_MAX_DOWNLOADS", "6"), ("IMPORT_LEASE_SECONDS", "5"), ("IMPORTS_PER_USER_PER_HOUR", "0")];
        var players = Enumerable.Range(0, 12).Select(n => $"chaos-{n}-400").ToList();
        var seen = new List<SlotRequest>();

        var app = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, settings);
        try
        {
            foreach (var player in players)
            {
                using var started = await app.PostImportAsync(player);
                Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
            }

            await HauntAsync(app, seen, seed);
            for (var kill = 0; kill < 3; kill++)
            {
                for (var blow = 0; blow < 12; blow++)
                {
                    await LookAsync(app, seen, seed);
                    await DisturbAsync(app, seen, random);
                }

                await app.KillAsync();
                await app.DisposeAsync();
                app = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, settings);
            }

            // Everybody ends, some of them cancelled from under us; those are imported again.
            foreach (var player in players)
            {
                for (var tries = 0; await EndOfAsync(app, player, seen, seed) is var end && AppProcess.Status(end) != "completed"; tries++)
                {
                    Assert.True(tries < 500, $"seed {seed}: {end}{Environment.NewLine}{app.Output}");
                    using var again = await app.PostImportAsync(player);
                    Assert.True(again.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Conflict, $"seed {seed}: {again.StatusCode}");
                }

                await StoredGames.AssertExactAsync(postgres.ConnectionString, simulator.BaseUrl, player);
            }

            for (var looks = 0; (await LookAsync(app, seen, seed)) > 0; looks++)
            {
                Assert.True(looks < 300, $"seed {seed}: a slot or a place is held by nobody");
                await Task.Delay(100);
            }

            Assert.Equal(0, await StoredGames.OpenRunsAsync(postgres.ConnectionString));
            Assert.True(seen.Count > players.Count, $"seed {seed}: {seen.Count} claims were seen");
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    // The dice may never throw somebody without an orchestration, or the reaper be faster than the next look.
    static async Task HauntAsync(AppProcess app, List<SlotRequest> seen, int seed)
    {
        var ghost = new SlotRequest("lichess-ghost", Guid.NewGuid(), "lichess-ghost", ImportPriority.Premium, DateTimeOffset.UtcNow);
        await SignalAsync(app, "Acquire", ghost);
        for (var looks = 0; !seen.Exists(claim => claim.RunId == ghost.RunId); looks++)
        {
            Assert.True(looks < 300, $"seed {seed}: the gate did not take the ghost in");
            await LookAsync(app, seen, seed);
            await Task.Delay(20);
        }
    }

    static async Task<JsonElement> EndOfAsync(AppProcess app, string player, List<SlotRequest> seen, int seed)
    {
        for (var looks = 0; ; looks++)
        {
            await LookAsync(app, seen, seed);
            var progress = await app.ProgressAsync(player);
            if (AppProcess.Status(progress) is "completed" or "failed" or "cancelled")
                return progress;
            Assert.True(looks < 1200, $"seed {seed}: {progress}{Environment.NewLine}{app.Output}");
            await Task.Delay(50);
        }
    }

    // The gate's own state, as one operation left it: holders and queue are from one moment.
    static async Task<int> LookAsync(AppProcess app, List<SlotRequest> seen, int seed)
    {
        using var response = await app.Http.GetAsync(Gate);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return 0;
        var state = (await AppProcess.BodyAsync(response)).Deserialize<GateState>(JsonSerializerOptions.Web)!;
        Assert.True(state.Holders.Count <= Slots, $"seed {seed}: {state.Holders.Count} holders");
        var all = state.Holders.Concat(state.Queue).ToList();
        Assert.Equal(all.Count, all.Select(e => e.Player).Distinct().Count());
        seen.AddRange(all.Select(e => new SlotRequest(e.InstanceId, e.RunId, e.Player, e.Priority, e.RequestedAt)).Except(seen));
        return all.Count;
    }

    static async Task DisturbAsync(AppProcess app, List<SlotRequest> seen, Random random)
    {
        var any = seen.Count > 0 ? seen[random.Next(seen.Count)] : null;
        var ghost = new SlotRequest($"lichess-ghost{random.Next(1000)}", Guid.NewGuid(), $"lichess-ghost{random.Next(1000)}",
            (ImportPriority)random.Next(3), DateTimeOffset.UtcNow);
        switch (random.Next(8))
        {
            case 0 when any is not null:
                using (await app.Http.PostAsync($"runtime/webhooks/durabletask/instances/{any.InstanceId}/terminate?reason=chaos", null))
                    break;
            case 1 when any is not null:
                using (await app.Http.PostAsync($"runtime/webhooks/durabletask/instances/{any.InstanceId}/terminate?reason=chaos", null))
                using (await app.Http.DeleteAsync($"runtime/webhooks/durabletask/instances/{any.InstanceId}"))
                    break;
            case 2 when any is not null:
                // A question asked twice, or by a run that is long over.
                await SignalAsync(app, "Acquire", any);
                break;
            case 3:
                // Somebody without an orchestration.
                await SignalAsync(app, "Acquire", ghost);
                break;
            case 4 when any is not null:
                await SignalAsync(app, "Release", new SlotRelease(new SlotClaim(any.InstanceId, Guid.NewGuid()), true));
                break;
            case 5:
                await SignalAsync(app, "CheckLeases", null);
                break;
            case 6 when any is not null:
                await SignalAsync(app, "Renew", new SlotClaim(any.InstanceId, any.RunId));
                await SignalAsync(app, "Reap", new[] { new SlotClaim(any.InstanceId, Guid.NewGuid()) });
                break;
            default:
                // What it cannot read fails on its own.
                await SignalAsync(app, random.Next(2) == 0 ? "Acquire" : "Nothing", "no request");
                break;
        }
    }

    static async Task SignalAsync(AppProcess app, string operation, object? input)
    {
        using var response = await app.Http.PostAsync($"{Gate}?op={operation}", JsonContent.Create(input, options: new JsonSerializerOptions()));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }
}
