SELECT i.instance_id, i.name, i.version, i.status, i.parent_id, i.tags, i.created_at,
    GREATEST(i.updated_at, (SELECT h.recorded_at FROM history h WHERE h.instance_key = i.instance_key ORDER BY h.batch DESC LIMIT 1)),
    i.custom_status, i.failure, i.input, i.output, i.instance_key
FROM instances i WHERE i.instance_id = $1
