INSERT INTO chesscom_months (user_id, month)
SELECT $1, unnest($2::text[])
ON CONFLICT (user_id, month) DO NOTHING;
