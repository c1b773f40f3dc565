using ImportFunctions.Database;

namespace ImportFunctions.Games.Runs;

/// <summary>The statements on <c>import_runs</c>, read once from the files beside this one.</summary>
static class ImportRunSql
{
    public static readonly string BeginRun = SqlText.Load("Games.Runs.begin_run.sql");
    public static readonly string StartRun = SqlText.Load("Games.Runs.start_run.sql");
    public static readonly string RunRoom = SqlText.Load("Games.Runs.run_room.sql");
    public static readonly string SetTotal = SqlText.Load("Games.Runs.set_total.sql");
    public static readonly string FinishRun = SqlText.Load("Games.Runs.finish_run.sql");
    public static readonly string RequestCancel = SqlText.Load("Games.Runs.request_cancel.sql");
    public static readonly string RequestStop = SqlText.Load("Games.Runs.request_stop.sql");
    public static readonly string IsStopped = SqlText.Load("Games.Runs.is_stopped.sql");
    public static readonly string RunById = SqlText.Load("Games.Runs.run_by_id.sql");
    public static readonly string LatestRun = SqlText.Load("Games.Runs.latest_run.sql");
    public static readonly string UnfinishedRuns = SqlText.Load("Games.Runs.unfinished_runs.sql");
    public static readonly string RecentRuns = SqlText.Load("Games.Runs.recent_runs.sql");
    public static readonly string UnfinishedCounts = SqlText.Load("Games.Runs.unfinished_counts.sql");
}
