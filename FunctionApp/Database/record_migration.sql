INSERT INTO import_migrations (version, name) VALUES ($1, $2);
