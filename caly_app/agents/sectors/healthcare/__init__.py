"""Healthcare: a practice with appointments, prescriptions and results."""
