"""Catering: quotes, events, tables, menus and what is in the dishes."""
