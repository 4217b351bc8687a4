import pytest

from caly_app import db
from caly_app.queries import thumbs as thumb_queries
from caly_app.queries.thumbs import ReplyNotFound
from caly_app.services import thumbs
from caly_app.services.conversations.take_turn import take_turn
from tests.factories import DEAF, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")


async def a_reply(clinic):
    """Customer, conversation, the customer's turn and the agent's."""
    customer, started = clinic.customer(), await a_conversation(clinic)
    result = await take_turn(customer, started.conversation_id, "one", "When are you open?", DEAF)
    assert result.reply
    return customer, started, result


async def test_the_last_thumb_counts_and_can_be_taken_back():
    clinic = await a_clinic()
    customer, started, result = await a_reply(clinic)
    where = (started.conversation_id, result.reply.id)
    async with db.transaction(customer) as session:
        await thumbs.give(session, customer, *where, True)
        await thumbs.give(session, customer, *where, False, "  Not on Sundays. Card 4111 1111 1111 1111 ")
    reader = await a_member(clinic)
    async with db.transaction(reader) as session:
        [thumb] = await thumb_queries.listed(session, reader)
        assert (thumb.is_up, thumb.comment) == (False, "Not on Sundays. Card [card ending in 1111]")
        assert (thumb.asked, thumb.reply) == ("When are you open?", result.reply.text)
        assert await thumb_queries.listed(session, reader, is_up=True) == []
    async with db.transaction(customer) as session:
        await thumbs.take_back(session, customer, *where)
        assert not await thumb_queries.of_conversation(session, customer, started.conversation_id)


async def test_only_replies_of_this_conversation_have_thumbs():
    clinic = await a_clinic()
    customer, started, result = await a_reply(clinic)
    _, other, _ = await a_reply(clinic)
    for conversation_id, turn_id in (
        (started.conversation_id, result.turn_id),  # the customer's own words
        (started.conversation_id, started.greeting.id),  # answers nothing
        (other.conversation_id, result.reply.id),
    ):
        async with db.transaction(customer) as session:
            with pytest.raises(ReplyNotFound):
                await thumbs.give(session, customer, conversation_id, turn_id, True)


async def test_another_organization_sees_none_and_gives_none():
    clinic, other = await a_clinic(), await a_clinic()
    customer, started, result = await a_reply(clinic)
    async with db.transaction(customer) as session:
        await thumbs.give(session, customer, started.conversation_id, result.reply.id, True)
    stranger, reader = other.customer(), await a_member(other)
    async with db.transaction(reader) as session:
        assert await thumb_queries.listed(session, reader) == []
    async with db.transaction(stranger) as session:
        with pytest.raises(ReplyNotFound):
            await thumbs.give(session, stranger, started.conversation_id, result.reply.id, False)
