"""What `./caly` does around the application: start it, watch it, check it, build its page, run its tests."""
