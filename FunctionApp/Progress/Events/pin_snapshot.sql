-- A commit of its own that waits for the disk. Whatever happens to the server, the transaction numbers of earlier snapshots are not given
-- out again then, so that an id of an event never hides a later one.
SELECT pg_logical_emit_message(true, 'import-events', '');
