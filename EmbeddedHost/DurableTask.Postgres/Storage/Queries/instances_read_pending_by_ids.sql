-- Of these instances, the ones that process $2 has created and that have not begun.
SELECT instance_id, instance_key, name, version, status, custom_status, tags, parent_id, parent_execution, parent_task,
    trace_parent, trace_state, start_at, created_at, execution, parent_name
FROM instances WHERE instance_id = ANY ($1) AND completed_at IS NULL AND status = 6 AND execution = 0 AND created_by = $2
ORDER BY instance_key
