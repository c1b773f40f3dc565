-- How many runs the player began within the hour (counted up to the limit), when the oldest of those leaves the hour, how many imports
-- wait (counted up to the limit), and how many work (counted up to the slots).
WITH recent AS (
    SELECT created_at
    FROM import_runs
    WHERE user_id = @user_id AND platform = @platform AND created_at > now() - interval '1 hour'
    ORDER BY created_at DESC
    LIMIT @per_hour
),
waiting AS (
    SELECT 1
    FROM import_runs
    WHERE finished_at IS NULL AND status = 'queued'
    LIMIT @max_queued
),
working AS (
    SELECT 1
    FROM import_runs
    WHERE finished_at IS NULL AND status = 'importing'
    LIMIT @slots
)
SELECT (SELECT count(*) FROM recent)::int,
       (SELECT extract(epoch FROM min(created_at) + interval '1 hour' - now())::double precision FROM recent),
       (SELECT count(*) FROM waiting)::int,
       (SELECT count(*) FROM working)::int;
