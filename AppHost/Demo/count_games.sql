SELECT count(*)
FROM games
