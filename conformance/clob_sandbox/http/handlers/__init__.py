"""What each operation answers, a module for each tag of the description; `operations` holds the table."""
