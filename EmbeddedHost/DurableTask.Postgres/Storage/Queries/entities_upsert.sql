INSERT INTO entities (entity_id, state, locked_by, updated_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
ON CONFLICT (entity_id) DO UPDATE SET state = excluded.state, locked_by = excluded.locked_by, updated_at = excluded.updated_at
