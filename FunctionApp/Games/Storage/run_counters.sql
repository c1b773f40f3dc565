SELECT imported_games, duplicate_games, checked_games, skipped_games, filtered_games FROM import_runs WHERE run_id = $1;
