-- An instance that a client has rewound, or a child that failed with its parent.
SELECT instance_id, instance_key, name, version, status, custom_status, tags, parent_id, parent_execution, parent_task,
    trace_parent, trace_state, start_at, created_at, execution, parent_name
FROM instances WHERE instance_id = $1 AND status IN (0, 3)
