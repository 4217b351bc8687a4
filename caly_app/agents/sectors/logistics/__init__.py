"""A carrier of parcels: where they are, when they are collected, what went wrong, where they go."""
