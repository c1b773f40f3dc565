SELECT fence($1)
