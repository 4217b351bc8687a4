"""What holds for the whole tree, whatever a file is about."""
