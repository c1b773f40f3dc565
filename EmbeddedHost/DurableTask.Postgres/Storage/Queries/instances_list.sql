SELECT i.instance_id, i.name, i.version, i.status, i.parent_id, i.tags, i.created_at,
    GREATEST(i.updated_at, (SELECT h.recorded_at FROM history h WHERE h.instance_key = i.instance_key ORDER BY h.batch DESC LIMIT 1)),
    i.custom_status, i.failure, CASE WHEN $7 THEN i.input END, CASE WHEN $7 THEN i.output END, i.instance_key
FROM instances i
WHERE ($1::text IS NULL OR i.instance_id > $1)
    AND ($2::text IS NULL OR (i.instance_id >= $2 AND i.instance_id < $2 || chr(1114111)))
    AND ($3::timestamptz IS NULL OR i.created_at >= $3)
    AND ($4::timestamptz IS NULL OR i.created_at <= $4)
    AND ($5::smallint[] IS NULL OR i.status = ANY ($5))
ORDER BY i.instance_id
LIMIT $6
