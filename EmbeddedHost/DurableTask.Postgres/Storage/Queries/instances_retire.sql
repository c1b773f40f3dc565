-- Retention: a small batch of instances of one status that finished before $2.
WITH doomed AS (
    SELECT instance_id, instance_key FROM instances
    WHERE completed_at < $2 AND completed_at IS NOT NULL AND status = $1
    ORDER BY completed_at LIMIT $3
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM instances i USING doomed d WHERE i.instance_id = d.instance_id RETURNING i.instance_id, i.instance_key
), forgotten AS (
    DELETE FROM history h USING gone g WHERE h.instance_key = g.instance_key
), unheard AS (
    DELETE FROM inbox m USING gone g WHERE m.target = g.instance_id AND m.kind IN (5, 7, 8)
)
SELECT count(*) FROM gone
