"""What is not kept, or not kept in clear, of the words of a conversation.

cards.py             card numbers and one-time codes: never stored
personal.py          e-mails, phones, dates of birth, addresses, accounts, identity numbers: where they stand
identity_numbers.py  what these look like, country by country
own_places.py        addresses that are the business's own
hints.py             what stands in their place: "[phone ...23]"
privacy.py           which of them are hidden where: by the sector's rules, or as the business has chosen
"""

from caly_app.agents.masks.cards import is_card, without_cards, without_codes
from caly_app.agents.masks.hints import hint, is_hidden_form, restored, with_hints
from caly_app.agents.masks.own_places import texts_of
from caly_app.agents.masks.personal import PersonalText, Setting, find, may_hold_any
from caly_app.agents.masks.privacy import KINDS, PLACES, Privacy, in_force, privacy_of

__all__ = [
    "KINDS",
    "PLACES",
    "PersonalText",
    "Privacy",
    "Setting",
    "find",
    "hint",
    "in_force",
    "is_card",
    "is_hidden_form",
    "may_hold_any",
    "privacy_of",
    "restored",
    "texts_of",
    "with_hints",
    "without_cards",
    "without_codes",
]
