SELECT entity_id, locked_by FROM entities WHERE locked_by IS NOT NULL
