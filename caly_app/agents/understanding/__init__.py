"""The customer's words -> an intent with a probability, and the values in them."""
