SELECT e.entity_id, CASE WHEN $2 THEN e.state END, e.locked_by, e.updated_at,
    (SELECT count(*) FROM inbox m WHERE m.target = e.entity_id)::int
FROM entities e WHERE e.entity_id = $1
