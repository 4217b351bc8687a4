"""Where postal addresses stand in a text, by their form alone: English, Spanish, French and German.

Of the ground floor: the masks of what is said need it, and the wall before the log.
"""

from caly_app.postal_addresses.find import PostalAddress, find, may_hold_one

__all__ = ["PostalAddress", "find", "may_hold_one"]
