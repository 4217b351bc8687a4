"""The operators' queue, as one operator sees it: what waits, what is theirs, and one conversation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import reflex as rx

from caly_app import clock, db, doorbell
from caly_app.actor import Actor
from caly_app.errors import NotFound
from caly_app.queries import business as business_queries
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import escalations as escalation_queries
from caly_app.queries.business import WorkspaceFacts
from caly_app.queries.escalations import QueueItem
from caly_app.services import personal_values
from caly_app.services.escalations import WAIT_SECONDS
from caly_app.state import conversation_view, live, words
from caly_app.state.signed_in import onlooker
from caly_app.state.talk import Talk, uuid_of

MOST_SHOWN = 100
BASE = "/queue?c="


@dataclass(frozen=True)
class Ticket:
    """A row of the queue."""

    id: str
    conversation_id: str
    href: str
    name: str
    reason: str
    urgency: str
    channel: str
    words: str
    mood: str
    opened_at: str
    opened: str
    due: str
    due_says: str  # "Mon 08:05", for what is far
    wait_seconds: int
    claimed_by: str  # a name
    is_mine: bool
    has_left: bool  # the customer ended the conversation
    last_seq: int
    is_unread: bool = False
    is_new: bool = False


@dataclass(frozen=True)
class Desk:
    """What all operators of a workspace see alike. `tickets`: of the items, one by one, as nobody's own."""

    items: list[QueueItem]
    tickets: list[Ticket]
    facts: WorkspaceFacts


class QueueState(Talk, rx.State):
    waiting: list[Ticket] = []
    mine: list[Ticket] = []
    others: list[Ticket] = []
    more: int = 0  # how many are not shown
    opened: str = ""  # the conversation of the address
    shows_side: bool = False
    is_loaded: bool = False
    _known: list[str] = []  # escalations that were there before: a new one glows once
    _read_up_to: dict[str, int] = {}  # conversation -> seq, when it was on the screen last

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        asked = self.router.url.query_parameters
        self.opened, self.shows_side = asked.get("c", ""), "side" in asked
        queue = doorbell.queue_of(actor.workspace_id)
        desk = await desk_of(actor)
        mine = [item.conversation_id for item in desk.items if item.claimed_by == actor.id]
        latest: Mapping[UUID, conversation_queries.Latest] = {}
        if self.opened or mine:
            async with db.transaction(actor) as session:
                with clock.offset(desk.facts.clock_offset):
                    await self._open(session, actor)
                    latest = await conversation_queries.latest(session, actor, mine)
        else:
            self._show(None)
        self._place(actor, desk, latest)
        self.is_loaded = True
        watched = {*mine, *([UUID(self.head.id)] if self.head.id else [])}
        return [queue, doorbell.account(actor.id), *(doorbell.conversation(each) for each in watched)]

    async def _open(self, session: db.Session, actor: Actor) -> None:
        if not self.opened:
            return self._show(None)
        try:
            view = await conversation_view.read(session, actor, uuid_of(self.opened), base=BASE)
        except NotFound:
            self._show(None, "This conversation is not here. It may belong to another workspace.")
        else:
            self._show(view)

    def _place(self, actor: Actor, desk: Desk, latest: Mapping[UUID, conversation_queries.Latest]) -> None:
        tickets = self._marked(tickets_of(actor, desk, latest))
        shown = tickets[:MOST_SHOWN]
        for name, rows in (
            ("waiting", [ticket for ticket in shown if not ticket.claimed_by]),
            ("mine", [ticket for ticket in tickets if ticket.is_mine]),
            ("others", [ticket for ticket in shown if ticket.claimed_by and not ticket.is_mine]),
            ("more", len(tickets) - len(shown)),
        ):
            if getattr(self, name) != rows:
                setattr(self, name, rows)

    def _marked(self, tickets: list[Ticket]) -> list[Ticket]:
        """What was not there before glows; what is seen for the first time counts as read.

        Fifty tabs do this at each ring: it looks into the state once, and copies only what is marked.
        """
        known, before, opened = set(self._known), dict(self._read_up_to), self.head.id
        read_up_to: dict[str, int] = {}
        marked = []
        for ticket in tickets:
            key = ticket.conversation_id
            read = read_up_to[key] = ticket.last_seq if key == opened else before.get(key, ticket.last_seq)
            is_new, is_unread = self.is_loaded and ticket.id not in known, ticket.last_seq > read
            if is_new or is_unread:
                ticket = replace(ticket, is_new=is_new, is_unread=is_unread)
            marked.append(ticket)
        self._known, self._read_up_to = [ticket.id for ticket in tickets], read_up_to
        return marked

    @rx.event
    async def leave(self):
        """Esc: what is asked first, else the conversation."""
        if self.panel:
            self.panel = self.chosen = ""
            return None
        return rx.redirect("/queue") if self.opened else None


async def desk_of(actor: Actor) -> Desk:
    """Read once for all tabs of this process that look at this workspace."""
    assert actor.workspace_id
    conversation_queries.may_read(actor)
    return await live.read_once(doorbell.queue_of(actor.workspace_id), "desk", lambda: _read(actor))


def tickets_of(
    actor: Actor, desk: Desk, latest: Mapping[UUID, conversation_queries.Latest] | None = None
) -> list[Ticket]:
    """In the order of the queue. `latest`: newer words of this operator's conversations."""
    return [
        _own(ticket, (latest or {}).get(item.conversation_id)) if item.claimed_by == actor.id else ticket
        for item, ticket in zip(desk.items, desk.tickets, strict=True)
    ]


async def _read(actor: Actor) -> Desk:
    assert actor.workspace_id
    async with db.transaction(actor) as session:
        facts = await business_queries.of_workspace(session, actor.workspace_id)
        items = await escalation_queries.queue(session, actor)
        references = [item.name_reference for item in items if item.name_reference]
        names = await personal_values.reveal(session, actor, references)
    return Desk(items, [_ticket(item, names, facts) for item in items], facts)


def _own(ticket: Ticket, latest: conversation_queries.Latest | None) -> Ticket:
    if latest is None:
        return replace(ticket, is_mine=True)
    return replace(ticket, is_mine=True, words=latest.last_words or ticket.words, last_seq=latest.last_seq)


def _ticket(item: QueueItem, names: Mapping[str, str], facts: WorkspaceFacts) -> Ticket:
    zone = facts.business.timezone
    wait = facts.business.settings.get("escalation_wait_seconds")
    return Ticket(
        id=str(item.id),
        conversation_id=str(item.conversation_id),
        href=f"{BASE}{item.conversation_id}",
        name=names.get(item.name_reference) or words.visitor(item.conversation_id),
        reason=words.reason(item.reason),
        urgency=words.URGENCIES.get(item.urgency, "normal"),
        channel=item.channel,
        words=item.last_words,
        mood=words.mood(item.sentiment),
        opened_at=item.opened_at.isoformat(),
        opened=words.whole_time(item.opened_at, zone),
        due=item.due_at.isoformat(),
        due_says=f"{item.due_at.astimezone(zone):%a %H:%M}",
        wait_seconds=wait if isinstance(wait, int) else WAIT_SECONDS,
        claimed_by=item.claimed_by_name or ("Somebody" if item.claimed_by else ""),
        is_mine=False,
        has_left=item.ended_at is not None,
        last_seq=item.last_seq,
    )
