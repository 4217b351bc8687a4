"""Stateless pieces of page: they are given what they show, and the events of whoever shows them.

theme.py (the look)   shell.py (rail, bar, page)   transcript.py, why.py, composer.py, conversation.py
status.py, relative_time.py, empty_state.py, filters.py, live_dot.py, palette.py (Cmd-K and the keys)
form.py, hours_editor.py, door.py (pages before sign-in), chat.py (the customers' widget)
"""
