"""What one browser tab knows. One state class per page, in a file of the same name.

A state holds what the page shows and turns clicks into service calls. It decides
nothing: rules live in models and services, SELECTs in queries.

signed_in.py  who it is              live.py      keep a page as fresh as the database
shell.py      the frame of all pages conversation_view.py  one conversation, shaped for a screen
words.py      codes in words
"""
