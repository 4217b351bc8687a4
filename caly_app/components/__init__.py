"""Stateless pieces of page: they are given what they show, and the events of whoever shows them.

theme.py (the look)   shell.py (rail, bar, page)   transcript.py, why.py, timeline.py, composer.py
status.py, relative_time.py, empty_state.py, table.py, live_dot.py, palette.py (Cmd-K and the keys)
"""
