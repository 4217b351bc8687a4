"""Banks and cards: balances, payments, disputes, and a card that is blocked before anything else."""
