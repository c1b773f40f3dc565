DELETE FROM inbox WHERE message_id = ANY ($1)
