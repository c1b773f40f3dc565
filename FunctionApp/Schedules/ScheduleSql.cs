using ImportFunctions.Database;

namespace ImportFunctions.Schedules;

/// <summary>The statements on <c>import_schedules</c>, read once from the files beside this one.</summary>
static class ScheduleSql
{
    public static readonly string LockPlayer = SqlText.Load("Schedules.lock_player.sql");
    public static readonly string Insert = SqlText.Load("Schedules.insert_schedule.sql");
    public static readonly string Update = SqlText.Load("Schedules.update_schedule.sql");
    public static readonly string Delete = SqlText.Load("Schedules.delete_schedule.sql");
    public static readonly string ById = SqlText.Load("Schedules.schedule_by_id.sql");
    public static readonly string List = SqlText.Load("Schedules.list_schedules.sql");
    public static readonly string ClaimDue = SqlText.Load("Schedules.claim_due.sql");
    public static readonly string FinishClaim = SqlText.Load("Schedules.finish_claim.sql");
    public static readonly string ListEnded = SqlText.Load("Schedules.list_ended.sql");
    public static readonly string Settle = SqlText.Load("Schedules.settle.sql");
    public static readonly string StartExists = SqlText.Load("Schedules.start_exists.sql");
}
