using System.Globalization;
using System.Text;
using ImportFunctions.Games;
using ImportFunctions.Games.Lichess;
using ImportFunctions.Games.Storage;
using Npgsql;

namespace FunctionApp.Tests.Games.Import;

/// <summary>Batches that are inserted two at a time and commit in their order.</summary>
public sealed class ImportPipelineTests
{
    readonly Guid _run = Guid.NewGuid();

    [Fact]
    public async Task Batches_ThatHaveGamesOfTheOneBefore_StoreEachGameOnce()
    {
        await using var rig = await StartAsync();
        await using (var pipeline = Pipeline(rig))
        {
            for (var batch = 0; batch < 40; batch++)
            {
                for (var game = batch * 20; game < (batch * 20) + 30; game++)
                    Add(pipeline, game);
                await pipeline.SendAsync();
            }

            await pipeline.DrainAsync();
            Assert.Equal((810, 0), (pipeline.Imported, pipeline.InFlight));
            Assert.Equal(810, pipeline.Totals!.Imported);
        }

        Assert.Equal(810, await rig.ScalarAsync<long>("SELECT count(*) FROM games"));
        Assert.Equal(810, await rig.ScalarAsync<int>($"SELECT imported_games FROM import_runs WHERE run_id = '{_run}'"));
        Assert.Equal(810, await rig.ScalarAsync<long>("SELECT games FROM players"));
    }

    [Fact]
    public async Task Batch_ThatCannotCommit_IsTheReasonAndNothingAfterItIsStored()
    {
        await using var rig = await StartAsync();
        await using (var pipeline = Pipeline(rig))
        {
            Add(pipeline, 1);
            await pipeline.DrainAsync();

            Add(pipeline, 2);
            pipeline.Facts.Months.Add(new MonthDone("no month", null, 1, true));
            var failure = await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                await pipeline.SendAsync();
                for (var game = 3; game < 100; game++)
                {
                    Add(pipeline, game);
                    await pipeline.SendAsync();
                }

                await pipeline.DrainAsync();
            });
            Assert.Equal(PostgresErrorCodes.CheckViolation, failure.SqlState);
        }

        Assert.Equal("g1", await rig.ScalarAsync<string>("SELECT string_agg(provider_game_id, ',') FROM games"));
        Assert.Equal(1, await rig.ScalarAsync<int>($"SELECT imported_games FROM import_runs WHERE run_id = '{_run}'"));
    }

    [Fact]
    public async Task Batch_OfARunThatWasClosedMeanwhile_IsTakenBack()
    {
        await using var rig = await StartAsync();
        await using (var pipeline = Pipeline(rig))
        {
            Add(pipeline, 1);
            await pipeline.DrainAsync();
            await rig.ExecuteAsync($"UPDATE import_runs SET status = 'completed', finished_at = now() WHERE run_id = '{_run}'");

            Add(pipeline, 2);
            await Assert.ThrowsAsync<RunOverException>(pipeline.DrainAsync);
        }

        Assert.Equal("g1", await rig.ScalarAsync<string>("SELECT string_agg(provider_game_id, ',') FROM games"));
        Assert.Equal(1, await rig.ScalarAsync<int>($"SELECT imported_games FROM import_runs WHERE run_id = '{_run}'"));
        Assert.Equal(1, await rig.ScalarAsync<long>("SELECT games FROM players"));
    }

    [Fact]
    public async Task Batch_ThatWouldExceedTheRunsLimit_IsTakenBackWhateverThePageWasAskedFor()
    {
        await using var rig = await StartAsync();
        await rig.ExecuteAsync($"UPDATE import_runs SET game_limit = 3 WHERE run_id = '{_run}'");
        await using (var pipeline = Pipeline(rig))
        {
            Add(pipeline, 1);
            Add(pipeline, 2);
            await pipeline.DrainAsync();

            Add(pipeline, 3);
            Add(pipeline, 4);
            await Assert.ThrowsAsync<RunOverException>(pipeline.DrainAsync);
        }

        await using (var pipeline = Pipeline(rig))
        {
            Add(pipeline, 5);
            await pipeline.DrainAsync();
        }

        Assert.Equal("g1,g2,g5", await rig.ScalarAsync<string>(
            "SELECT string_agg(provider_game_id, ',' ORDER BY provider_game_id) FROM games"));
        Assert.Equal(3, await rig.ScalarAsync<int>($"SELECT imported_games FROM import_runs WHERE run_id = '{_run}'"));
    }

    [Fact]
    public async Task Dispose_OfAPageThatWasStoppedWhileItSent_GivesEachBufferBackOnce()
    {
        await using var rig = await StartAsync();
        for (var round = 0; round < 5; round++)
            await StopWhileSendingAsync(rig);

        var pool = rig.Get<GameStore>().Pool;
        var lent = Enumerable.Range(0, 20).Select(_ => pool.RentBatch()).ToList();
        Assert.Equal(lent.Count, lent.Distinct().Count());
        Assert.Equal(0, await rig.ScalarAsync<long>("SELECT count(*) FROM games"));
    }

    async Task StopWhileSendingAsync(ImportRig rig)
    {
        using var stop = new CancellationTokenSource();
        await using var other = await rig.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var pipeline = Pipeline(rig, stop.Token);
        await using var locked = await other.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE games IN EXCLUSIVE MODE", other, locked))
            await command.ExecuteNonQueryAsync();

        // Three batches wait with their rows, the fourth for a buffer of rows, the fifth in the queue.
        for (var game = 0; game < 4; game++)
        {
            Add(pipeline, game);
            await pipeline.SendAsync();
        }

        Add(pipeline, 4);
        var fifth = pipeline.SendAsync();
        await stop.CancelAsync();
        await locked.RollbackAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await fifth);
    }

    async Task<ImportRig> StartAsync()
    {
        var rig = await ImportRig.StartAsync();
        await rig.ExecuteAsync(
            $"INSERT INTO import_runs (run_id, user_id, platform, instance_id, status) VALUES ('{_run}', 'ann', 'lichess', 'i', 'importing')");
        return rig;
    }

    ImportPipeline Pipeline(ImportRig rig, CancellationToken cancellation = default) => new(
        rig.Get<GameStore>(), new LichessFormat("ann", _run), new ImportTarget(_run, "ann", Platforms.Lichess, 0), rig.Get<ImportSettings>(),
        checkExisting: false, TimeProvider.System, cancellation);

    static void Add(ImportPipeline pipeline, int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"\"id\":\"g{number}\",\"createdAt\":{1700000000000 + number}");
        var record = "{" + id + ""","status":"mate","players":{"white":{"aiLevel":3},"black":{"user":{"name":"Ann","id":"ann"}}}}""";
        Assert.True(pipeline.TryAdd(Encoding.UTF8.GetBytes(record), out _, out var reason), reason);
    }
}
