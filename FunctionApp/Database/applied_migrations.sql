SELECT version FROM import_migrations;
