-- A gigabyte of segments, which the next checkpoint keeps for use again.
DO $$
BEGIN
    FOR segment IN 1..60 LOOP
        PERFORM pg_logical_emit_message(false, 'benchmarks', '');
        PERFORM pg_switch_wal();
    END LOOP;
END
$$;
