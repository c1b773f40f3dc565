using ImportFunctions.Database;
using Npgsql;
using NpgsqlTypes;

namespace ImportFunctions.Games.Storage;

/// <summary>Reads and writes what is known about players outside of the batches' commits.</summary>
sealed class PlayerStore(NpgsqlDataSource database)
{
    static readonly string Load = SqlText.Load("Games.Storage.load_player.sql");
    static readonly string Missing = SqlText.Load("Games.Storage.missing_ranges.sql");
    static readonly string Meet = SqlText.Load("Games.Storage.meet_player.sql");
    static readonly string Reopen = SqlText.Load("Games.Storage.reopen_player.sql");
    static readonly string Reconcile = SqlText.Load("Games.Storage.reconcile_player.sql");
    static readonly string ReconcileFound = SqlText.Load("Games.Storage.reconcile_found.sql");

    /// <summary>The player, or null when nothing is known.</summary>
    public async Task<PlayerState?> LoadAsync(string userId, string platform, CancellationToken cancellation)
    {
        await using var command = Command(Load, userId, platform);
        return await ReadAsync(command, cancellation);
    }

    /// <summary>The stretches of a window that are not complete, newest first, end exclusive.</summary>
    public async Task<List<(long From, long To)>> MissingAsync(
        string userId, string platform, long from, long to, CancellationToken cancellation)
    {
        var missing = new List<(long, long)>();
        if (from >= to)
            return missing;
        await using var command = Command(Missing, userId, platform, from, to);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            missing.Add((reader.GetInt64(0), reader.GetInt64(1)));
        return missing;
    }

    /// <summary>Notes that the provider knows the player.</summary>
    /// <returns>What is known after that.</returns>
    public async Task<PlayerState> MeetAsync(
        string userId, string platform, string? displayName, int? count, long now, CancellationToken cancellation)
    {
        await using var command = Command(Meet, userId, platform, displayName, count, now);
        return await ReadAsync(command, cancellation) ?? throw new InvalidOperationException("The player's row has vanished.");
    }

    /// <summary>Takes a claim of completeness back.</summary>
    /// <returns>What is complete after that, oldest first.</returns>
    public async Task<IReadOnlyList<NpgsqlRange<long>>> ReopenAsync(
        string userId, string platform, long from, long to, CancellationToken cancellation)
    {
        await using var command = Command(Reopen, userId, platform, from, to);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? reader.GetFieldValue<NpgsqlRange<long>[]>(0) : [];
    }

    /// <summary>Notes that the provider's count is accounted for.</summary>
    public Task ReconcileAsync(string userId, string platform, int count, long floor, CancellationToken cancellation) =>
        ExecuteAsync(Command(Reconcile, userId, platform, count, floor), cancellation);

    static async Task<PlayerState?> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new PlayerState(
                reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<NpgsqlRange<long>[]>(2),
                reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.GetInt64(4), reader.GetInt32(5), reader.GetBoolean(6))
            : null;
    }

    /// <summary>Notes that the provider's count is accounted for, if all games that it tells of have been found.</summary>
    /// <returns>The run's counters; null where games are missing, and where the run has no row, though the count is noted then.</returns>
    public async Task<RunCounters?> ReconcileFoundAsync(
        string userId, string platform, int count, long floor, Guid runId, CancellationToken cancellation)
    {
        await using var command = Command(ReconcileFound, userId, platform, count, floor, runId);
        return await command.ExecuteScalarAsync(cancellation) is int[] found
            ? new RunCounters(found[0], found[1], found[2], found[3], found[4])
            : null;
    }

    NpgsqlCommand Command(string sql, string userId, string platform, params ReadOnlySpan<object?> values)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = platform });
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }

    static async Task ExecuteAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using (command)
            await command.ExecuteNonQueryAsync(cancellation);
    }
}
