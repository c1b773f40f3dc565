-- The transaction that ended a run, or changed it after its end; null while it is open and for runs that ended before this column came.
-- Observers resume by it: unlike a time or a sequence, a snapshot of transactions says exactly which endings were visible, so that one
-- that commits late is never passed over. Open runs are few and are simply read, so that counting games neither writes this nor loses
-- its heap-only updates to the index.
ALTER TABLE import_runs ADD COLUMN ended_in xid8;
CREATE INDEX import_runs_ended ON import_runs (ended_in, run_id) WHERE ended_in IS NOT NULL;

CREATE FUNCTION import_runs_note_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.ended_in := pg_current_xact_id();
    RETURN NEW;
END
$$;

CREATE TRIGGER import_runs_note_end BEFORE INSERT OR UPDATE ON import_runs
    FOR EACH ROW WHEN (NEW.finished_at IS NOT NULL) EXECUTE FUNCTION import_runs_note_end();
