"""What the world offers, behind the ports."""
