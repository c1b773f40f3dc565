INSERT INTO inbox (message_id, target, kind, visible_at, body)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::timestamptz[], $5::bytea[])
