using System.Globalization;

namespace ImportFunctions.Schedules;

/// <summary>A schedule as clients see it.</summary>
static class ScheduleJson
{
    public static Dictionary<string, object?> Describe(ImportSchedule schedule) => new()
    {
        ["id"] = schedule.Id,
        ["user_id"] = schedule.Player.UserId,
        ["platform"] = schedule.Player.Platform,
        ["every_hours"] = schedule.Times.EveryHours,
        ["cron"] = schedule.Times.Cron?.Expression,
        ["window"] = schedule.Times.Window is { } window ? Describe(window) : null,
        ["limit"] = schedule.Limit,
        ["enabled"] = schedule.Enabled,
        ["next_run_at"] = schedule.Enabled ? schedule.NextRunAt : null,
        ["last_run"] = schedule.LastRun is { } run ? Describe(run) : null,
        ["last_skipped_at"] = schedule.LastSkippedAt,
        ["consecutive_failures"] = schedule.ConsecutiveFailures,
        ["created_at"] = schedule.CreatedAt,
        ["updated_at"] = schedule.UpdatedAt,
    };

    static Dictionary<string, object?> Describe(OffPeakWindow window) => new()
    {
        ["from"] = window.From.ToString("HH:mm", CultureInfo.InvariantCulture),
        ["to"] = window.To.ToString("HH:mm", CultureInfo.InvariantCulture),
        ["time_zone"] = window.Zone.Id,
    };

    static Dictionary<string, object?> Describe(LastRun run) => new()
    {
        ["due_at"] = run.DueAt,
        ["started_at"] = run.StartedAt,
        ["finished_at"] = run.FinishedAt,
        ["status"] = run.Status,
        ["imported_games"] = run.ImportedGames,
        ["error"] = run.Error,
    };
}
