"""States, tested as plain Python: call the handler's function, look at the vars."""
