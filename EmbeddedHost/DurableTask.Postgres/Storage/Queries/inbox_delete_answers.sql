-- Answers to orchestrations that the owner does not have: gone unless the orchestration has failed, or is being rewound.
DELETE FROM inbox m
WHERE m.message_id = ANY ($1)
    AND NOT EXISTS (SELECT FROM instances i WHERE i.instance_id = m.target AND (i.completed_at IS NULL OR i.status = 3))
