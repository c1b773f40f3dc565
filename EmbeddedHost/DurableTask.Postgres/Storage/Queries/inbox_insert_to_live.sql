-- Messages of clients to orchestrations: one to an instance that is finished or unknown has no effect, except a rewind (14) of a failed one.
INSERT INTO inbox (message_id, target, kind, visible_at, body)
SELECT m.* FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::timestamptz[], $5::bytea[])
    AS m (message_id, target, kind, visible_at, body)
WHERE EXISTS (SELECT FROM instances i WHERE i.instance_id = m.target AND CASE m.kind WHEN 14 THEN i.status = 3 ELSE i.completed_at IS NULL END)
RETURNING message_id
