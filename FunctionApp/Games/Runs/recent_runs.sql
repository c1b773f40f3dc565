-- How many runs the player began within the hour (counted up to the limit), and when the oldest of those leaves the hour.
SELECT count(*)::int, extract(epoch FROM min(created_at) + interval '1 hour' - now())::double precision
FROM (
    SELECT created_at
    FROM import_runs
    WHERE user_id = @user_id AND platform = @platform AND created_at > now() - interval '1 hour'
    ORDER BY created_at DESC
    LIMIT @per_hour
) AS recent;
