-- Requests of clients to rewind: each makes its failed instance live again at once, so that whoever looks or waits sees it running.
-- Of several for one instance the first counts.
WITH rewound AS (
    UPDATE instances SET status = 0, output = NULL, failure = NULL, completed_at = NULL, updated_at = clock_timestamp()
    WHERE instance_id = ANY ($2) AND status = 3
    RETURNING instance_id
)
INSERT INTO inbox (message_id, target, kind, visible_at, body)
SELECT DISTINCT ON (m.target) m.*
FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::timestamptz[], $5::bytea[])
    AS m (message_id, target, kind, visible_at, body)
JOIN rewound r ON r.instance_id = m.target
ORDER BY m.target, m.message_id
RETURNING message_id
