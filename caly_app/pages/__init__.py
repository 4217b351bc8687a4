"""What people see. One file per route; pages/queue.py shows state/queue.py. frame.py holds them all."""
