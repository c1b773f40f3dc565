TRUNCATE players, chesscom_months
