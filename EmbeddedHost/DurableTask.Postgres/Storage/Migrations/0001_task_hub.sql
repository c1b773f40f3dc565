-- The task hub, first version. A published migration never changes; what follows goes into a new file.
-- Runs with search_path set to the hub's own schema.

-- Who owns the hub. The epoch only grows; every commit of the owner checks it under a share lock (see fence).
CREATE TABLE ownership (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    epoch bigint NOT NULL CHECK (epoch >= 0)
);
INSERT INTO ownership (epoch) VALUES (0);

-- The owner's sign of life, apart from the epoch so that heartbeats and commits do not wait for one another.
CREATE TABLE lease (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    process_number bigint NOT NULL,
    backend_pid int NOT NULL,
    valid_until timestamptz NOT NULL
);
INSERT INTO lease (process_number, backend_pid, valid_until) VALUES (0, 0, '-infinity');

-- Processes that use the hub; the owner notifies only when there are others.
CREATE TABLE members (
    process_number bigint PRIMARY KEY,
    seen_at timestamptz NOT NULL DEFAULT now()
);

-- Numbers processes, so that each can number its messages without asking: message id = process number << 40 | counter.
CREATE SEQUENCE process_numbers MAXVALUE 8388607;

-- An instance that is created again under its old id gets a new key, so that what belonged to the old one can't be mistaken for its own.
CREATE SEQUENCE instance_keys;

CREATE TABLE instances (
    instance_id text COLLATE "C" PRIMARY KEY CHECK (octet_length(instance_id) BETWEEN 1 AND 1000),
    instance_key bigint NOT NULL DEFAULT nextval('instance_keys'),
    name text NOT NULL,
    version text,
    -- OrchestrationRuntimeStatus: 0 running, 1 completed, 3 failed, 5 terminated, 6 pending, 7 suspended
    status smallint NOT NULL CHECK (status IN (0, 1, 3, 5, 6, 7)),
    input text,
    output text,
    custom_status text,
    failure text,
    tags text,
    parent_id text COLLATE "C",
    parent_execution int,
    parent_task int,
    parent_name text,
    -- The statuses (one bit each) in which an earlier instance of this id was not to be replaced by this one; null for none.
    keeps smallint,
    trace_parent text,
    trace_state text,
    -- 0, and one more with each ContinueAsNew: answers to an earlier execution are not mistaken for answers to this one.
    execution int NOT NULL DEFAULT 0 CHECK (execution >= 0),
    start_at timestamptz,
    -- The number of the process that created it: the owner looks for what others created.
    created_by bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    completed_at timestamptz,
    CONSTRAINT finished_has_a_time CHECK ((completed_at IS NOT NULL) = (status IN (1, 3, 5))),
    CONSTRAINT only_failures_fail CHECK (failure IS NULL OR status = 3),
    CONSTRAINT child_has_a_task CHECK ((parent_id IS NULL) = (parent_task IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX instances_live ON instances (instance_key) WHERE completed_at IS NULL;
CREATE INDEX instances_finished ON instances (completed_at) WHERE completed_at IS NOT NULL;
CREATE INDEX instances_children ON instances (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX instances_created ON instances USING brin (created_at) WITH (pages_per_range = 32);

-- One row holds all events that an instance gained in one commit, as a JSON array in UTF-8.
CREATE TABLE history (
    instance_key bigint NOT NULL,
    batch int NOT NULL CHECK (batch >= 0),
    recorded_at timestamptz NOT NULL,
    events bytea NOT NULL,
    PRIMARY KEY (instance_key, batch)
);
ALTER TABLE history ALTER COLUMN events SET STORAGE EXTERNAL;

-- Messages that their target has not consumed yet. The step that consumes a message deletes it.
CREATE TABLE inbox (
    message_id bigint PRIMARY KEY,
    target text COLLATE "C" NOT NULL,
    kind smallint NOT NULL,
    visible_at timestamptz,
    body bytea NOT NULL
);

CREATE TABLE entities (
    entity_id text COLLATE "C" PRIMARY KEY CHECK (entity_id ~ '^@[^@]+@'),
    state text,
    locked_by text COLLATE "C",
    updated_at timestamptz NOT NULL,
    CONSTRAINT neither_state_nor_lock_is_no_entity CHECK (state IS NOT NULL OR locked_by IS NOT NULL)
);

-- Raises DT001 unless the caller's epoch is the current one; holds the row so that no successor can start before the commit ends.
CREATE FUNCTION fence(expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM ownership WHERE epoch = expected FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'epoch % of this task hub is over', expected USING ERRCODE = 'DT001';
    END IF;
END
$$;

-- The history of an instance that is replaced under its id goes with it.
CREATE FUNCTION drop_replaced_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM history WHERE instance_key = OLD.instance_key;
    RETURN NULL;
END
$$;
CREATE TRIGGER instance_replaced AFTER UPDATE ON instances
    FOR EACH ROW WHEN (OLD.instance_key <> NEW.instance_key)
    EXECUTE FUNCTION drop_replaced_history();

-- A queue of thousands in an entity's state is compressed at every commit: lz4, where the server was built with it, takes a fifth of the time.
DO $$
BEGIN
    ALTER TABLE entities ALTER COLUMN state SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;
