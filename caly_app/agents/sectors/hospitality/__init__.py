"""Hospitality: a hotel with rooms, guests in the house, and a kitchen."""
