"""What every business has: customers with a name and a number, opening hours, facts, complaints."""
