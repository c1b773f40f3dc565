-- A statement that waits for a table keeps everybody else from it who comes later: better to step back and try again. Longer than
-- deadlock_timeout (1s), after which a vacuum that the server began by itself makes way.
SET LOCAL lock_timeout = '3s';
