-- How many imports wait (counted up to the limit), and how many work (counted up to the slots).
SELECT (SELECT count(*) FROM (
           SELECT FROM import_runs WHERE finished_at IS NULL AND status = 'queued' LIMIT @max_queued) AS waiting)::int,
       (SELECT count(*) FROM (
           SELECT FROM import_runs WHERE finished_at IS NULL AND status = 'importing' LIMIT @slots) AS working)::int;
