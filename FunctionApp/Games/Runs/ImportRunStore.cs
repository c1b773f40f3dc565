using System.Text.Json;
using ImportFunctions.Games.Filters;
using ImportFunctions.Gate;
using ImportFunctions.Progress;
using ImportFunctions.Schedules;
using Npgsql;
using NpgsqlTypes;

namespace ImportFunctions.Games.Runs;

/// <summary>The rows of <c>import_runs</c> as the orchestration and the endpoints see them. Every change may be made twice.</summary>
/// <param name="database">The application's database.</param>
public sealed class ImportRunStore(NpgsqlDataSource database)
{
    /// <summary>Adds the row of a run that waits for a slot, and closes rows that an earlier run of the instance left open.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="instanceId">Its orchestration.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancellation">Cancels the statements.</param>
    /// <param name="schedule">The schedule's start that the run is; null when somebody asked for it.</param>
    /// <returns>Whether the run has a row: not when another run has that of the same start.</returns>
    public async Task<bool> BeginAsync(
        Guid runId, string instanceId, ImportRequest request, CancellationToken cancellation, ScheduledStart? schedule = null) =>
        await ExecuteAsync(ImportRunSql.BeginRun, cancellation, P("run_id", runId), P("instance_id", instanceId),
            P("user_id", request.Player.UserId), P("platform", request.Player.Platform),
            P("priority", PriorityName(request.Priority)), P("game_limit", request.Limit),
            new NpgsqlParameter("schedule_id", NpgsqlDbType.Uuid) { Value = (object?)schedule?.ScheduleId ?? DBNull.Value },
            new NpgsqlParameter("scheduled_for", NpgsqlDbType.TimestampTz) { Value = (object?)schedule?.DueAt ?? DBNull.Value },
            new NpgsqlParameter("filters", NpgsqlDbType.Jsonb)
            {
                Value = request.Filter is { } filter ? JsonSerializer.Serialize(filter) : DBNull.Value,
            }) > 0
        || schedule is null
        || await ReadRunAsync(ImportRunSql.RunById, cancellation, P("run_id", runId)) is not null;

    /// <summary>Notes that the run has its slot.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    /// <returns>What it has done so far: nothing, unless it was started before. Null when it is over, or to stop.</returns>
    public async Task<RunCounters?> StartAsync(Guid runId, CancellationToken cancellation) =>
        (await ReadAllAsync(ImportRunSql.StartRun, r => ReadCounters(r), cancellation, P("run_id", runId))).FirstOrDefault();

    /// <summary>Tells how many new games a run may still import.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The number; null when the run is over, or to stop.</returns>
    public async Task<int?> RoomAsync(Guid runId, CancellationToken cancellation)
    {
        await using var command = Command(ImportRunSql.RunRoom, P("run_id", runId));
        return await command.ExecuteScalarAsync(cancellation) as int?;
    }

    /// <summary>Notes how many records there are to look at, unless that was noted before.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="totalGames">The estimate.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    /// <returns>The estimate that counts; null when the run is over.</returns>
    public async Task<int?> SetTotalAsync(Guid runId, int totalGames, CancellationToken cancellation)
    {
        await using var command = Command(ImportRunSql.SetTotal, P("run_id", runId), P("total_games", totalGames));
        return await command.ExecuteScalarAsync(cancellation) as int?;
    }

    /// <summary>Closes the row, unless it is closed already.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="status">One of the last states of <see cref="ImportStatus"/>.</param>
    /// <param name="error">Why it failed; null unless it did.</param>
    /// <param name="cancellation">Cancels the statements.</param>
    /// <returns>The row after that; null when there is none.</returns>
    public async Task<ImportRun?> FinishAsync(Guid runId, string status, ProgressError? error, CancellationToken cancellation)
    {
        var closed = await ReadRunAsync(ImportRunSql.FinishRun, cancellation, P("run_id", runId), P("status", status),
            new NpgsqlParameter("error_code", NpgsqlDbType.Text) { Value = (object?)error?.Code ?? DBNull.Value },
            new NpgsqlParameter("error_message", NpgsqlDbType.Text) { Value = (object?)error?.Message ?? DBNull.Value },
            new NpgsqlParameter("error_retryable", NpgsqlDbType.Boolean) { Value = (object?)error?.Retryable ?? DBNull.Value });
        return closed ?? await ReadRunAsync(ImportRunSql.RunById, cancellation, P("run_id", runId));
    }

    /// <summary>Asks the open runs of an instance to stop.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    /// <returns>The runs, none when there is no open one.</returns>
    public Task<IReadOnlyList<Guid>> RequestCancelAsync(string instanceId, CancellationToken cancellation) =>
        ReadAllAsync(ImportRunSql.RequestCancel, r => r.GetGuid(0), cancellation, P("instance_id", instanceId));

    /// <summary>Asks the pages of a run to stop.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    /// <returns>When it is committed.</returns>
    public Task RequestStopAsync(Guid runId, CancellationToken cancellation) =>
        ExecuteAsync(ImportRunSql.RequestStop, cancellation, P("run_id", runId));

    /// <summary>Tells whether a run is to stop, or is over.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>Whether its pages should stop.</returns>
    public async Task<bool> IsStoppedAsync(Guid runId, CancellationToken cancellation)
    {
        await using var command = Command(ImportRunSql.IsStopped, P("run_id", runId));
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>Reads the player's newest run.</summary>
    /// <param name="player">The player.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The run; null when there never was one.</returns>
    public Task<ImportRun?> LatestAsync(PlayerKey player, CancellationToken cancellation) =>
        ReadRunAsync(ImportRunSql.LatestRun, cancellation, P("user_id", player.UserId), P("platform", player.Platform));

    /// <summary>Reads a run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The run; null when it has no row.</returns>
    public Task<ImportRun?> FindAsync(Guid runId, CancellationToken cancellation) =>
        ReadRunAsync(ImportRunSql.RunById, cancellation, P("run_id", runId));

    /// <summary>Lists open runs, oldest first.</summary>
    /// <param name="minAge">Only runs that are at least so old.</param>
    /// <param name="maxRows">At most so many.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The runs' claims.</returns>
    public Task<IReadOnlyList<SlotClaim>> UnfinishedAsync(TimeSpan minAge, int maxRows, CancellationToken cancellation) =>
        ReadAllAsync(ImportRunSql.UnfinishedRuns, r => new SlotClaim(r.GetString(1), r.GetGuid(0)), cancellation,
            P("min_age", minAge), P("max_rows", maxRows));

    /// <summary>Counts the player's runs of the last hour.</summary>
    /// <param name="player">The player.</param>
    /// <param name="atMost">Counts no further.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The count.</returns>
    public async Task<RecentRuns> RecentAsync(PlayerKey player, int atMost, CancellationToken cancellation) =>
        (await ReadAllAsync(ImportRunSql.RecentRuns,
            r => new RecentRuns(r.GetInt32(0), r.IsDBNull(1) ? null : TimeSpan.FromSeconds(r.GetDouble(1))), cancellation,
            P("user_id", player.UserId), P("platform", player.Platform), P("per_hour", atMost)))[0];

    /// <summary>Counts the runs that are not over.</summary>
    /// <param name="maxQueued">Counts no more than so many that wait.</param>
    /// <param name="slots">Counts no more than so many that work.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The counts.</returns>
    public async Task<UnfinishedCounts> CountUnfinishedAsync(int maxQueued, int slots, CancellationToken cancellation) =>
        (await ReadAllAsync(ImportRunSql.UnfinishedCounts, r => new UnfinishedCounts(r.GetInt32(0), r.GetInt32(1)), cancellation,
            P("max_queued", maxQueued), P("slots", slots)))[0];

    static string PriorityName(ImportPriority priority) => priority switch
    {
        ImportPriority.Premium => "premium",
        ImportPriority.Scheduled => "scheduled",
        _ => "interactive",
    };

    static NpgsqlParameter P<T>(string name, T value) => new NpgsqlParameter<T>(name, value);

    /// <summary>Reads a run from a row whose first columns are those of this class's queries.</summary>
    internal static ImportRun Map(NpgsqlDataReader row) => new()
    {
        RunId = row.GetGuid(0),
        InstanceId = row.GetString(1),
        Status = row.GetString(2),
        Limit = row.GetInt32(3),
        Counters = new RunCounters(
            row.GetInt32(4), row.GetInt32(5), row.GetInt32(6), row.GetInt32(7), row.GetInt32(row.GetOrdinal("filtered_games"))),
        Filter = row.IsDBNull(row.GetOrdinal("filters"))
            ? null
            : JsonSerializer.Deserialize<GameFilter>(row.GetString(row.GetOrdinal("filters"))),
        TotalGames = row.IsDBNull(8) ? null : row.GetInt32(8),
        SkippedReasons = Reasons(row.GetString(9)),
        Error = row.IsDBNull(10)
            ? null
            : new ProgressError(row.GetString(10), row.IsDBNull(11) ? "" : row.GetString(11), !row.IsDBNull(12) && row.GetBoolean(12)),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(13),
        StartedAt = row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(15),
        FinishedAt = row.IsDBNull(16) ? null : row.GetFieldValue<DateTimeOffset>(16),
    };

    static RunCounters ReadCounters(NpgsqlDataReader row) =>
        new(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4));

    static IReadOnlyDictionary<string, int>? Reasons(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, int>>(json) is { Count: > 0 } reasons ? reasons : null;

    NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    async Task<ImportRun?> ReadRunAsync(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters) =>
        (await ReadAllAsync(sql, Map, cancellation, parameters)).FirstOrDefault();

    async Task<IReadOnlyList<T>> ReadAllAsync<T>(
        string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(map(reader));
        return rows;
    }
}
