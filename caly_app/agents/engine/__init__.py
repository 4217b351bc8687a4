"""One turn of a conversation, on any channel, in any sector.

decide() reads the customer's words; act() carries out what they want, inside the turn's own
transaction; tell() makes words from what came of it. Words about an effect are made from its
outcome, never from the wish.
"""

from caly_app.agents.course import Course as Acted
from caly_app.agents.engine.act import act
from caly_app.agents.engine.decide import Decision, decide
from caly_app.agents.engine.tell import open_with, outline, tell

__all__ = ["Acted", "Decision", "act", "decide", "open_with", "outline", "tell"]
