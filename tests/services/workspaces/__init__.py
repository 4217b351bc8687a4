"""Founding a business, and changing what is simply so about it."""
