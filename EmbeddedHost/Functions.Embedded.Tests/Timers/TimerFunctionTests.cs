using Functions.Embedded.Tests.Support;
using LocalPostgres.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Functions.Embedded.Tests.Timers;

public sealed class TimerFunctionTests : IAsyncLifetime
{
    PostgresDatabase _database = null!;

    public async Task InitializeAsync() => _database = await PostgresDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Schedule_EverySecond_RunsAgainAndAgain()
    {
        await using var host = await StartAsync([typeof(EverySecond)]);
        for (var i = 0; i < 3; i++)
        {
            var (_, info, _) = await Runs(host).NextAsync();
            Assert.False(info.IsPastDue);
            // Too frequent to be monitored.
            Assert.Null(info.ScheduleStatus);
        }
    }

    [Fact]
    public async Task Start_FirstTime_RemembersTheNextRunAndDoesNotRun()
    {
        await using (var host = await StartAsync([typeof(Yearly), typeof(OnStartup)]))
        {
            // The other timer tells when the timers are up.
            Assert.Equal("OnStartup", (await Runs(host).NextAsync()).Function);
            await UntilRememberedAsync("Yearly");
            Assert.False(Runs(host).TryRead(out _));
        }

        var (schedule, last, next) = await ReadAsync("Yearly");
        Assert.Equal("0 0 0 1 1 *", schedule);
        Assert.Null(last);
        Assert.Equal(new DateTime(DateTime.UtcNow.Year + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc), next);
    }

    [Fact]
    public async Task Start_MissedRuns_AreMadeUpForOnce()
    {
        await using (var first = await StartAsync([typeof(Yearly)]))
            await UntilRememberedAsync("Yearly");
        var due = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await ExecuteAsync("UPDATE functions_embedded.timers SET last_run = '2023-01-01 00:00Z', next_run = '2024-01-01 00:00Z'");

        await using (var second = await StartAsync([typeof(Yearly)]))
        {
            var (_, info, _) = await Runs(second).NextAsync();
            Assert.True(info.IsPastDue);
            Assert.Equal(new DateTime(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc), info.ScheduleStatus!.Last);
            Assert.True(info.ScheduleStatus.Next > DateTime.UtcNow);
            await UntilAsync(async () => (await ReadAsync("Yearly")).Last == due);
            Assert.False(Runs(second).TryRead(out _));
        }

        await using var third = await StartAsync([typeof(Yearly), typeof(OnStartup)]);
        Assert.Equal("OnStartup", (await Runs(third).NextAsync()).Function);
        Assert.False(Runs(third).TryRead(out _));
    }

    [Fact]
    public async Task Start_ScheduleChanged_DoesNotMakeUpForTheOldOne()
    {
        await using (var first = await StartAsync([typeof(Yearly)]))
            await UntilRememberedAsync("Yearly");
        await ExecuteAsync("UPDATE functions_embedded.timers SET next_run = '2024-01-01 00:00Z', schedule = '0 0 0 2 2 *'");
        await using var second = await StartAsync([typeof(Yearly)]);
        await UntilAsync(async () => (await ReadAsync("Yearly")).Schedule == "0 0 0 1 1 *");
        Assert.False(Runs(second).TryRead(out _));
    }

    [Fact]
    public async Task RunOnStartup_RunsEachTimeTheHostStarts()
    {
        for (var i = 0; i < 2; i++)
        {
            await using var host = await StartAsync([typeof(OnStartup)]);
            var (_, info, _) = await Runs(host).NextAsync();
            Assert.False(info.IsPastDue);
            Assert.NotNull(info.ScheduleStatus);
        }
    }

    [Fact]
    public async Task UseMonitorOff_NothingIsRemembered()
    {
        await using var host = await StartAsync([typeof(Unmonitored)]);
        Assert.Null((await Runs(host).NextAsync()).Info.ScheduleStatus);
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM functions_embedded.timers"));
    }

    [Fact]
    public async Task Retry_FailingFunction_RunsAgainAsOftenAsAllowed()
    {
        await using var host = await StartAsync([typeof(Retried)]);
        for (var i = 0; i < 3; i++)
            Assert.Equal(i, (await Runs(host).NextAsync()).Retry);
        await UntilAsync(() => Task.FromResult(host.Logs.Lines.Any(l => l.Contains("Timer Retried failed; it", StringComparison.Ordinal))));
        Assert.False(Runs(host).TryRead(out _));
    }

    [Fact]
    public async Task TwoProcesses_OneRunsTheTimersAndTheOtherTakesOver()
    {
        var one = await StartAsync([typeof(EverySecond)]);
        await Runs(one).NextAsync();
        await using var two = await StartAsync([typeof(EverySecond)]);
        // Two ticks of the leader, and none of the other.
        await Runs(one).NextAsync();
        await Runs(one).NextAsync();
        Assert.False(Runs(two).TryRead(out _));
        await one.DisposeAsync();
        Assert.Equal("EverySecond", (await Runs(two).NextAsync()).Function);
    }

    [Fact]
    public async Task ConnectionLost_TimersGoOnWhenItIsBack()
    {
        await using var host = await StartAsync([typeof(EverySecond)]);
        await Runs(host).NextAsync();
        Assert.Equal(true, await ScalarAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database " +
            "WHERE locktype = 'advisory' AND d.datname = current_database()"));
        await UntilAsync(() => Task.FromResult(host.Logs.Lines.Any(l => l.Contains("timers' database", StringComparison.Ordinal))));
        while (Runs(host).TryRead(out _))
        {
        }

        Assert.Equal("EverySecond", (await Runs(host).NextAsync()).Function);
    }

    [Fact]
    public async Task WithoutDatabase_TimersRunInMemory()
    {
        await using var host = await StartAsync([typeof(OnStartup)], withDatabase: false);
        Assert.Equal("OnStartup", (await Runs(host).NextAsync()).Function);
    }

    Task<TestHost> StartAsync(Type[] functions, bool withDatabase = true) => TestHost.StartAsync(
        functions,
        new() { ["YEARLY"] = "0 0 0 1 1 *", ["IMPORT_DATABASE"] = withDatabase ? _database.ConnectionString : "" },
        builder => builder.Services.AddSingleton<TimerRuns>());

    static TimerRuns Runs(TestHost host) => host.Services.GetRequiredService<TimerRuns>();

    Task UntilRememberedAsync(string function) => UntilAsync(async () =>
        await ScalarAsync("SELECT to_regclass('functions_embedded.timers') IS NOT NULL") is true &&
        await ScalarAsync($"SELECT count(*) FROM functions_embedded.timers WHERE function = '{function}'") is 1L);

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(20, timeout.Token);
    }

    async Task<(string Schedule, DateTime? Last, DateTime Next)> ReadAsync(string function)
    {
        await using var source = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var command = source.CreateCommand(
            $"SELECT schedule, last_run, next_run FROM functions_embedded.timers WHERE function = '{function}'");
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return (reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetDateTime(1), reader.GetDateTime(2));
    }

    async Task<object?> ScalarAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    Task ExecuteAsync(string sql) => ScalarAsync(sql);
}
