INSERT INTO history (instance_key, batch, recorded_at, events)
SELECT * FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::bytea[])
