-- ContinueAsNew: the next execution's number, input and version.
UPDATE instances i SET execution = u.execution, input = u.input, version = u.version
FROM unnest($1::text[], $2::bigint[], $3::int[], $4::text[], $5::text[]) AS u (instance_id, instance_key, execution, input, version)
WHERE i.instance_id = u.instance_id AND i.instance_key = u.instance_key
