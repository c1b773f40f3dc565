SELECT instance_id, instance_key, name, version, status, custom_status, tags, parent_id, parent_execution, parent_task,
    trace_parent, trace_state, start_at, created_at, execution, parent_name
FROM instances WHERE instance_id = $1 AND status = 3
