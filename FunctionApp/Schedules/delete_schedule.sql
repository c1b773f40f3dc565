DELETE FROM import_schedules WHERE id = @id;
