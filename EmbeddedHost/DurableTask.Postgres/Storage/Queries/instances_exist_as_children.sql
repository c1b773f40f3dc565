-- Of these expected children, the ones that are alive or whose end is still to be told.
SELECT c.instance_id FROM unnest($1::text[], $2::text[], $3::int[]) AS c (instance_id, parent_id, parent_task)
WHERE EXISTS (SELECT FROM instances i WHERE i.instance_id = c.instance_id AND i.parent_id = c.parent_id AND i.parent_task = c.parent_task)
