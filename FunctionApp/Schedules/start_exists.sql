SELECT EXISTS (SELECT FROM import_runs WHERE schedule_id = @schedule_id AND scheduled_for = @scheduled_for);
