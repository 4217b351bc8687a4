"""How a conversation begins."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from uuid import UUID

from uuid_utils.compat import uuid7

from caly_app import clock, db, doorbell, outbox
from caly_app.actor import Actor, ActorKind
from caly_app.agents import engine
from caly_app.agents.channel import Channel
from caly_app.agents.config import AssistantDocument
from caly_app.agents.dialogue import Dialogue
from caly_app.agents.reply import Reply
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.readiness import get_ready
from caly_app.errors import NotFound
from caly_app.models import Conversation, Customer, TimelineKind, Turn, TurnOutcome, Usage
from caly_app.queries import assistants as assistant_queries
from caly_app.queries import business as business_queries
from caly_app.queries import conversations as conversation_queries
from caly_app.queries.business import WorkspaceFacts
from caly_app.queries.turns import TurnView, as_view
from caly_app.services import customers, timeline
from caly_app.services.conversations import statements


@dataclass(frozen=True)
class NewConversation:
    """`language`: the reader's, if the business speaks it; else the business's own.

    `customer`: what the host page says of them (name, phone, email): kept, and no proof of anything.
    """

    language: str = ""
    channel: Channel = Channel.CHAT
    customer: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    previous_id: UUID | None = None
    assistant_id: UUID | None = None


@dataclass(frozen=True)
class Started:
    conversation_id: UUID
    customer_id: UUID
    language: str
    greeting: TurnView


async def start(actor: Actor, new: NewConversation) -> Started:
    """Begins a conversation with the live version of the assistant, and greets."""
    async with db.transaction(actor) as session:
        return await begin(session, actor, new)


async def successor(actor: Actor, conversation_id: UUID) -> UUID:
    """Where a customer goes on whose conversation has ended: the one after it, begun if need be.

    Asked again, it is the same one: a message that is sent twice begins no second conversation. It may
    have ended, too; what was said in it must be looked for there before one goes on from it.
    """
    async with db.transaction(actor) as session:
        ended = await conversation_queries.locked(session, actor, conversation_id)
        if not ended.ended_at:
            return ended.id
        driver = await session.driver()
        row = await (await driver.execute(statements.SUCCESSOR, (conversation_id,))).fetchone()
        if row is not None:
            return UUID(str(row[0]))
        new = NewConversation(ended.language, ended.channel, previous_id=ended.id)
        return (await begin(session, actor, new)).conversation_id


async def begin(session: db.Session, actor: Actor, new: NewConversation) -> Started:
    """As start(), in the caller's transaction."""
    assert actor.workspace_id
    facts = await business_queries.of_workspace(session, actor.workspace_id)
    assistant = await assistant_queries.for_new_conversation(session, actor, new.channel, new.assistant_id)
    document = await business_queries.document(session, assistant.id, assistant.live_version)
    with clock.offset(facts.clock_offset):
        now = clock.now()
        language = spoken_language(new.language, facts.business.languages)
        await read_beside(facts.sector)
        get_ready(facts.sector, language)
        greeting = first_words(facts, document, new.channel, language)
        customer_id = await _customer(session, actor, new, language)
        conversation = Conversation(
            organization_id=actor.organization_id,
            workspace_id=actor.workspace_id,
            channel=new.channel,
            sector=facts.sector,
            assistant_id=assistant.id,
            assistant_version=assistant.live_version,
            customer_id=customer_id,
            previous_id=new.previous_id,
            language=language,
            last_seq=1,
            dialogue=greeting.dialogue.dump({}),
            context=dict(new.context),
            last_words=greeting.text[:140],
            started_at=now,
            last_said_at=now,
        )
        session.add(conversation)
        await session.flush()
        turn = Turn(
            id=uuid7(),
            organization_id=actor.organization_id,
            conversation_id=conversation.id,
            seq=1,
            speaker=ActorKind.AGENT,
            generated=greeting.text,
            delivered=greeting.text,
            outcome=TurnOutcome.ANSWERED,
            asks=list(greeting.asks),
            offers=list(greeting.offers),
            tells=list(greeting.tells),
            quick_replies=[asdict(choice) for choice in greeting.quick_replies],
            why=greeting.why.as_json(),
            language=language,
            said_at=now,
            finished_at=now,
        )
        session.add(turn)
        session.add(
            Usage(
                organization_id=actor.organization_id,
                workspace_id=actor.workspace_id,
                conversation_id=conversation.id,
                kind="conversation",
                used_at=now,
            )
        )
        timeline.record(
            session,
            actor,
            TimelineKind.STARTED,
            conversation_id=conversation.id,
            assistant_version=assistant.live_version,
            channel=new.channel,
        )
    await outbox.write(
        session, "conversation.started", actor.workspace_id, {"conversation_id": str(conversation.id)}
    )
    doorbell.ring(session, doorbell.conversations_of(actor.workspace_id))
    return Started(conversation.id, customer_id, language, as_view(turn))


def first_words(facts: WorkspaceFacts, document: AssistantDocument, channel: Channel, language: str) -> Reply:
    """The greeting of a conversation that begins now, or that somebody might begin."""
    return engine.open_with(
        TurnContext(
            sector=all_sectors()[facts.sector],
            config=document,
            business=facts.business,
            channel=channel,
            language=language,
            dialogue=Dialogue(),
            history=(),
            said="",
            now=clock.now().astimezone(facts.business.timezone),
        )
    )


async def _customer(session: db.Session, actor: Actor, new: NewConversation, language: str) -> UUID:
    """The same customer as before, or somebody we do not know yet."""
    if new.previous_id:
        previous = await session.get(Conversation, new.previous_id)
        if previous is None or previous.workspace_id != actor.workspace_id:
            raise NotFound("There is no such conversation.")
        if previous.customer_id and not await _has_proven(session, previous.customer_id):
            return previous.customer_id
    assert actor.workspace_id
    now = clock.now()
    customer = Customer(
        organization_id=actor.organization_id,
        workspace_id=actor.workspace_id,
        language=language,
        created_at=now,
        last_seen_at=now,
    )
    session.add(customer)
    await session.flush()
    if new.customer:
        await customers.note_values(session, actor, customer.id, new.customer, source="host_page")
    return customer.id


async def _has_proven(session: db.Session, customer_id: UUID) -> bool:
    """Who comes back has to prove it again: until then it is somebody we do not know."""
    customer = await session.get(Customer, customer_id)
    return customer is not None and customer.is_verified


def spoken_language(wanted: str, spoken: tuple[str, ...]) -> str:
    """The reader's own, if the business speaks it; else the business's."""
    short = wanted.split("-")[0].split("_")[0].lower()
    return short if short in spoken else spoken[0]
