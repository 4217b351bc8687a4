"""Programs that measure and print. None of them passes or fails."""
