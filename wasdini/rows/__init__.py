"""What all tables share: the code column, scoping by path, rows that can only be added. Knows no subject."""
