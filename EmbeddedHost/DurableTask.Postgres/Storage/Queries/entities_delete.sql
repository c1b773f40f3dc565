DELETE FROM entities WHERE entity_id = ANY ($1)
