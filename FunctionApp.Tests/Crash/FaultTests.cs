using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ImportFunctions.Tests.EndToEnd;
using LocalPostgres;
using Npgsql;
using ProviderSimulator;

namespace ImportFunctions.Tests.Crash;

/// <summary>The providers misbehave, the process dies and the database crashes; the table holds the providers' games all the same.</summary>
public sealed class FaultTests
{
    const int Slots = 3;
    const int GamesEach = 3000;

    /// <summary>Far more than it takes: what it guards against is standing still.</summary>
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(8);

    static readonly (string User, string Platform)[] Players =
        [.. Enumerable.Range(0, 6).Select(n => ($"fault-{n}-{GamesEach}", n % 2 == 0 ? "lichess" : "chess.com"))];

    [Fact]
    public async Task FaultsOfEveryKind_KillsAndDatabaseCrashes_SixImports_EveryGameOnce()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        // A server of its own, as others use the shared one.
        await using var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions(), deadline.Token);
        var database = await server.CreateDatabaseAsync("faults", cancellation: deadline.Token);
        await using var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { LichessDownloads = 50, ChessComParallel = 50, GamesPerSecond = 2000 });
        await MisbehaveAsync(simulator.BaseUrl);
        (string, string)[] settings = [("LICHESS_MAX_DOWNLOADS", "3"), ("CHESSCOM_MAX_REQUESTS", "2"), ("IMPORT_BATCH_SIZE", "200"),
            ("IMPORT_PAGE_SECONDS", "1"), ("MAX_CONCURRENT_IMPORTS", $"{Slots}")];
        var app = await AppProcess.StartAsync(database, simulator.BaseUrl, settings);
        try
        {
            foreach (var (user, platform) in Players)
            {
                using var started = await app.PostImportAsync(user, platform);
                Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
            }

            var watch = new HolderWatch(() => app.Http.BaseAddress!);
            var observer = new EndingWatch(() => app.Http.BaseAddress!);
            await using (watch)
            await using (observer)
            {
                // Each in the middle of things, however fast the machine is: when so many games are there.
                await GamesAsync(database, 1500, deadline.Token);
                await RestartAppAsync();
                await GamesAsync(database, 5000, deadline.Token);
                await server.RestartAsync(immediate: true, deadline.Token);
                await GamesAsync(database, 9000, deadline.Token);
                await app.KillAsync();
                await server.RestartAsync(immediate: true, deadline.Token);
                await RestartAppAsync();

                foreach (var (user, platform) in Players)
                    await AssertCompleteAsync(await EndAsync(app, user, platform, deadline.Token), database, simulator.BaseUrl, user, platform);
                // Whoever follows the events through all of this is told every ending.
                await observer.HasSeenAsync([.. Players.Select(p => p.User)], deadline.Token);
            }

            Assert.Equal(0, await StoredGames.OpenRunsAsync(database));
            await NoSlotIsHeldAsync(app, deadline.Token);
            watch.AssertNeverMoreThan(Slots);
            await EveryFaultHappenedAsync(simulator.BaseUrl);
        }
        finally
        {
            await app.DisposeAsync();
        }

        async Task RestartAppAsync()
        {
            // Disposing of a process that runs is killing it.
            await app.DisposeAsync();
            app = await AppProcess.StartAsync(database, simulator.BaseUrl, settings);
        }
    }

    static async Task MisbehaveAsync(Uri simulator)
    {
        using var http = new HttpClient();
        using var faults = await http.PostAsJsonAsync(new Uri(simulator, "_control"), new
        {
            seed = 7,
            // The dice decide about most; these make sure that none is missing.
            script = new[] { "ok", "ok", "ok", "cut", "garbage", "stall", "garbage", "500", "garbage", "429", "garbage", "cut", "garbage" },
            faults = new
            {
                too_many_requests = 0.1,
                retry_after_seconds = 1,
                server_error = 0.1,
                cut = 0.1,
                garbage = 0.2,
                stall = 0.05,
                stall_ms = 300,
            },
        });
        faults.EnsureSuccessStatusCode();
    }

    static async Task EveryFaultHappenedAsync(Uri simulator)
    {
        using var http = new HttpClient();
        var stats = await http.GetFromJsonAsync<JsonElement>(new Uri(simulator, "_stats"));
        var happened = stats.GetProperty("faults").EnumerateObject().Select(f => f.Name).ToList();
        Assert.Superset(new HashSet<string> { "429", "500", "cut", "garbage", "stall" }, happened.ToHashSet());
    }

    // The progress is what the table says, and the table is what the provider has.
    static async Task AssertCompleteAsync(JsonElement end, string database, Uri simulator, string user, string platform)
    {
        Assert.True(AppProcess.Status(end) == "completed", $"{end}");
        await StoredGames.AssertExactAsync(database, simulator, user, platform);
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("""
            SELECT (SELECT count(*) FROM games g WHERE g.import_id = r.run_id), r.imported_games, r.duplicate_games, r.checked_games, r.skipped_games,
                   coalesce((SELECT sum(value::integer) FROM jsonb_each_text(r.skipped_reasons)), 0), r.run_id
            FROM import_runs r WHERE r.user_id = $1 AND r.platform = $2
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = user });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = platform });
        await using var row = await command.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        var (stored, imported, duplicate, looked, skipped) = (row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4));
        Assert.Equal((GamesEach, GamesEach, 0, GamesEach + skipped), (stored, imported, duplicate, looked));
        Assert.Equal(skipped, row.GetInt64(5));
        Assert.Equal((imported, duplicate, looked, skipped), (Count("imported"), Count("duplicate"), Count("checked"), Count("skipped")));
        Assert.Equal(row.GetGuid(6), end.GetProperty("run_id").GetGuid());
        if (skipped > 0)
            Assert.Equal(skipped, end.GetProperty("skipped_reasons").EnumerateObject().Sum(r => r.Value.GetInt32()));
        Assert.False(await row.ReadAsync(), "A second run of one import.");

        int Count(string what) => end.GetProperty(what + "_games").GetInt32();
    }

    static async Task GamesAsync(string database, int wanted, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
                await using var count = source.CreateCommand("SELECT coalesce(sum(imported_games), 0) FROM import_runs");
                if ((long)(await count.ExecuteScalarAsync(cancellation))! >= wanted)
                    return;
            }
            catch (NpgsqlException)
            {
                // It is only just back.
            }

            await Task.Delay(20, cancellation);
        }
    }

    static async Task<JsonElement> EndAsync(AppProcess app, string user, string platform, CancellationToken cancellation)
    {
        var last = "";
        while (true)
        {
            try
            {
                var progress = await app.ProgressAsync(user, platform);
                if (AppProcess.Status(progress) is "completed" or "failed" or "cancelled")
                    return progress;
                last = $"{progress}";
            }
            catch (InvalidOperationException e)
            {
                // 503 while the application has not noticed yet that its database is back.
                last = e.Message;
            }

            if (cancellation.IsCancellationRequested)
                throw new TimeoutException($"Still: {last}{Environment.NewLine}{app.Output}");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    static async Task NoSlotIsHeldAsync(AppProcess app, CancellationToken cancellation)
    {
        while ((await app.JsonAsync("api/v1/import-queue")).GetProperty("slots").GetProperty("in_use").GetInt32() > 0)
        {
            Assert.False(cancellation.IsCancellationRequested, "A slot is lost.");
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
