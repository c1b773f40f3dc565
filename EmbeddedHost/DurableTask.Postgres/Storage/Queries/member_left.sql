DELETE FROM members WHERE process_number = $1
