COPY copy_stage FROM STDIN (FORMAT binary)
