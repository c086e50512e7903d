"""What a row of a file means: the command that it stands for, carried out once and taken back by the import's id."""
