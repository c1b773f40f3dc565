SELECT to_regclass('import_migrations') IS NOT NULL;
