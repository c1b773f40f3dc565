SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0'), pg_snapshot_xmax(pg_current_snapshot())::text,
    (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database())
