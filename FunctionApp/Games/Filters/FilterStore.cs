using ImportFunctions.Database;
using Npgsql;
using NpgsqlTypes;

namespace ImportFunctions.Games.Filters;

/// <summary>What is known to be complete for filters, outside of the batches' commits.</summary>
sealed class FilterStore(NpgsqlDataSource database)
{
    static readonly string Load = SqlText.Load("Games.Filters.load_filter.sql");
    static readonly string Missing = SqlText.Load("Games.Filters.missing_for_filter.sql");
    static readonly string Meet = SqlText.Load("Games.Filters.meet_filter.sql");
    static readonly string Reconcile = SqlText.Load("Games.Filters.reconcile_filter.sql");

    /// <summary>The stretches that are complete, oldest first, and the provider's count that they account for; null when nothing is known.</summary>
    public async Task<(IReadOnlyList<NpgsqlRange<long>> Covered, int? ProviderCount)?> LoadAsync(
        string userId, string platform, string filter, CancellationToken cancellation)
    {
        await using var command = Command(Load, userId, platform, filter);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? (reader.GetFieldValue<NpgsqlRange<long>[]>(0), reader.IsDBNull(1) ? null : reader.GetInt32(1))
            : null;
    }

    /// <summary>The stretches of a window that are not complete for a filter, newest first, end exclusive.</summary>
    public async Task<List<(long From, long To)>> MissingAsync(
        string userId, string platform, string filter, long from, long to, CancellationToken cancellation)
    {
        var missing = new List<(long, long)>();
        if (from >= to)
            return missing;
        await using var command = Command(Missing, userId, platform, filter, from, to);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            missing.Add((reader.GetInt64(0), reader.GetInt64(1)));
        return missing;
    }

    /// <summary>Takes a claim of completeness back for a stretch, and adds what is complete for all games.</summary>
    public Task MeetAsync(
        string userId, string platform, string filter, (long From, long To) reopened, IReadOnlyList<NpgsqlRange<long>> complete,
        CancellationToken cancellation) =>
        ExecuteAsync(Command(Meet, userId, platform, filter, reopened.From, reopened.To, complete.ToArray()), cancellation);

    /// <summary>Notes the provider's count that is accounted for.</summary>
    public Task ReconcileAsync(string userId, string platform, string filter, int count, CancellationToken cancellation) =>
        ExecuteAsync(Command(Reconcile, userId, platform, filter, count), cancellation);

    NpgsqlCommand Command(string sql, string userId, string platform, string filter, params ReadOnlySpan<object> values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in (string[])[userId, platform, filter])
            command.Parameters.Add(new() { Value = value });
        foreach (var value in values)
        {
            command.Parameters.Add(value is NpgsqlRange<long>[]? new() { Value = value, DataTypeName = "int8multirange" }
                : new() { Value = value });
        }

        return command;
    }

    static async Task ExecuteAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using (command)
            await command.ExecuteNonQueryAsync(cancellation);
    }
}
