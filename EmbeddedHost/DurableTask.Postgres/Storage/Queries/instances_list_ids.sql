SELECT instance_id FROM instances
WHERE completed_at IS NOT NULL
    AND ($1::text IS NULL OR instance_id > $1)
    AND ($2::timestamptz IS NULL OR completed_at >= $2)
    AND ($3::timestamptz IS NULL OR completed_at <= $3)
    AND ($4::smallint[] IS NULL OR status = ANY ($4))
ORDER BY instance_id
LIMIT $5
