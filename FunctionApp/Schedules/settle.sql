-- Notes how the last run went. Whoever has read an older revision changes nothing, and finds the row again.
UPDATE import_schedules
SET settled = true,
    consecutive_failures = @consecutive_failures,
    due_at = @due_at,
    next_run_at = @next_run_at,
    revision = revision + 1,
    updated_at = @now
WHERE id = @id AND revision = @revision AND NOT settled;
