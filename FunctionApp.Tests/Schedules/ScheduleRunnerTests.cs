using ImportFunctions.Database;
using ImportFunctions.Games;
using ImportFunctions.Games.Runs;
using ImportFunctions.Gate;
using ImportFunctions.Progress;
using ImportFunctions.Schedules;
using ImportFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ImportFunctions.Tests.Schedules;

/// <summary>Starts on a clock of their own, against the real table.</summary>
public sealed class ScheduleRunnerTests : IAsyncLifetime
{
    static readonly ScheduleSettings Settings = new() { Jitter = TimeSpan.Zero };

    readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
    readonly FakeDurableClient _client = new();
    readonly PostgresFixture _postgres = new();
    NpgsqlDataSource _database = null!;

    ScheduleStore Store => new(_database);

    ImportRunStore Runs => new(_database);

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _database = NpgsqlDataSource.Create(_postgres.ConnectionString);
        await new DatabaseMigrator(_database).MigrateAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task Due_IsStartedOnce_AtScheduledPriority_AndThenAtItsNextTime()
    {
        var schedule = await AddAsync(hours: 6, limit: 77);
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await SweepAsync());

        var input = Assert.Single(_client.Started);
        Assert.Equal((ImportPriority.Scheduled, 77), (input.Request.Priority, input.Request.Limit));
        var after = await FindAsync(schedule);
        Assert.Equal((schedule.DueAt.AddHours(6), ImportStatus.Queued), (after.NextRunAt, after.LastRun!.Status));

        await EndAsync(input, ImportStatus.Completed);
        _time.Advance(TimeSpan.FromHours(6));
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task Disabled_OrNotDue_IsNotStarted()
    {
        await AddAsync(hours: 6, enabled: false);
        await AddAsync(cron: "0 0 1 1 *");
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task ManyDue_TwoProcessesAtOnce_EachStartedOnce()
    {
        for (var n = 0; n < 50; n++)
            await AddAsync(hours: 6, user: $"many{n}");
        var started = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(SweepAsync)));

        Assert.Equal(50, started.Sum());
        Assert.Equal(50, _client.Started.Select(s => s.Request.Player).Distinct().Count());
        Assert.Equal(50, _client.Started.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ProcessDies_AfterTheStartAndBeforeTheNote_TheStartIsRecognised(bool importIsOver)
    {
        var schedule = await AddAsync(hours: 6);
        _client.ThrowAfterStart = new OperationCanceledException("The process ends here.");
        using var dead = new CancellationTokenSource();
        await dead.CancelAsync();
        // A sweep that was cut off leaves its claim behind.
        var claimed = await Store.ClaimDueAsync(Guid.NewGuid(), _time.GetUtcNow(), Settings.ClaimFor, 10, default);
        Assert.Equal(schedule.Id, Assert.Single(claimed).Id);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.ScheduleNewOrchestrationInstanceAsync(
            ImportOrchestration.Name, new ImportInput(new ImportRequest(schedule.Player, 1, ImportPriority.Scheduled),
                Schedule: new ScheduledStart(schedule.Id, schedule.DueAt)), new(schedule.Player.InstanceId), dead.Token));
        _client.ThrowAfterStart = null;

        Assert.Equal(0, await SweepAsync());
        if (importIsOver)
        {
            // And somebody else's import has taken its place.
            await EndAsync(_client.Started[0], ImportStatus.Completed);
            await _client.ScheduleNewOrchestrationInstanceAsync(ImportOrchestration.Name,
                new ImportInput(new ImportRequest(schedule.Player, 1, ImportPriority.Premium)), new(schedule.Player.InstanceId), default);
        }

        _time.Advance(Settings.ClaimFor);
        Assert.Equal(1, await SweepAsync());
        Assert.Single(_client.Started, s => s.Schedule is not null);
        Assert.Equal(schedule.DueAt, (await FindAsync(schedule)).LastRun!.DueAt);
    }

    [Fact]
    public async Task SecondRunOfOneStart_HasNoRow_AndTheFirstOneMayComeAgain()
    {
        var schedule = await AddAsync(hours: 6);
        var start = new ScheduledStart(schedule.Id, schedule.DueAt);
        var request = new ImportRequest(schedule.Player, 1, ImportPriority.Scheduled);
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());

        Assert.True(await Runs.BeginAsync(first, schedule.Player.InstanceId, request, default, start));
        Assert.False(await Runs.BeginAsync(second, schedule.Player.InstanceId, request, default, start));
        Assert.True(await Runs.BeginAsync(first, schedule.Player.InstanceId, request, default, start));
        Assert.True(await Runs.BeginAsync(second, schedule.Player.InstanceId, request, default, start with { DueAt = start.DueAt.AddHours(6) }));
    }

    [Fact]
    public async Task AwayForDays_CatchesUpOnce()
    {
        var schedule = await AddAsync(hours: 6);
        await SweepAsync();
        await EndAsync(_client.Started[0], ImportStatus.Completed);
        _time.Advance(TimeSpan.FromHours(49));

        Assert.Equal(1, await SweepAsync());
        await EndAsync(_client.Started[1], ImportStatus.Completed);
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(schedule.DueAt.AddHours(54), (await FindAsync(schedule)).NextRunAt);
    }

    [Fact]
    public async Task PlayerIsImporting_SkipsTheStart()
    {
        var schedule = await AddAsync(hours: 6);
        await _client.ScheduleNewOrchestrationInstanceAsync(ImportOrchestration.Name,
            new ImportInput(new ImportRequest(schedule.Player, 1, ImportPriority.Interactive)), new(schedule.Player.InstanceId), default);

        Assert.Equal(0, await SweepAsync());
        var after = await FindAsync(schedule);
        Assert.Equal((_time.GetUtcNow(), schedule.DueAt.AddHours(6)), (after.LastSkippedAt, after.NextRunAt));
        Assert.Null(after.LastRun);
    }

    [Fact]
    public async Task QueueFull_TriesLater_AndTheStartIsTheSame()
    {
        var schedule = await AddAsync(hours: 6);
        // One has the slot and one the only place in the queue.
        var run = Guid.Empty;
        foreach (var user in new[] { "working", "waiting" })
        {
            var other = new ImportRequest(new PlayerKey("lichess", user), 1, ImportPriority.Interactive);
            await Runs.BeginAsync(run = Guid.NewGuid(), other.Player.InstanceId, other, default);
        }

        Assert.Equal(0, await SweepAsync(maxQueued: 1));
        var after = await FindAsync(schedule);
        Assert.Equal((schedule.DueAt, 0), (after.DueAt, after.ConsecutiveFailures));
        Assert.True(after.NextRunAt > _time.GetUtcNow());

        await Runs.FinishAsync(run, ImportStatus.Completed, null, default);
        _time.Set(after.NextRunAt);
        Assert.Equal(1, await SweepAsync(maxQueued: 1));
        Assert.Equal(schedule.DueAt, _client.Started[^1].Schedule!.DueAt);
    }

    [Fact]
    public async Task EngineAway_TriesLater()
    {
        var schedule = await AddAsync(hours: 6);
        _client.Unavailable = true;
        Assert.Equal(0, await SweepAsync());
        _client.Unavailable = false;
        _time.Set((await FindAsync(schedule)).NextRunAt);
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task WindowClosed_WaitsForItsOpening()
    {
        var opens = TimeOnly.FromTimeSpan(_time.GetUtcNow().TimeOfDay).AddHours(3);
        opens = new TimeOnly(opens.Hour, opens.Minute);
        var schedule = await AddAsync(hours: 6);
        var stored = await FindAsync(schedule);
        Assert.True(await Store.UpdateAsync(stored with
        {
            Times = stored.Times with { Window = new OffPeakWindow(opens, opens.AddHours(2), TimeZoneInfo.Utc) },
        }, default));

        Assert.Equal(0, await SweepAsync());
        var after = await FindAsync(schedule);
        Assert.Equal((schedule.DueAt, opens), (after.DueAt, TimeOnly.FromTimeSpan(after.NextRunAt.TimeOfDay)));
        _time.Set(after.NextRunAt);
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task Failing_BacksOff_UntilARunCompletes()
    {
        var schedule = await AddAsync(hours: 6);
        int[] waits = [6, 12, 24, 48];
        foreach (var (hours, index) in waits.Select((h, i) => (h, i)))
        {
            Assert.Equal(1, await SweepAsync());
            var due = _client.Started[^1].Schedule!.DueAt;
            await EndAsync(_client.Started[^1], ImportStatus.Failed);
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(0, await SweepAsync());

            var failing = await FindAsync(schedule);
            Assert.Equal((index + 1, due.AddHours(hours)), (failing.ConsecutiveFailures, failing.NextRunAt));
            Assert.Equal((ImportStatus.Failed, "network"), (failing.LastRun!.Status, failing.LastRun.Error!.Code));
            _time.Set(failing.NextRunAt);
        }

        Assert.Equal(1, await SweepAsync());
        await EndAsync(_client.Started[^1], ImportStatus.Completed);
        await SweepAsync();
        var well = await FindAsync(schedule);
        Assert.Equal((0, well.LastRun!.DueAt.AddHours(6)), (well.ConsecutiveFailures, well.NextRunAt));
    }

    [Fact]
    public async Task Cancelled_IsNeitherFailureNorSuccess()
    {
        var schedule = await AddAsync(hours: 6);
        await SweepAsync();
        await EndAsync(_client.Started[0], ImportStatus.Cancelled);
        await SweepAsync();
        var after = await FindAsync(schedule);
        Assert.Equal((0, schedule.DueAt.AddHours(6)), (after.ConsecutiveFailures, after.NextRunAt));
    }

    [Fact]
    public async Task Changed_WhileItsStartIsMade_StaysAsChanged()
    {
        var schedule = await AddAsync(hours: 6);
        var claim = Guid.NewGuid();
        var claimed = Assert.Single(await Store.ClaimDueAsync(claim, _time.GetUtcNow(), Settings.ClaimFor, 10, default));
        var wanted = _time.GetUtcNow().AddHours(1);
        Assert.True(await Store.UpdateAsync(claimed with { DueAt = wanted, NextRunAt = wanted }, default));
        await Store.FinishAsync(claim, claimed, new ClaimOutcome(true, false, claimed.DueAt.AddHours(6), claimed.DueAt.AddHours(6)),
            _time.GetUtcNow(), default);

        var after = await FindAsync(schedule);
        Assert.Equal((wanted, schedule.DueAt), (after.NextRunAt, after.LastRun!.DueAt));
        Assert.False(await Store.UpdateAsync(claimed, default));
    }

    [Fact]
    public async Task Add_ManyAtOnce_NeverMoreThanAPlayerMayHave()
    {
        var player = new PlayerKey("lichess", "greedy");
        var added = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Store.AddAsync(New(player, hours: 1), 5, default)));
        Assert.Equal(5, added.Count(a => a));
        Assert.True(await Store.AddAsync(New(player with { Platform = "chess.com" }, hours: 1), 5, default));
    }

    Task<int> SweepAsync() => SweepAsync(maxQueued: 1000);

    Task<int> SweepAsync(int maxQueued)
    {
        var limits = new ImportLimits { MaxQueuedImports = maxQueued, MaxConcurrentImports = 1 };
        var underWay = new StartsUnderWay(_time);
        var starter = new ImportStarter(
            Runs, limits, underWay, new QueueRoom(Runs, limits, underWay, _time), NullLogger<ImportStarter>.Instance);
        return new ScheduleRunner(Store, starter, Settings, _time, NullLogger<ScheduleRunner>.Instance).SweepAsync(_client, default);
    }

    async Task<ImportSchedule> FindAsync(ImportSchedule schedule) => (await Store.FindAsync(schedule.Id, default))!;

    async Task EndAsync(ImportInput input, string status)
    {
        var run = Guid.NewGuid();
        await Runs.BeginAsync(run, input.Request.Player.InstanceId, input.Request, default, input.Schedule);
        var error = status == ImportStatus.Failed ? new ProgressError("network", "No answer.", true) : null;
        await Runs.FinishAsync(run, status, error, default);
        _client.Finish(input.Request.Player.InstanceId);
    }

    async Task<ImportSchedule> AddAsync(int? hours = null, string? cron = null, bool enabled = true, int limit = 10, string user = "alice")
    {
        var schedule = New(new PlayerKey("lichess", user), hours, cron) with { Enabled = enabled, Limit = limit };
        Assert.True(await Store.AddAsync(schedule, 5, default));
        return schedule;
    }

    ImportSchedule New(PlayerKey player, int? hours = null, string? cron = null)
    {
        var times = new ScheduleTimes(hours, cron is null ? null : CronTimes.TryParse(cron), null);
        var due = times.First(_time.GetUtcNow());
        return new ImportSchedule
        {
            Id = Guid.CreateVersion7(),
            Player = player,
            Times = times,
            Limit = 10,
            Enabled = true,
            DueAt = due,
            NextRunAt = due,
            CreatedAt = _time.GetUtcNow(),
            UpdatedAt = _time.GetUtcNow(),
        };
    }
}
