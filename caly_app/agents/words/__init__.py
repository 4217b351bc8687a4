"""What every sector says alike, by language, and the patterns of what customers say anywhere."""
