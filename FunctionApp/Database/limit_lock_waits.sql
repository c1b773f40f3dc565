-- A statement that waits for a table keeps everybody else from it who comes later: better to step back and try again.
SET LOCAL lock_timeout = '1s';
