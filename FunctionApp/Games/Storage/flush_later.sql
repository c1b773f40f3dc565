-- This transaction's commit does not wait for the disk. A crash of the server may take it back, and with it nothing but later ones.
SET LOCAL synchronous_commit = off;
