using ImportFunctions.Database;
using ImportFunctions.Http;
using Npgsql;
using NpgsqlTypes;

namespace ImportFunctions.Games.Storage;

/// <summary>Writes batches: games, the run's counters and the coverage they prove in one transaction each.</summary>
/// <param name="database">The pool.</param>
/// <param name="settings">Page size of the check for existing games.</param>
/// <param name="pool">Buffers.</param>
/// <param name="foreground">What batches give way to.</param>
sealed class GameStore(NpgsqlDataSource database, ImportSettings settings, BatchPool pool, ForegroundRequests foreground)
{
    static readonly string CopyGames = SqlText.Load("Games.Storage.copy_games.sql");
    static readonly string CopyStage = SqlText.Load("Games.Storage.copy_games_stage.sql");
    static readonly string CreateStage = SqlText.Load("Games.Storage.create_games_stage.sql");
    static readonly string InsertFromStage = SqlText.Load("Games.Storage.insert_from_stage.sql");
    static readonly string InsertNewest = SqlText.Load("Games.Storage.insert_newest_from_stage.sql");
    static readonly string Existing = SqlText.Load("Games.Storage.existing_games.sql");
    static readonly string CommitRun = SqlText.Load("Games.Storage.commit_run.sql");
    static readonly string CommitPlayer = SqlText.Load("Games.Storage.commit_player.sql");
    static readonly string CommitFilter = SqlText.Load("Games.Storage.commit_filter.sql");
    static readonly string CommitFilteredMonths = SqlText.Load("Games.Storage.commit_filtered_months.sql");
    static readonly string CommitMonths = SqlText.Load("Games.Storage.commit_months.sql");
    static readonly string FlushLater = SqlText.Load("Games.Storage.flush_later.sql");
    static readonly string Commit = SqlText.Load("Games.Storage.commit.sql");
    static readonly string FlushCommits = SqlText.Load("Games.Storage.flush_commits.sql");
    static readonly string RunCountersOf = SqlText.Load("Games.Storage.run_counters.sql");

    int _pages;

    /// <summary>
    /// Whether a page does well to insert two batches at a time: with as many pages as processors they would only wait, and where the pool
    /// has less than two connections for each page the newer one could hold the connection that the older one needs.
    /// </summary>
    public bool MayInsertTwo => Volatile.Read(ref _pages) is var pages && pages < Environment.ProcessorCount && 2 * pages < settings.DatabasePoolSize;

    /// <summary>Buffers for those who fill batches.</summary>
    public BatchPool Pool => pool;

    /// <summary>Notes a page that begins to write.</summary>
    public void Enter() => Interlocked.Increment(ref _pages);

    /// <summary>Notes a page that has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _pages);

    /// <summary>The run's counters, or null where it has no row.</summary>
    public async Task<RunCounters?> TotalsAsync(Guid runId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(RunCountersOf);
        command.Parameters.Add(new() { Value = runId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await ReadTotalsAsync(reader, cancellation);
    }

    /// <summary>Finds which of the candidates are in the table.</summary>
    /// <returns>
    /// For each of the ids, in their order: null where it is not in the table, else whether this very run put it there.
    /// </returns>
    public async Task<bool?[]> ExistingAsync(ImportTarget target, string[] ids, CancellationToken cancellation)
    {
        var found = new bool?[ids.Length];
        for (var start = 0; start < ids.Length; start += settings.ExistingGamesPageSize)
        {
            var page = ids[start..Math.Min(ids.Length, start + settings.ExistingGamesPageSize)];
            await using var command = database.CreateCommand(Existing);
            command.Parameters.Add(new() { Value = target.UserId });
            command.Parameters.Add(new() { Value = target.Platform });
            command.Parameters.Add(new() { Value = page });
            command.Parameters.Add(new() { Value = target.RunId });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            (await reader.GetFieldValueAsync<bool?[]>(0, cancellation)).CopyTo(found, start);
        }

        return found;
    }

    /// <summary>
    /// Puts a batch's rows into the table, to be committed by <see cref="CopiedBatch.CommitAsync"/>. They go straight there, as a page's games
    /// are nearly always new; when one is not, PostgreSQL says so and the batch goes through a stage with ON CONFLICT DO NOTHING instead.
    /// Measured in batches of 1,000 (PostgreSQL 15, server CPU for 20,000 games): COPY into the table 0.18 s; COPY to a stage and
    /// INSERT … SELECT … ON CONFLICT 0.28 s.
    /// </summary>
    /// <param name="target">Whose games.</param>
    /// <param name="rows">The rows, ended; may be none.</param>
    /// <param name="foundAbove">How many of the rows are at or above the target's floor.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<CopiedBatch> CopyAsync(ImportTarget target, CopyBuffer rows, int foundAbove, CancellationToken cancellation)
    {
        using var turn = await foreground.GiveWayAsync(cancellation);
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            return await TryCopyAsync(connection, rows, foundAbove, cancellation)
                ?? await CopyThroughStageAsync(connection, target, rows, cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until all batches that a run has committed are on disk.</summary>
    public async Task FlushAsync(Guid runId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(FlushCommits);
        command.Parameters.Add(new() { Value = runId });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Opens a stage that collects many batches of which only the newest new games are kept.</summary>
    public async Task<LimitedStage> OpenStageAsync(ImportTarget target, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellation);
            await CreateStageAsync(connection, cancellation);
            return new LimitedStage(connection, transaction, target);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal static Task CopyToStageAsync(NpgsqlConnection connection, CopyBuffer rows, CancellationToken cancellation) =>
        CopyAsync(connection, CopyStage, rows, cancellation);

    internal static async Task<(BatchOutcome Outcome, bool Complete)> FinishStageAsync(
        NpgsqlConnection connection, ImportTarget target, int limit, CommitFacts facts, MonthDone month, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand(InsertNewest, connection) { Parameters = { new() { Value = limit } } };
        int added, missing, own, all;
        await using (var reader = await insert.ExecuteReaderAsync(cancellation))
        {
            await reader.ReadAsync(cancellation);
            (added, missing, own, all) = (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3));
        }

        var complete = added == missing;
        if (complete)
            facts.Months.Add(month);
        // Games beyond the limit were looked at, but they are neither here nor duplicates: the next press counts them.
        var outcome = await FinishAsync(
            connection, target, new(added, 0, own), all - (missing - added), facts, flush: true, cancellation);
        return (outcome, complete);
    }

    static async Task CreateStageAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var create = new NpgsqlCommand(CreateStage, connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    static async Task CopyAsync(NpgsqlConnection connection, string sql, CopyBuffer rows, CancellationToken cancellation)
    {
        var copy = await connection.BeginRawBinaryCopyAsync(sql, cancellation);
        try
        {
            await copy.WriteAsync(rows.Written, cancellation);
        }
        catch
        {
            try
            {
                await copy.CancelAsync();
            }
            catch (Exception exception) when (exception is ObjectDisposedException or NpgsqlException)
            {
                // A connection that broke has ended the COPY already; why it broke is the thing to tell.
            }

            cancellation.ThrowIfCancellationRequested();
            throw;
        }

        await copy.DisposeAsync();
    }

    // Null: one of the games is in the table already, and nothing was done.
    static async Task<CopiedBatch?> TryCopyAsync(
        NpgsqlConnection connection, CopyBuffer rows, int foundAbove, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            if (rows.Rows > 0)
                await CopyAsync(connection, CopyGames, rows, cancellation);
            return new CopiedBatch(connection, transaction, new InsertedRows(rows.Rows, foundAbove, 0), rows.Rows);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await transaction.DisposeAsync();
            return null;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    static async Task<CopiedBatch> CopyThroughStageAsync(
        NpgsqlConnection connection, ImportTarget target, CopyBuffer rows, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await CreateStageAsync(connection, cancellation);
            await CopyAsync(connection, CopyStage, rows, cancellation);
            await using var insert = new NpgsqlCommand(InsertFromStage, connection)
            {
                Parameters = { new() { Value = Moment(target.FoundFloor) } },
            };
            await using var reader = await insert.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            var inserted = new InsertedRows(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2));
            return new CopiedBatch(connection, transaction, inserted, rows.Rows) { Conflicted = true };
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    internal static async Task<BatchOutcome> FinishAsync(
        NpgsqlConnection connection, ImportTarget target, InsertedRows inserted, int rows, CommitFacts facts, bool flush,
        CancellationToken cancellation)
    {
        var skipped = facts.Skipped.Values.Sum();
        var duplicate = rows - inserted.Games - inserted.Own + facts.Duplicates;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(CommitRun)
                {
                    Parameters =
                    {
                        new() { Value = target.RunId }, new() { Value = inserted.Games }, new() { Value = duplicate },
                        new() { Value = inserted.Games + duplicate + skipped + facts.Filtered }, new() { Value = skipped },
                        new() { Value = facts.Skipped.Keys.ToArray() }, new() { Value = facts.Skipped.Values.ToArray() },
                        new() { Value = facts.Filtered },
                    },
                },
                new(CommitPlayer)
                {
                    Parameters =
                    {
                        new() { Value = target.UserId }, new() { Value = target.Platform }, new() { Value = (long)inserted.Games },
                        Covered(target.Filter is null ? facts.Covered : []), new() { Value = inserted.Above },
                    },
                },
            },
        };
        if (target.Filter is { } filter && facts.Covered.Count > 0)
        {
            batch.BatchCommands.Add(new(CommitFilter)
            {
                Parameters =
                {
                    new() { Value = target.UserId }, new() { Value = target.Platform }, new() { Value = filter }, Covered(facts.Covered),
                },
            });
        }

        foreach (var months in facts.Months.GroupBy(month => target.MonthFilter?.Invoke(month.Month)))
            batch.BatchCommands.Add(MonthsDone(target.UserId, months.Key, [.. months]));

        if (!flush)
            batch.BatchCommands.Insert(0, new(FlushLater));

        // In the same round trip; one that fails before it leaves nothing to commit.
        batch.BatchCommands.Add(new(Commit));
        RunCounters? totals;
        NpgsqlRange<long>[]? covered = null;
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            totals = await ReadTotalsAsync(reader, cancellation);
            if (await reader.NextResultAsync(cancellation) && await reader.ReadAsync(cancellation))
                covered = reader.GetFieldValue<NpgsqlRange<long>[]>(0);
            while (await reader.NextResultAsync(cancellation))
            {
                // The other statements answer nothing but whether they succeeded.
            }
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.NotNullViolation, ColumnName: "imported_games" })
        {
            throw new RunOverException(exception);
        }

        return new BatchOutcome(inserted.Games, duplicate, skipped, totals) { Filtered = facts.Filtered, Covered = covered };
    }

    static NpgsqlParameter Covered(List<NpgsqlRange<long>> ranges) =>
        new() { Value = ranges.ToArray(), DataTypeName = "int8multirange" };

    static NpgsqlBatchCommand MonthsDone(string userId, string? filter, MonthDone[] months)
    {
        var command = new NpgsqlBatchCommand(filter is null ? CommitMonths : CommitFilteredMonths)
        {
            Parameters =
            {
                new() { Value = userId },
                new() { Value = months.Select(month => month.Month).ToArray() },
                new() { Value = months.Select(month => month.ETag).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = months.Select(month => month.Games).ToArray() },
                new() { Value = months.Select(month => month.Closed).ToArray() },
            },
        };
        if (filter is not null)
            command.Parameters.Add(new() { Value = months.Select(_ => filter).ToArray() });
        return command;
    }

    static async Task<RunCounters?> ReadTotalsAsync(NpgsqlDataReader reader, CancellationToken cancellation) =>
        await reader.ReadAsync(cancellation)
            ? new RunCounters(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4))
            : null;

    static DateTime Moment(long milliseconds) =>
        milliseconds >= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.MaxValue.UtcDateTime
            : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
}
