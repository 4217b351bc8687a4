"""How a channel shapes a reply. The engine asks these questions; it never asks "is it voice?"."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    CHAT = "chat"
    VOICE = "voice"


@dataclass(frozen=True)
class Manner:
    sentences_at_most: int
    may_use_links: bool
    shows_choices: bool  # buttons and cards; otherwise choices are said
    waits_for_a_lost_turn: bool  # a turn whose process died is answered later; a caller has spoken on
    is_brief: bool  # short forms of the words where there are some


MANNERS = {
    Channel.CHAT: Manner(
        6,
        may_use_links=True,
        shows_choices=True,
        waits_for_a_lost_turn=True,
        is_brief=False,
    ),
    Channel.VOICE: Manner(
        2,
        may_use_links=False,
        shows_choices=False,
        waits_for_a_lost_turn=False,
        is_brief=True,
    ),
}
