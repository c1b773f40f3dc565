SELECT message_id, target, kind, visible_at, body FROM inbox ORDER BY message_id
