using ImportFunctions.Games;
using ImportFunctions.Progress;
using Npgsql;
using NpgsqlTypes;

namespace ImportFunctions.Schedules;

/// <summary>The rows of <c>import_schedules</c>.</summary>
/// <param name="database">The application's database.</param>
public sealed class ScheduleStore(NpgsqlDataSource database)
{
    /// <summary>Adds a schedule, unless its player has too many.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="perUser">How many a player may have.</param>
    /// <param name="cancellation">Cancels the statements.</param>
    /// <returns>Whether it was added.</returns>
    public async Task<bool> AddAsync(ImportSchedule schedule, int perUser, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var alone = new NpgsqlCommand(ScheduleSql.LockPlayer, connection, transaction);
        alone.Parameters.AddRange(Player(schedule));
        await alone.ExecuteNonQueryAsync(cancellation);
        await using var insert = new NpgsqlCommand(ScheduleSql.Insert, connection, transaction);
        insert.Parameters.AddRange((NpgsqlParameter[])
            [.. Player(schedule), .. Settings(schedule), P("per_user", perUser), P("now", schedule.CreatedAt)]);
        var added = await insert.ExecuteNonQueryAsync(cancellation) > 0;
        await transaction.CommitAsync(cancellation);
        return added;
    }

    /// <summary>Writes what a client changed.</summary>
    /// <param name="schedule">The schedule, with the revision that was read.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    /// <returns>Whether it was written: not when it has changed since it was read.</returns>
    public async Task<bool> UpdateAsync(ImportSchedule schedule, CancellationToken cancellation) =>
        await ExecuteAsync(ScheduleSql.Update, cancellation, [.. Settings(schedule), P("revision", schedule.Revision),
            P("consecutive_failures", schedule.ConsecutiveFailures), P("now", schedule.UpdatedAt)]) > 0;

    /// <summary>Deletes a schedule. A run that it started goes on.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellation) =>
        await ExecuteAsync(ScheduleSql.Delete, cancellation, P("id", id)) > 0;

    /// <summary>Reads a schedule.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The schedule; null when there is none.</returns>
    public async Task<ImportSchedule?> FindAsync(Guid id, CancellationToken cancellation) =>
        (await ReadAsync(ScheduleSql.ById, cancellation, P("id", id))).FirstOrDefault();

    /// <summary>Lists schedules in the order in which they were created.</summary>
    /// <param name="userId">Only of this player, in lower case; null for all.</param>
    /// <param name="platform">Only of this platform; null for all.</param>
    /// <param name="after">Only those behind this one; null for the first page.</param>
    /// <param name="maxRows">At most so many.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The schedules.</returns>
    public Task<IReadOnlyList<ImportSchedule>> ListAsync(
        string? userId, string? platform, Guid? after, int maxRows, CancellationToken cancellation) =>
        ReadAsync(ScheduleSql.List, cancellation, Optional("user_id", NpgsqlDbType.Text, userId),
            Optional("platform", NpgsqlDbType.Text, platform), Optional("after", NpgsqlDbType.Uuid, after), P("max_rows", maxRows));

    /// <summary>Takes what is due, so that nobody else does.</summary>
    /// <param name="claimId">The claim.</param>
    /// <param name="now">The time (UTC).</param>
    /// <param name="claimFor">When the claim runs out.</param>
    /// <param name="maxRows">At most so many.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    /// <returns>What was taken, longest due first.</returns>
    public Task<IReadOnlyList<ImportSchedule>> ClaimDueAsync(
        Guid claimId, DateTimeOffset now, TimeSpan claimFor, int maxRows, CancellationToken cancellation) =>
        ReadAsync(ScheduleSql.ClaimDue, cancellation, P("claim_id", claimId), P("now", now), P("claimed_until", now + claimFor),
            P("max_rows", maxRows));

    /// <summary>Gives a claim back.</summary>
    /// <param name="claimId">The claim.</param>
    /// <param name="schedule">The schedule as it was taken.</param>
    /// <param name="done">What became of it.</param>
    /// <param name="now">The time (UTC).</param>
    /// <param name="cancellation">Cancels the statement.</param>
    /// <returns>Whether the claim was still there.</returns>
    internal async Task<bool> FinishAsync(
        Guid claimId, ImportSchedule schedule, ClaimOutcome done, DateTimeOffset now, CancellationToken cancellation) =>
        await ExecuteAsync(ScheduleSql.FinishClaim, cancellation, P("id", schedule.Id), P("claim_id", claimId),
            P("claimed_due_at", schedule.DueAt), P("started", done.Started), P("skipped", done.Skipped), P("due_at", done.DueAt),
            P("next_run_at", done.NextRunAt), P("now", now)) > 0;

    /// <summary>Lists schedules whose last run is over and that have not been told.</summary>
    /// <param name="maxRows">At most so many.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The schedules, with that run.</returns>
    public Task<IReadOnlyList<ImportSchedule>> EndedAsync(int maxRows, CancellationToken cancellation) =>
        ReadAsync(ScheduleSql.ListEnded, cancellation, P("max_rows", maxRows));

    /// <summary>Notes how the last run of a schedule went.</summary>
    /// <param name="schedule">The schedule, with the revision that was read.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    /// <returns>Whether it was written: not when it has changed since it was read.</returns>
    public async Task<bool> SettleAsync(ImportSchedule schedule, CancellationToken cancellation) =>
        await ExecuteAsync(ScheduleSql.Settle, cancellation, P("id", schedule.Id), P("revision", schedule.Revision),
            P("consecutive_failures", schedule.ConsecutiveFailures), P("due_at", schedule.DueAt),
            P("next_run_at", schedule.NextRunAt), P("now", schedule.UpdatedAt)) > 0;

    /// <summary>Tells whether a start has led to a run.</summary>
    /// <param name="start">The start.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>Whether there is a run of it.</returns>
    public async Task<bool> HasRunAsync(ScheduledStart start, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ScheduleSql.StartExists);
        command.Parameters.Add(P("schedule_id", start.ScheduleId));
        command.Parameters.Add(P("scheduled_for", start.DueAt));
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    static NpgsqlParameter P<T>(string name, T value) => new NpgsqlParameter<T>(name, value);

    static NpgsqlParameter Optional(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };

    static NpgsqlParameter[] Player(ImportSchedule schedule) =>
        [P("user_id", schedule.Player.UserId), P("platform", schedule.Player.Platform)];

    static NpgsqlParameter[] Settings(ImportSchedule schedule) =>
    [
        P("id", schedule.Id),
        Optional("every_hours", NpgsqlDbType.Integer, schedule.Times.EveryHours),
        Optional("cron", NpgsqlDbType.Text, schedule.Times.Cron?.Expression),
        Optional("window_from", NpgsqlDbType.Time, schedule.Times.Window?.From),
        Optional("window_to", NpgsqlDbType.Time, schedule.Times.Window?.To),
        Optional("window_zone", NpgsqlDbType.Text, schedule.Times.Window?.Zone.Id),
        P("game_limit", schedule.Limit),
        P("enabled", schedule.Enabled),
        P("due_at", schedule.DueAt),
        P("next_run_at", schedule.NextRunAt),
    ];

    static ImportSchedule Map(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Player = new PlayerKey(row.GetString(2), row.GetString(1)),
        Times = new ScheduleTimes(
            row.IsDBNull(3) ? null : row.GetInt32(3),
            row.IsDBNull(4) ? null : CronTimes.TryParse(row.GetString(4)),
            row.IsDBNull(5) ? null : new OffPeakWindow(row.GetFieldValue<TimeOnly>(5), row.GetFieldValue<TimeOnly>(6), Zone(row.GetString(7)))),
        Limit = row.GetInt32(8),
        Enabled = row.GetBoolean(9),
        DueAt = row.GetFieldValue<DateTimeOffset>(10),
        NextRunAt = row.GetFieldValue<DateTimeOffset>(11),
        LastRun = row.IsDBNull(12) ? null : Run(row),
        LastSkippedAt = Time(row, 14),
        ConsecutiveFailures = row.GetInt32(15),
        Revision = row.GetInt64(16),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(17),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(18),
    };

    static LastRun Run(NpgsqlDataReader row) => new(
        row.GetFieldValue<DateTimeOffset>(12),
        row.GetFieldValue<DateTimeOffset>(13),
        // The orchestration exists before its row does.
        row.IsDBNull(19) ? ImportStatus.Queued : row.GetString(19),
        Time(row, 20),
        row.IsDBNull(21) ? 0 : row.GetInt32(21),
        row.IsDBNull(22)
            ? null
            : new ProgressError(row.GetString(22), row.IsDBNull(23) ? "" : row.GetString(23), !row.IsDBNull(24) && row.GetBoolean(24)));

    // A host with an older database of zones must not stop over one row.
    static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    async Task<IReadOnlyList<ImportSchedule>> ReadAsync(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<ImportSchedule>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(Map(reader));
        return rows;
    }
}
