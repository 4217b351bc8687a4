"""How a conversation came out, as a condition: what the figures count and their lists show."""

from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from caly_app.models import SOLVED, Conversation, ConversationOutcome, Review, ReviewState


class Reviewed(StrEnum):
    """What people said of one of its turns, and it was accepted."""

    RIGHT = "right"  # it was understood
    WRONG = "wrong"
    YES = "yes"  # either


def is_resolved() -> ColumnElement[bool]:
    """The customer has what they came for, by themselves or from a person."""
    escalated = col(Conversation.outcome) == ConversationOutcome.ESCALATED
    solved = and_(escalated, col(Conversation.disposition).in_(SOLVED))
    return or_(col(Conversation.outcome) == ConversationOutcome.CONTAINED, solved)


def is_reviewed(how: Reviewed) -> ColumnElement[bool]:
    reviews = select(Review.id).where(
        col(Review.conversation_id) == col(Conversation.id), Review.state == ReviewState.ACCEPTED
    )
    if how is not Reviewed.YES:
        reviews = reviews.where(col(Review.is_right).is_(how is Reviewed.RIGHT))
    return reviews.correlate(Conversation).exists()
