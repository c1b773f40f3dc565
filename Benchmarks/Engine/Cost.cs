using Benchmarks.Harness;

namespace Benchmarks.Engine;

/// <summary>What has been paid up to a moment, or between two.</summary>
/// <param name="WalBytes">Bytes of write-ahead log.</param>
/// <param name="Writes">Transactions that wrote.</param>
/// <param name="Transactions">All transactions, also those that only read.</param>
/// <param name="Statements">Statements; <see langword="null"/> when they are not counted.</param>
/// <param name="AllocatedBytes">Bytes that this process allocated.</param>
/// <param name="EngineSeconds">Processor time of this process: engine and client.</param>
/// <param name="DatabaseSeconds">Processor time of PostgreSQL; <see langword="null"/> where it can't be read.</param>
sealed record Cost(
    double WalBytes, double Writes, double Transactions, double? Statements, double AllocatedBytes, double EngineSeconds, double? DatabaseSeconds)
{
    /// <summary>What was paid since an earlier moment.</summary>
    public Cost Minus(Cost earlier) => new(
        WalBytes - earlier.WalBytes,
        Writes - earlier.Writes,
        Transactions - earlier.Transactions,
        Statements - earlier.Statements,
        AllocatedBytes - earlier.AllocatedBytes,
        EngineSeconds - earlier.EngineSeconds,
        DatabaseSeconds - earlier.DatabaseSeconds);

    /// <summary>Adds what each of some steps cost.</summary>
    public void AddTo(Figures figures, string prefix, double steps)
    {
        figures.Add(prefix + "writing_transactions_per_step", Writes / steps).Add(prefix + "transactions_per_step", Transactions / steps);
        if (Statements is { } statements)
            figures.Add(prefix + "statements_per_step", statements / steps);
        figures.Add(prefix + "wal_bytes_per_step", WalBytes / steps)
            .Add(prefix + "allocated_bytes_per_step", AllocatedBytes / steps)
            .Add(prefix + "engine_cpu_us_per_step", EngineSeconds * 1e6 / steps);
        if (DatabaseSeconds is { } seconds)
            figures.Add(prefix + "postgres_cpu_us_per_step", seconds * 1e6 / steps);
    }
}
