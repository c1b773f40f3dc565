using ImportFunctions.Database;
using ImportFunctions.Games.Filters;
using Npgsql;

namespace ImportFunctions.Games.ChessCom;

/// <summary>The months of a player's archives.</summary>
sealed class MonthStore(NpgsqlDataSource database)
{
    static readonly string Load = SqlText.Load("Games.ChessCom.load_months.sql");
    static readonly string LoadFiltered = SqlText.Load("Games.ChessCom.load_filtered_months.sql");
    static readonly string Add = SqlText.Load("Games.ChessCom.add_months.sql");

    /// <summary>All months, newest first.</summary>
    public async Task<List<KnownMonth>> LoadAsync(string userId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Load);
        command.Parameters.Add(new() { Value = userId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var months = new List<KnownMonth>();
        while (await reader.ReadAsync(cancellation))
        {
            if (ArchiveMonth.TryParse(reader.GetString(0), out var month))
            {
                months.Add(new KnownMonth(
                    month, reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetInt32(2),
                    reader.GetBoolean(3), reader.GetBoolean(4)));
            }
        }

        return months;
    }

    /// <summary>The filter that a month stands under: the one with its times when the month lies only partly inside of them.</summary>
    /// <returns>The filter's text; null for all games.</returns>
    public static string? FilterOf(GameFilter filter, ArchiveMonth month) =>
        month.Earliest < filter.Since || month.Latest > filter.Until ? filter.FullKey
            : filter.KindKey is { Length: > 0 } kind ? kind
            : null;

    /// <summary>The months that a filter is about, newest first, as they stand for it.</summary>
    public async Task<List<KnownMonth>> LoadAsync(string userId, GameFilter? filter, CancellationToken cancellation)
    {
        var all = await LoadAsync(userId, cancellation);
        if (filter is null)
            return all;
        var filtered = await LoadFilteredAsync(userId, [filter.KindKey, filter.FullKey], cancellation);
        return [.. all
            .Where(month => month.Month.Earliest < (filter.Until ?? DateTimeOffset.MaxValue)
                && month.Month.Latest > (filter.Since ?? DateTimeOffset.MinValue))
            .Select(month => month.Closed || FilterOf(filter, month.Month) is not { } key ? month
                : filtered.TryGetValue((key, month.Month), out var own) ? own
                // Complete for all games is complete for some.
                : month)];
    }

    async Task<Dictionary<(string, ArchiveMonth), KnownMonth>> LoadFilteredAsync(
        string userId, string[] filters, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(LoadFiltered);
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = filters });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var months = new Dictionary<(string, ArchiveMonth), KnownMonth>();
        while (await reader.ReadAsync(cancellation))
        {
            if (ArchiveMonth.TryParse(reader.GetString(1), out var month))
            {
                months[(reader.GetString(0), month)] = new KnownMonth(
                    month, reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetInt32(3),
                    reader.GetBoolean(4), Complete: true);
            }
        }

        return months;
    }

    /// <summary>Notes months that exist.</summary>
    public async Task AddAsync(string userId, IEnumerable<ArchiveMonth> months, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Add);
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = months.Select(month => month.ToString()).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
