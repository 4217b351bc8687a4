"""What is left when a process is killed in the middle of a turn. Counted in SQL, not by the application."""
