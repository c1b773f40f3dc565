-- Imports that got their slot before one that was created more than a moment earlier: posts that arrive together have no order among them.
SELECT count(*)
FROM import_runs AS later
WHERE EXISTS (
    SELECT FROM import_runs AS earlier
    WHERE earlier.created_at < later.created_at - interval '1 second'
        AND earlier.started_at > later.started_at + interval '50 milliseconds'
)
