-- Messages of clients to orchestrations: one to an instance that is finished or unknown has no effect.
-- The share lock keeps a concurrent purge or replacement from slipping between the check and the insert.
INSERT INTO inbox (message_id, target, kind, visible_at, body)
SELECT m.* FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::timestamptz[], $5::bytea[])
    AS m (message_id, target, kind, visible_at, body)
WHERE EXISTS (SELECT FROM instances i WHERE i.instance_id = m.target AND i.completed_at IS NULL)
RETURNING message_id
