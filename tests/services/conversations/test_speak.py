"""What operators say to customers and to one another."""

from uuid import UUID

import pytest
from sqlmodel import select

from caly_app import clock, db
from caly_app.actor import Actor, ActorKind, Permission, Role
from caly_app.errors import Forbidden, Invalid
from caly_app.models import Conversation, ConversationEnded, EndedBy, Handler, Note, Turn, Typing
from caly_app.queries import conversations as conversation_queries
from caly_app.services import escalations
from caly_app.services.conversations import speak
from caly_app.services.conversations.end import end
from caly_app.services.conversations.receive import receive
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.escalations import AgentAnswers, NotYours
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")


async def taken_over_by(operator: Actor, clinic: Clinic) -> UUID:
    conversation_id = (await a_conversation(clinic)).conversation_id
    async with db.transaction(operator) as session:
        await escalations.take_over(session, operator, conversation_id)
    return conversation_id


async def said_by(actor: Actor, conversation_id: UUID, text: str, client_turn_id: str = "one") -> Turn:
    async with db.transaction(actor) as session:
        return await speak.say(session, actor, conversation_id, text, client_turn_id)


async def test_the_operators_words_stand_in_the_conversation():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    conversation_id = await taken_over_by(mara, clinic)

    turn = await said_by(mara, conversation_id, "  Good morning, Mara here. ")

    assert (turn.speaker, turn.delivered) == (ActorKind.OPERATOR, "Good morning, Mara here.")
    assert turn.author_name == "Mara Lind"
    async with db.transaction(mara) as session:
        conversation = await session.get_one(Conversation, conversation_id)
    assert conversation.last_words == turn.delivered and conversation.last_seq == turn.seq


async def test_sent_twice_it_is_said_once():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    conversation_id = await taken_over_by(mara, clinic)
    first = await said_by(mara, conversation_id, "Good morning")

    assert (await said_by(mara, conversation_id, "Good morning")).id == first.id
    with pytest.raises(speak.SaidOtherwise):
        await said_by(mara, conversation_id, "Good evening")


async def test_an_id_of_the_customers_own_message_is_not_the_operators():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    conversation_id = await taken_over_by(mara, clinic)
    await receive(clinic.customer(), conversation_id, "one", "Good morning")

    with pytest.raises(speak.SaidOtherwise):
        await said_by(mara, conversation_id, "Good morning")


async def test_only_whoever_claimed_it_speaks():
    clinic = await a_clinic()
    mara, ben = await a_member(clinic), await a_member(clinic, name="Ben Okoro")
    viewer = await a_member(clinic, Role.VIEWER)
    unclaimed = (await a_conversation(clinic)).conversation_id
    claimed = await taken_over_by(mara, clinic)

    with pytest.raises(AgentAnswers):
        await said_by(mara, unclaimed, "Hello")
    with pytest.raises(NotYours, match="Mara Lind"):
        await said_by(ben, claimed, "Hello")
    with pytest.raises(Forbidden):
        await said_by(viewer, claimed, "Hello")


async def test_a_key_speaks_for_whoever_claimed_it():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    conversation_id = await taken_over_by(mara, clinic)
    key = Actor(
        ActorKind.API_KEY,
        mara.id,
        clinic.organization_id,
        clinic.workspace_id,
        frozenset({Permission.ANSWER_CONVERSATIONS}),
        "Till system",
    )

    turn = await said_by(key, conversation_id, "Your table is ready.")

    assert turn.author_name == "Mara Lind"


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "a\0b"])
async def test_what_cannot_be_said_is_refused(text: str):
    clinic = await a_clinic()
    mara = await a_member(clinic)
    conversation_id = await taken_over_by(mara, clinic)

    with pytest.raises(Invalid):
        await said_by(mara, conversation_id, text)


async def test_nothing_is_said_after_the_end():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    conversation_id = await taken_over_by(mara, clinic)
    async with db.transaction(mara) as session:
        await end(session, mara, conversation_id, EndedBy.CUSTOMER)

    with pytest.raises(ConversationEnded):
        await said_by(mara, conversation_id, "Hello?")


async def test_a_note_is_for_colleagues_even_when_nobody_has_claimed():
    clinic, other = await a_clinic(), await a_clinic()
    mara, stranger = await a_member(clinic), await a_member(other)
    conversation_id = (await a_conversation(clinic)).conversation_id

    async with db.transaction(mara) as session:
        await speak.note(session, mara, conversation_id, "Has called twice.")

    async with db.transaction(mara) as session:
        notes = await conversation_queries.notes(session, mara, conversation_id)
        said = (await session.exec(select(Turn).where(Turn.delivered == "Has called twice."))).all()
    assert [note.text for note in notes] == ["Has called twice."] and said == []
    with pytest.raises(conversation_queries.ConversationNotFound):
        async with db.transaction(stranger) as session:
            await speak.note(session, stranger, conversation_id, "Hello")
    async with db.transaction(stranger) as session:
        assert (await session.exec(select(Note))).all() == []


async def test_typing_is_seen_for_a_few_seconds_and_only_of_whoever_answers():
    clinic = await a_clinic()
    mara, ben = await a_member(clinic), await a_member(clinic, name="Ben Okoro")
    conversation_id = await taken_over_by(mara, clinic)

    for operator in (ben, mara, mara):
        async with db.transaction(operator) as session:
            await speak.typing(session, operator, conversation_id)

    async with db.transaction(mara) as session:
        typing = (await session.exec(select(Typing))).one()
    assert typing.name == "Mara Lind" and typing.until > clock.wall()


async def test_while_an_operator_answers_the_agent_is_silent():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    conversation_id = await taken_over_by(mara, clinic)

    result = await take_turn(clinic.customer(), conversation_id, "two", "Are you there?", DEAF)

    assert result.reply is None and result.handled_by is Handler.OPERATOR
