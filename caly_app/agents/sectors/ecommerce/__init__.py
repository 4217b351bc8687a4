"""A shop: orders from payment to warranty."""
