-- Schedules whose last run is over, and that do not know yet how it went.
SELECT s.id, s.user_id, s.platform, s.every_hours, s.cron, s.window_from, s.window_to, s.window_zone, s.game_limit, s.enabled, s.due_at,
       s.next_run_at, s.last_due_at, s.last_started_at, s.last_skipped_at, s.consecutive_failures, s.revision, s.created_at, s.updated_at,
       r.status, r.finished_at, r.imported_games, r.error_code, r.error_message, r.error_retryable
FROM import_schedules s
JOIN import_runs r ON r.schedule_id = s.id AND r.scheduled_for = s.last_due_at
WHERE NOT s.settled AND r.finished_at IS NOT NULL
LIMIT @max_rows;
