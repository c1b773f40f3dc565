-- Somebody wants the run to stop; its pages look at this while they work.
ALTER TABLE import_runs ADD COLUMN cancel_requested_at timestamptz;

-- The few runs that are not over, for the queue limit and for finding those whose orchestration is gone.
CREATE INDEX import_runs_unfinished ON import_runs (status, created_at) WHERE finished_at IS NULL;
CREATE INDEX import_runs_unfinished_instance ON import_runs (instance_id) WHERE finished_at IS NULL;
