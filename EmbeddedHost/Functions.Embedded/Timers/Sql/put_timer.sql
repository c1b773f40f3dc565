INSERT INTO functions_embedded.timers (application, function, schedule, last_run, next_run, updated_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (application, function) DO UPDATE
SET schedule = excluded.schedule, last_run = excluded.last_run, next_run = excluded.next_run, updated_at = excluded.updated_at;
