using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using ProviderSimulator;

namespace ImportFunctions.Tests.EndToEnd;

/// <summary>Scheduled imports over HTTP, with the real timer.</summary>
public sealed class ScheduleTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Path = "api/v1/import-schedules";

    static readonly (string, string)[] Settings =
        [("IMPORT_SCHEDULE_INTERVAL_SECONDS", "5"), ("IMPORT_SCHEDULE_JITTER_SECONDS", "0"), ("IMPORT_SCHEDULES_PER_USER", "2")];

    [Fact]
    public async Task Schedule_IsCreatedShownChangedAndDeleted_AndTheTimerStartsItsImport()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { LichessDownloads = 20 });
        await using var app = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, Settings);
        using var created = await app.Http.PostAsJsonAsync(Path, new { user_id = "Timed-300", platform = "lichess", every_hours = 6, limit = 1_000_000 });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var schedule = await AppProcess.BodyAsync(created);
        var address = created.Headers.Location!.OriginalString;
        Assert.EndsWith($"/{Path}/{schedule.GetProperty("id").GetString()}", address, StringComparison.Ordinal);
        Assert.Equal(("timed-300", 6, 0), (schedule.GetProperty("user_id").GetString(), schedule.GetProperty("every_hours").GetInt32(),
            schedule.GetProperty("consecutive_failures").GetInt32()));
        var due = schedule.GetProperty("next_run_at").GetDateTimeOffset();

        var ended = await WhenAsync(app, address, s => s.GetProperty("last_run") is { ValueKind: JsonValueKind.Object } run
            && run.GetProperty("status").GetString() == "completed");
        Assert.Equal(due, ended.GetProperty("last_run").GetProperty("due_at").GetDateTimeOffset());
        Assert.Equal(due.AddHours(6), ended.GetProperty("next_run_at").GetDateTimeOffset());
        Assert.True(ended.GetProperty("last_run").GetProperty("imported_games").GetInt32() > 0);
        await StoredGames.AssertExactAsync(postgres.ConnectionString, simulator.BaseUrl, "timed-300");

        using var second = await app.Http.PostAsJsonAsync(Path, new { user_id = "timed-300", platform = "lichess", cron = "0 3 * * *" });
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        using var third = await app.Http.PostAsJsonAsync(Path, new { user_id = "timed-300", platform = "lichess", cron = "0 4 * * *" });
        Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
        using var wrong = await app.Http.PostAsJsonAsync(Path, new { user_id = "other", platform = "lichess", cron = "never" });
        Assert.Equal((HttpStatusCode.BadRequest, "cron"), (wrong.StatusCode, (await AppProcess.BodyAsync(wrong)).GetProperty("field").GetString()));

        var first = await app.JsonAsync($"{Path}?user_id=TIMED-300&platform=lichess&limit=1");
        Assert.Equal(schedule.GetProperty("id").GetString(), Assert.Single(first.GetProperty("schedules").EnumerateArray()).GetProperty("id").GetString());
        var next = await app.JsonAsync(first.GetProperty("next").GetString()!);
        Assert.Equal("0 3 * * *", Assert.Single(next.GetProperty("schedules").EnumerateArray()).GetProperty("cron").GetString());
        Assert.Equal(JsonValueKind.Null, next.GetProperty("next").ValueKind);

        using var changed = await app.Http.PatchAsJsonAsync(address, new { enabled = false, window = new { from = "22:00", to = "06:00", time_zone = "Europe/Berlin" } });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var shown = await app.JsonAsync(address);
        Assert.Equal((false, "Europe/Berlin", JsonValueKind.Null), (shown.GetProperty("enabled").GetBoolean(),
            shown.GetProperty("window").GetProperty("time_zone").GetString(), shown.GetProperty("next_run_at").ValueKind));

        using var deleted = await app.Http.DeleteAsync(address);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var gone in new[] { address, $"{Path}/x", $"{Path}/%F0%9F%98%80" })
        {
            using var answer = await app.Http.GetAsync(gone);
            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        }
    }

    [Fact]
    public async Task TwoProcesses_TheOneThatStartsImportsIsKilled_EveryStartHappensOnce()
    {
        await using var database = await LocalPostgres.Testing.PostgresDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { LichessDownloads = 50, GamesPerSecond = 2000 });
        var first = await AppProcess.StartAsync(database.ConnectionString, simulator.BaseUrl, Settings);
        await using var second = await AppProcess.StartAsync(database.ConnectionString, simulator.BaseUrl, Settings);
        var players = Enumerable.Range(0, 12).Select(n => $"once-{n}-200").ToList();
        try
        {
            // All become due together, in the one sweep that is cut off.
            foreach (var player in players)
            {
                using var created = await first.Http.PostAsJsonAsync(Path, new { user_id = player, platform = "lichess", every_hours = 6, enabled = false });
                Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            }

            await CountAsync(source, "UPDATE import_schedules SET enabled = true, due_at = date_trunc('second', now()), next_run_at = now() RETURNING 1");
            // The database says when a start has been made, whether or not it has been noted down.
            await UntilAsync(async () => await CountAsync(source, "SELECT count(*) FROM import_runs") > 0);
            await first.KillAsync();

            await UntilAsync(async () => await CountAsync(source, "SELECT count(*) FROM import_runs WHERE finished_at IS NOT NULL") >= players.Count
                && await CountAsync(source, "SELECT count(*) FROM import_schedules WHERE last_due_at IS NOT NULL AND settled") == players.Count);
        }
        finally
        {
            await first.DisposeAsync();
        }

        Assert.Equal(players.Count, await CountAsync(source, "SELECT count(*) FROM import_runs"));
        Assert.Equal(players.Count, await CountAsync(source, "SELECT count(DISTINCT user_id) FROM import_runs WHERE status = 'completed' AND priority = 'scheduled'"));
        Assert.Equal(0, await CountAsync(source, "SELECT count(*) FROM import_schedules WHERE claim_id IS NOT NULL OR next_run_at < now()"));
        foreach (var player in players)
            await StoredGames.AssertExactAsync(database.ConnectionString, simulator.BaseUrl, player);
    }

    static async Task<long> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    static async Task UntilAsync(Func<Task<bool>> wanted)
    {
        for (var watch = Stopwatch.StartNew(); !await wanted();)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(120), "It did not come to that.");
            await Task.Delay(5);
        }
    }

    static async Task<JsonElement> WhenAsync(AppProcess app, string address, Func<JsonElement, bool> wanted)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var shown = await app.JsonAsync(address);
            if (wanted(shown))
                return shown;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"Still: {shown}{Environment.NewLine}{app.Output}");
            await Task.Delay(50);
        }
    }
}
