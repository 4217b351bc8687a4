"""Telephone and internet: outages, plans, SIM cards, bills and data."""
