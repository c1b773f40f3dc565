using ImportFunctions.Database;
using Npgsql;

namespace ImportFunctions.Games.ChessCom;

/// <summary>The months of a player's archives.</summary>
sealed class MonthStore(NpgsqlDataSource database)
{
    static readonly string Load = SqlText.Load("Games.ChessCom.load_months.sql");
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

    /// <summary>Notes months that exist.</summary>
    public async Task AddAsync(string userId, IEnumerable<ArchiveMonth> months, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Add);
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = months.Select(month => month.ToString()).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
