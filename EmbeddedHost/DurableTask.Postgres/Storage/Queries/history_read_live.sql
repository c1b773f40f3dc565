SELECT h.instance_key, h.batch, h.recorded_at, h.events
FROM instances i JOIN history h USING (instance_key)
WHERE i.completed_at IS NULL
ORDER BY h.instance_key, h.batch
