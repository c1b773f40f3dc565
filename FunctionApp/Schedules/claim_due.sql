-- Takes what is due, for a while: rows that another process is taking at this moment are passed over, and a row that was taken is not due
-- before the claim runs out, which it only does when its process died.
WITH due AS (
    SELECT id
    FROM import_schedules
    WHERE enabled AND next_run_at <= @now AND (claimed_until IS NULL OR claimed_until <= @now)
    ORDER BY next_run_at
    LIMIT @max_rows
    FOR UPDATE SKIP LOCKED
),
claimed AS (
    UPDATE import_schedules c
    SET claim_id = @claim_id, claimed_until = @claimed_until
    FROM due
    WHERE c.id = due.id
    RETURNING c.*
)
SELECT s.id, s.user_id, s.platform, s.every_hours, s.cron, s.window_from, s.window_to, s.window_zone, s.game_limit, s.enabled, s.due_at,
       s.next_run_at, s.last_due_at, s.last_started_at, s.last_skipped_at, s.consecutive_failures, s.revision, s.created_at, s.updated_at,
       r.status, r.finished_at, r.imported_games, r.error_code, r.error_message, r.error_retryable
FROM claimed s
LEFT JOIN import_runs r ON r.schedule_id = s.id AND r.scheduled_for = s.last_due_at
ORDER BY s.next_run_at;
