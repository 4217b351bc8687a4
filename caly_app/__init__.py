"""Caly: customer service answered by agents, watched over by operators.

Start with ARCHITECTURE.md. This file stays empty of imports, so that the voice
worker can use the services without loading the web app.
"""
