-- Instances that other processes have created and that have not begun.
SELECT instance_id, instance_key, name, version, status, custom_status, tags, parent_id, parent_execution, parent_task,
    trace_parent, trace_state, start_at, created_at, execution, parent_name
FROM instances WHERE completed_at IS NULL AND status = 6 AND created_by <> $1
ORDER BY instance_key
