"""All SELECTs. One file per noun; models to change, frozen dataclasses to show.

Every function takes the session first, then the Actor, and keeps to the actor's workspace;
or, instead of the Actor, a model that was read so.
"""
