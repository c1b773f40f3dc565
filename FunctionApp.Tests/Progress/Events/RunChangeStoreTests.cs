using ImportFunctions.Database;
using ImportFunctions.Progress.Events;
using Npgsql;

namespace ImportFunctions.Tests.Progress.Events;

public sealed class RunChangeStoreTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(postgres.ConnectionString);

    RunChangeStore Store => new(_database);

    public Task InitializeAsync() => new DatabaseMigrator(_database).MigrateAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Look_TellsOpenRunsAlways_AndEachEndingOnce()
    {
        await ExecuteAsync(Insert("a", ended: false));
        await ExecuteAsync(Insert("before", ended: true));
        var (first, rows) = await Store.LookAsync(null, default);
        Assert.Equal(["a"], rows.Select(r => r.Player.UserId));

        await ExecuteAsync(Insert("b", ended: true));
        (var second, rows) = await Store.LookAsync(first, default);
        Assert.Equal(["a", "b"], rows.Select(r => r.Player.UserId).Order());
        Assert.NotNull(rows.Single(r => r.Player.UserId == "b").EndedIn);

        await ExecuteAsync("UPDATE import_runs SET status = 'cancelled', finished_at = now() WHERE user_id = 'a'");
        (var third, rows) = await Store.LookAsync(second, default);
        Assert.Equal(["a"], rows.Select(r => r.Player.UserId));
        Assert.Empty((await Store.LookAsync(third, default)).Rows);
        Assert.Equal(["b", "a"], (await Store.EndedAsync(first, third, null, null, 10, default)).Select(r => r.Player.UserId));
    }

    [Fact]
    public async Task Look_WhatCommitsLate_IsToldWhenItHas()
    {
        await using var slow = await _database.OpenConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand(Insert("late", ended: true), slow))
            await insert.ExecuteNonQueryAsync();
        await ExecuteAsync(Insert("early", ended: true));
        var (seen, _) = await Store.LookAsync(RunSnapshot.Before(3), default);
        await transaction.CommitAsync();

        Assert.Equal(["late"], Ended((await Store.LookAsync(seen, default)).Rows));
        var (now, _) = await Store.LookAsync(null, default);
        Assert.Equal(["late"], Ended(await Store.EndedAsync(seen, now, null, null, 10, default)));
    }

    [Fact]
    public async Task Ended_ComesInPages_OfAllOrOfOnePlayer()
    {
        var (before, _) = await Store.LookAsync(null, default);
        for (var n = 0; n < 5; n++)
            await ExecuteAsync($"{Insert($"page-{n}", ended: true)}; {Insert("paged", ended: true)}");
        var (after, _) = await Store.LookAsync(null, default);

        var seen = new List<Guid>();
        for (RunRow? last = null; ;)
        {
            var page = await Store.EndedAsync(before, after, last, null, 3, default);
            seen.AddRange(page.Select(r => r.Run.RunId));
            if (page.Count < 3)
                break;
            last = page[^1];
        }

        Assert.Equal((10, 10), (seen.Count, seen.Distinct().Count()));
        var paged = new ImportFunctions.Games.PlayerKey("lichess", "paged");
        Assert.Equal(5, (await Store.EndedAsync(before, after, null, paged, 10, default)).Count);
    }

    [Fact]
    public async Task RowsOfAnotherCluster_AreNotToldAgainAndAgain()
    {
        var (before, _) = await Store.LookAsync(null, default);
        await ExecuteAsync($"ALTER TABLE import_runs DISABLE TRIGGER import_runs_note_end; {Insert("restored", ended: true)};"
            + "UPDATE import_runs SET ended_in = '99999999999' WHERE user_id = 'restored'; ALTER TABLE import_runs ENABLE TRIGGER import_runs_note_end");

        Assert.DoesNotContain("restored", Ended((await Store.LookAsync(before, default)).Rows));
    }

    [Fact]
    public async Task CountingGames_StaysHeapOnly()
    {
        await using var connection = await _database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var counted = new NpgsqlCommand($"""
            {Insert("hot", ended: false)};
            UPDATE import_runs SET imported_games = imported_games + 1, updated_at = clock_timestamp() WHERE user_id = 'hot';
            UPDATE import_runs SET imported_games = imported_games + 1, updated_at = clock_timestamp() WHERE user_id = 'hot';
            SELECT pg_stat_get_xact_tuples_hot_updated('import_runs'::regclass)
            """, connection);
        await using var reader = await counted.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.Equal(2, reader.GetInt64(0));
    }

    static IEnumerable<string> Ended(IEnumerable<RunRow> rows) => rows.Where(r => r.EndedIn is not null).Select(r => r.Player.UserId);

    static string Insert(string user, bool ended) => $"""
        INSERT INTO import_runs (run_id, user_id, platform, instance_id, status, finished_at)
        VALUES (gen_random_uuid(), '{user}', 'lichess', 'lichess-{user}', {(ended ? "'completed', now()" : "'importing', NULL")})
        """;

    async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
