UPDATE instances i SET
    status = u.status,
    output = u.output,
    custom_status = u.custom_status,
    failure = u.failure,
    updated_at = u.updated_at,
    completed_at = CASE WHEN u.status IN (1, 3, 5) THEN u.updated_at END
FROM unnest($1::text[], $2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
    AS u (instance_id, instance_key, status, output, custom_status, failure, updated_at)
WHERE i.instance_id = u.instance_id AND i.instance_key = u.instance_key
