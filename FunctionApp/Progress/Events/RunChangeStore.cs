using System.Globalization;
using ImportFunctions.Database;
using ImportFunctions.Games;
using ImportFunctions.Games.Runs;
using Npgsql;
using NpgsqlTypes;

namespace ImportFunctions.Progress.Events;

/// <summary>Reads from <c>import_runs</c> what has changed.</summary>
/// <param name="database">The application's database.</param>
public sealed class RunChangeStore(NpgsqlDataSource database)
{
    static readonly string ChangedRuns = SqlText.Load("Progress.Events.changed_runs.sql");
    static readonly string PinSnapshot = SqlText.Load("Progress.Events.pin_snapshot.sql");
    static readonly string EndedRuns = SqlText.Load("Progress.Events.ended_runs.sql");

    /// <summary>Reads every open run and those that have ended since an earlier look.</summary>
    /// <param name="seen">What that look gave; null for the first one, which is about open runs only.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The runs, and the snapshot that they are from.</returns>
    public async Task<(RunSnapshot Snapshot, IReadOnlyList<RunRow> Rows)> LookAsync(RunSnapshot? seen, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(ChangedRuns, connection);
        command.Parameters.Add(Text("seen", seen?.ToString()));
        RunSnapshot? snapshot = null;
        var rows = new List<RunRow>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                snapshot ??= RunSnapshot.Parse(reader.GetString(20));
                // Without any run there is a row for the snapshot's sake.
                if (!reader.IsDBNull(0))
                    rows.Add(Map(reader));
            }
        }

        await using var pin = new NpgsqlCommand(PinSnapshot, connection);
        await pin.ExecuteNonQueryAsync(cancellation);
        return (snapshot!, rows);
    }

    /// <summary>Reads runs that ended between two looks, a page at a time, in the order of the transactions that ended them.</summary>
    /// <param name="seen">The earlier look.</param>
    /// <param name="until">The later one.</param>
    /// <param name="after">The last run of the page before; null for the first page.</param>
    /// <param name="player">Whose runs; null for everybody's.</param>
    /// <param name="maxRows">The size of the page.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The runs.</returns>
    public async Task<IReadOnlyList<RunRow>> EndedAsync(
        RunSnapshot seen, RunSnapshot until, RunRow? after, PlayerKey? player, int maxRows, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(EndedRuns);
        command.Parameters.AddRange(new[]
        {
            Text("seen", seen.ToString()), Text("until", until.ToString()),
            Text("after_ended_in", (after?.EndedIn ?? 0).ToString(CultureInfo.InvariantCulture)),
            new NpgsqlParameter<Guid>("after_run", after?.Run.RunId ?? Guid.Empty),
            Text("user_id", player?.UserId), Text("platform", player?.Platform), new NpgsqlParameter<int>("max_rows", maxRows),
        });
        var rows = new List<RunRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.Add(Map(reader));
        return rows;
    }

    static RunRow Map(NpgsqlDataReader row) => new(
        new PlayerKey(row.GetString(18), row.GetString(17)),
        ImportRunStore.Map(row),
        row.IsDBNull(19) ? null : ulong.Parse(row.GetString(19), CultureInfo.InvariantCulture));

    static NpgsqlParameter Text(string name, string? value) => new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };
}
