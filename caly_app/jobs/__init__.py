"""The later door: what is due after a change, or now and then. A job is five lines that call a service.

run.py starts the worker; the other files register their tasks when they are imported.
"""
