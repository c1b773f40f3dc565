using ImportFunctions.Database;
using ImportFunctions.Games;
using ImportFunctions.Games.Runs;
using ImportFunctions.Gate;
using ImportFunctions.Progress;
using Npgsql;

namespace ImportFunctions.Tests.Runs;

public sealed class ImportRunStoreTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(postgres.ConnectionString);

    ImportRunStore Store => new(_database);

    public Task InitializeAsync() => new DatabaseMigrator(_database).MigrateAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Begin_Twice_AddsOneQueuedRow()
    {
        var (run, player) = await BeginAsync();
        await Store.BeginAsync(run, player.InstanceId, Request(player), default);

        var row = await Store.LatestAsync(player, default);
        Assert.Equal((run, ImportStatus.Queued, 7), (row!.RunId, row.Status, row.Limit));
        Assert.Null(row.FinishedAt);
        Assert.Null(row.SkippedReasons);
    }

    [Fact]
    public async Task Begin_OfALaterRun_ClosesTheOneThatDied_AndNotTheOtherWayRound()
    {
        var (died, player) = await BeginAsync();
        var live = Guid.NewGuid();
        await Store.BeginAsync(live, player.InstanceId, Request(player), default);
        // The first statement comes again, late.
        await Store.BeginAsync(died, player.InstanceId, Request(player), default);

        Assert.Equal(ImportStatus.Queued, (await Store.LatestAsync(player, default))!.Status);
        Assert.True(await Store.IsStoppedAsync(died, default));
        Assert.False(await Store.IsStoppedAsync(live, default));
    }

    [Fact]
    public async Task Finish_Twice_TheFirstEndingCounts()
    {
        var (run, player) = await BeginAsync();
        Assert.NotNull(await Store.StartAsync(run, default));
        await Store.SetTotalAsync(run, 99, default);
        var error = new ProgressError(ImportErrorCodes.UnknownUser, "No such player", false);
        var first = await Store.FinishAsync(run, ImportStatus.Failed, error, default);
        var second = await Store.FinishAsync(run, ImportStatus.Completed, null, default);

        Assert.Equal((ImportStatus.Failed, error, 99), (first!.Status, first.Error!, first.TotalGames!.Value));
        Assert.Equal(first, second! with { SkippedReasons = first.SkippedReasons });
        Assert.NotNull(first.StartedAt);
        Assert.Null(await Store.StartAsync(run, default));
    }

    [Fact]
    public async Task RequestCancel_IsSeenByPagesAndByTheStart()
    {
        var (run, player) = await BeginAsync();
        Assert.False(await Store.IsStoppedAsync(run, default));
        Assert.Equal([run], await Store.RequestCancelAsync(player.InstanceId, default));
        Assert.True(await Store.IsStoppedAsync(run, default));
        Assert.Null(await Store.StartAsync(run, default));

        await Store.FinishAsync(run, ImportStatus.Cancelled, null, default);
        Assert.Empty(await Store.RequestCancelAsync(player.InstanceId, default));
    }

    [Fact]
    public async Task Limits_CountTheLastHourAndTheQueue_UpToTheirBounds()
    {
        var (first, player) = await BeginAsync();
        await Store.FinishAsync(first, ImportStatus.Completed, null, default);
        for (var n = 0; n < 3; n++)
            await Store.FinishAsync((await BeginAsync(player)).RunId, ImportStatus.Completed, null, default);

        var recent = await Store.RecentAsync(player, 3, default);
        Assert.Equal(3, recent.Count);
        Assert.InRange(recent.UntilOldestLeaves!.Value.TotalMinutes, 59, 60);
        Assert.Equal(new RecentRuns(0, null), await Store.RecentAsync(new PlayerKey("chess.com", player.UserId), 3, default));

        await BeginAsync();
        await BeginAsync();
        Assert.Equal(2, (await Store.CountUnfinishedAsync(2, 3, default)).Queued);
        for (var n = 0; n < 3; n++)
            Assert.NotNull(await Store.StartAsync((await BeginAsync()).RunId, default));
        Assert.Equal(2, (await Store.CountUnfinishedAsync(2, 2, default)).Importing);
    }

    [Fact]
    public async Task Unfinished_ListsOpenRunsOfAnAge()
    {
        var (open, player) = await BeginAsync();
        var (closed, _) = await BeginAsync();
        await Store.FinishAsync(closed, ImportStatus.Completed, null, default);

        var found = await Store.UnfinishedAsync(TimeSpan.Zero, 1000, default);
        Assert.Contains(new SlotClaim(player.InstanceId, open), found);
        Assert.DoesNotContain(found, c => c.RunId == closed);
        Assert.Empty(await Store.UnfinishedAsync(TimeSpan.FromMinutes(1), 1000, default));
    }

    [Fact]
    public async Task Latest_OfAPlayerWithoutRuns_IsNull() =>
        Assert.Null(await Store.LatestAsync(new PlayerKey(Platforms.Lichess, "never"), default));

    static ImportRequest Request(PlayerKey player) => new(player, 7, ImportPriority.Premium);

    async Task<(Guid RunId, PlayerKey Player)> BeginAsync(PlayerKey? player = null)
    {
        player ??= new PlayerKey(Platforms.Lichess, $"p{Guid.NewGuid():N}");
        var run = Guid.NewGuid();
        await Store.BeginAsync(run, player.InstanceId, Request(player), default);
        return (run, player);
    }
}
