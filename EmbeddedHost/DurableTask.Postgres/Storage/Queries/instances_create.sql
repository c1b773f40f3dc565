-- Creates instances. One whose id belongs to a finished instance replaces it, unless that instance's status is among those to keep; one
-- that does not get its id is left out of the answer.
INSERT INTO instances AS i (instance_id, name, version, status, input, tags, parent_id, parent_execution, parent_task,
    trace_parent, trace_state, start_at, created_at, updated_at, created_by, parent_name, keeps)
SELECT n.instance_id, n.name, n.version, 6, n.input, n.tags, n.parent_id, n.parent_execution, n.parent_task,
    n.trace_parent, n.trace_state, n.start_at, n.created_at, n.created_at, $15, n.parent_name, n.keeps
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::text[], $10::text[],
    $11::timestamptz[], $12::timestamptz[], $13::text[], $14::smallint[])
    AS n (instance_id, name, version, input, tags, parent_id, parent_execution, parent_task, trace_parent, trace_state,
    start_at, created_at, parent_name, keeps)
ON CONFLICT (instance_id) DO UPDATE SET
    instance_key = nextval('instance_keys'),
    name = excluded.name,
    version = excluded.version,
    status = excluded.status,
    input = excluded.input,
    output = NULL,
    custom_status = NULL,
    failure = NULL,
    tags = excluded.tags,
    parent_id = excluded.parent_id,
    parent_execution = excluded.parent_execution,
    parent_task = excluded.parent_task,
    parent_name = excluded.parent_name,
    keeps = excluded.keeps,
    trace_parent = excluded.trace_parent,
    trace_state = excluded.trace_state,
    start_at = excluded.start_at,
    created_at = excluded.created_at,
    updated_at = excluded.updated_at,
    created_by = excluded.created_by,
    execution = 0,
    completed_at = NULL
WHERE i.completed_at IS NOT NULL AND (coalesce(excluded.keeps, 0) >> i.status) & 1 = 0
RETURNING instance_id, instance_key
