SELECT e.entity_id, CASE WHEN $5 THEN e.state END, e.locked_by, e.updated_at,
    (SELECT count(*) FROM inbox m WHERE m.target = e.entity_id)::int
FROM entities e
WHERE ($1::text IS NULL OR e.entity_id > $1)
    AND ($2::text IS NULL OR (e.entity_id >= $2 AND e.entity_id < $2 || chr(1114111)))
    AND ($3::timestamptz IS NULL OR e.updated_at >= $3)
    AND ($4::timestamptz IS NULL OR e.updated_at <= $4)
    AND ($7 OR e.state IS NOT NULL)
ORDER BY e.entity_id
LIMIT $6
