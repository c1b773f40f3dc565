-- Imports with an end in the past could move the floor below games that the provider's count had told of already, and late games behind
-- it were then taken for found. Players who had such an import are looked through once more, the last 400 days, by their next import of
-- all games.
UPDATE players AS p
SET provider_count = 0,
    found_above = 0
WHERE platform = 'lichess'
  AND provider_count IS NOT NULL
  AND EXISTS (
      SELECT
      FROM import_runs AS r
      WHERE r.user_id = p.user_id AND r.platform = p.platform AND r.filters ->> 'until' IS NOT NULL);
