SELECT state, locked_by FROM entities WHERE entity_id = $1
