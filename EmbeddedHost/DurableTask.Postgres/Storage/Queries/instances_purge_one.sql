WITH RECURSIVE doomed AS (
    SELECT instance_id, instance_key FROM instances WHERE instance_id = $1 AND completed_at IS NOT NULL
    UNION
    SELECT c.instance_id, c.instance_key FROM doomed d JOIN instances c ON c.parent_id = d.instance_id
    WHERE $2 AND c.completed_at IS NOT NULL
), gone AS (
    DELETE FROM instances i USING doomed d WHERE i.instance_id = d.instance_id AND i.instance_key = d.instance_key RETURNING i.instance_id, i.instance_key
), forgotten AS (
    DELETE FROM history h USING gone g WHERE h.instance_key = g.instance_key
), unheard AS (
    DELETE FROM inbox m USING gone g WHERE m.target = g.instance_id AND m.kind IN (5, 7, 8)
)
SELECT count(*) FROM gone
