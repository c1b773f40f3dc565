-- What a client changes. Who has read an older revision changes nothing.
UPDATE import_schedules
SET every_hours = @every_hours, cron = @cron, window_from = @window_from, window_to = @window_to, window_zone = @window_zone,
    game_limit = @game_limit, enabled = @enabled, due_at = @due_at, next_run_at = @next_run_at,
    consecutive_failures = @consecutive_failures, revision = revision + 1, updated_at = @now
WHERE id = @id AND revision = @revision;
