using ImportFunctions.Database;
using ImportFunctions.Games;
using ImportFunctions.Games.Runs;
using ImportFunctions.Gate;
using ImportFunctions.Settings;
using ImportFunctions.Tests.Schedules;
using Npgsql;

namespace ImportFunctions.Tests.Runs;

public sealed class QueueRoomTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(postgres.ConnectionString);
    readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    int _players;

    public Task InitializeAsync() => new DatabaseMigrator(_database).MigrateAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task IsFull_CountsRowsAndStartsOfThisProcess_AndHearsOfOtherProcessesWithinASecond()
    {
        await using (var clear = _database.CreateCommand("DELETE FROM import_runs"))
            await clear.ExecuteNonQueryAsync();
        var runs = new ImportRunStore(_database);
        var underWay = new StartsUnderWay(_time);
        var room = new QueueRoom(runs, new ImportLimits { MaxQueuedImports = 3, MaxConcurrentImports = 1 }, underWay, _time);

        // Four places: one slot, three in the queue. These have no rows yet, so that only the process itself knows of them.
        for (var n = 0; n < 4; n++)
            Assert.False(await EnterAsync());
        Assert.True(await EnterAsync());

        // They get their rows and are counted once, not twice.
        for (var n = 0; n < 4; n++)
            await BeginAsync();
        for (var n = 0; n < 5; n++)
            underWay.Leave($"start-{n}");
        Assert.True(await EnterAsync());
        underWay.Leave("start-5");

        // Room, seen by a count …
        await using (var end = _database.CreateCommand("UPDATE import_runs SET status = 'completed', finished_at = now()"))
            await end.ExecuteNonQueryAsync();
        Assert.False(await EnterAsync());

        // … and taken away by another process.
        for (var n = 0; n < 3; n++)
            await BeginAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await EnterAsync());

        async Task<bool> EnterAsync()
        {
            var id = $"start-{_players++}";
            underWay.Enter(id);
            return await room.IsFullAsync(id, default);
        }

        async Task BeginAsync()
        {
            var player = new PlayerKey("lichess", $"room{Guid.NewGuid():N}");
            await runs.BeginAsync(Guid.NewGuid(), player.InstanceId, new ImportRequest(player, 1, ImportPriority.Interactive), default);
        }
    }
}
