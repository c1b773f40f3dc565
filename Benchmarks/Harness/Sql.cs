namespace Benchmarks.Harness;

/// <summary>The statements of the benchmarks, each from the file of its name.</summary>
static class Sql
{
    /// <summary>Writes everything out now.</summary>
    public static readonly string Checkpoint = Read("checkpoint.sql");

    /// <summary>Creates segments of the log that are written over later.</summary>
    public static readonly string FillWal = Read("fill_wal.sql");

    /// <summary>Reads a part of the games as COPY data; <c>{batch}</c> and <c>{batches}</c> are to be replaced.</summary>
    public static readonly string CopyGames = Read("copy_games.sql");

    /// <summary>Creates the stage of a connection.</summary>
    public static readonly string CreateCopyStage = Read("create_copy_stage.sql");

    /// <summary>Puts COPY data into the stage.</summary>
    public static readonly string CopyToStage = Read("copy_to_stage.sql");

    /// <summary>Inserts what is in the stage and not among the games.</summary>
    public static readonly string InsertFromCopyStage = Read("insert_from_copy_stage.sql");

    /// <summary>Empties the stage.</summary>
    public static readonly string EmptyCopyStage = Read("empty_copy_stage.sql");

    /// <summary>Empties the games.</summary>
    public static readonly string EmptyGames = Read("empty_games.sql");

    /// <summary>Forgets which spans and months of players are known to be complete.</summary>
    public static readonly string ForgetCoverage = Read("forget_coverage.sql");

    /// <summary>Number of all games.</summary>
    public static readonly string CountRows = Read("count_rows.sql");

    /// <summary>Imports that overtook another in the queue.</summary>
    public static readonly string QueueOrder = Read("queue_order.sql");

    /// <summary>How often the application's task hub has changed hands.</summary>
    public static readonly string HubEpoch = Read("hub_epoch.sql");

    /// <summary>Connections that wait for a task hub.</summary>
    public static readonly string HubWaiting = Read("hub_waiting.sql");

    /// <summary>Makes the statements' counters readable.</summary>
    public static readonly string CreateStatements = Read("create_statements.sql");

    /// <summary>Statements executed in this database.</summary>
    public static readonly string CountStatements = Read("count_statements.sql");

    /// <summary>The statements executed in this database, most frequent first.</summary>
    public static readonly string TopStatements = Read("top_statements.sql");

    /// <summary>Forgets the statements that were counted.</summary>
    public static readonly string ResetStatements = Read("reset_statements.sql");

    /// <summary>Write-ahead log in bytes, the next transaction's number, transactions of this database.</summary>
    public static readonly string ReadCost = Read("read_cost.sql");

    static string Read(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
