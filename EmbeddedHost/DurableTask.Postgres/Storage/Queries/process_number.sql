SELECT nextval('process_numbers')
