using System.Globalization;
using Benchmarks.Harness;
using LocalPostgres;
using Npgsql;

namespace Benchmarks.Engine;

/// <summary>Reads what a database and the two processes have spent so far.</summary>
sealed class CostMeter : IAsyncDisposable
{
    /// <summary>Statements that are shown.</summary>
    const int Shown = 8;

    readonly LocalPostgresServer _server;
    readonly NpgsqlDataSource _database;
    readonly bool _counted;

    CostMeter(LocalPostgresServer server, string connectionString, bool counted)
    {
        _server = server;
        _database = NpgsqlDataSource.Create(connectionString + ";Maximum Pool Size=1");
        _counted = counted;
    }

    /// <summary>Connects, and makes the statements' counters readable.</summary>
    public static async Task<CostMeter> CreateAsync(
        LocalPostgresServer server, string connectionString, bool counted, CancellationToken cancellation)
    {
        var meter = new CostMeter(server, connectionString, counted);
        if (counted)
            await meter.ReadRowsAsync(Sql.CreateStatements, cancellation).ConfigureAwait(false);
        return meter;
    }

    /// <summary>Everything up to now; statements are counted from here on.</summary>
    public async Task<Cost> BeginAsync(CancellationToken cancellation)
    {
        if (_counted)
            await ReadRowsAsync(Sql.ResetStatements, cancellation).ConfigureAwait(false);
        return await ReadAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Everything up to now.</summary>
    public async Task<Cost> ReadAsync(CancellationToken cancellation)
    {
        double? statements = null;
        if (_counted)
            statements = Number((await ReadRowsAsync(Sql.CountStatements, cancellation).ConfigureAwait(false))[0][0]);
        var row = (await ReadRowsAsync(Sql.ReadCost, cancellation).ConfigureAwait(false))[0];
        return new Cost(
            Number(row[0]),
            Number(row[1]),
            Number(row[2]),
            statements,
            GC.GetTotalAllocatedBytes(precise: true),
            ProcessorTime.Own.TotalSeconds,
            ProcessorTime.OfServer(_server.ProcessId));
    }

    /// <summary>Transactions that the database's connections have reported; they do so when they have been idle for a while.</summary>
    public async Task<double> TransactionsAsync(CancellationToken cancellation)
        => Number((await ReadRowsAsync(Sql.ReadCost, cancellation).ConfigureAwait(false))[0][2]);

    /// <summary>The statements that were executed most, a line each.</summary>
    public async Task<IReadOnlyList<string>> StatementsAsync(double steps, CancellationToken cancellation)
    {
        if (!_counted)
            return [];
        var rows = await ReadRowsAsync(Sql.TopStatements, cancellation).ConfigureAwait(false);
        return
        [
            .. rows.Take(Shown).Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{Number(row[1]) / steps,6:0.000} a step, {Number(row[2]),4:0} µs, {Number(row[3]),5:0} bytes of WAL: {Shorten(row[0])}")),
        ];
    }

    /// <summary>Disconnects.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    static string Shorten(string statement)
    {
        var words = string.Join(' ', statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length > 90 ? words[..90] + "…" : words;
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    async Task<List<string[]>> ReadRowsAsync(string sql, CancellationToken cancellation)
    {
        await using var command = _database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!)]);
        return rows;
    }
}
