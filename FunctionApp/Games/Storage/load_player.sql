-- Sorted for the plan's sake: where the statistics know few players, a walk over everybody's games seems the shortest way to one of this
-- player's, and for a player without games it ends at the end of the table.
SELECT display_name, games, covered, provider_count, found_floor, found_above, (
    SELECT true
    FROM games
    WHERE games.user_id = $1 AND games.platform = $2
    ORDER BY provider_game_id
    LIMIT 1) IS NOT NULL
FROM players
WHERE user_id = $1 AND platform = $2;
