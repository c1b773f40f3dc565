-- Answers to orchestrations that the owner does not have: kept if the orchestration has failed, or is being rewound.
INSERT INTO inbox (message_id, target, kind, visible_at, body)
SELECT m.message_id, m.target, m.kind, m.visible_at, m.body
FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::timestamptz[], $5::bytea[], $6::bigint[])
    AS m (message_id, target, kind, visible_at, body, instance_key)
WHERE EXISTS (SELECT FROM instances i WHERE i.instance_id = m.target AND m.instance_key IN (0, i.instance_key)
    AND (i.completed_at IS NULL OR i.status = 3))
