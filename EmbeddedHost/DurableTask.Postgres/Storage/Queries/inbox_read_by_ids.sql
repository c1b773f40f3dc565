SELECT message_id, target, kind, visible_at, body FROM inbox WHERE message_id = ANY ($1) ORDER BY message_id
