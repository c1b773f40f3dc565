-- Runs that began long enough ago for their orchestration to be visible to everybody.
SELECT run_id, instance_id
FROM import_runs
WHERE finished_at IS NULL AND created_at < now() - @min_age
ORDER BY created_at
LIMIT @max_rows;
