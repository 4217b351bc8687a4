"""All conversations: a list that the address filters, and one of them beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from caly_app import clock, db, doorbell
from caly_app.actor import Actor
from caly_app.agents.channel import Channel
from caly_app.errors import NotFound
from caly_app.models import ConversationOutcome, Handler
from caly_app.queries import business as business_queries
from caly_app.queries import conversations as conversation_queries
from caly_app.queries.conversations import (
    ConversationFilter,
    ConversationRow,
    ConversationStatus,
    Place,
)
from caly_app.queries.outcomes import Reviewed
from caly_app.services import personal_values
from caly_app.state import conversation_view, days, live, paging, words
from caly_app.state.signed_in import onlooker
from caly_app.state.talk import Talk, uuid_of

ROWS = 50
BASE = "/conversations"
REST_SECONDS = 1.0  # every turn of the workspace rings here
FILTERS = (
    *("status", "outcome", "agent", "reviewed", "channel", "handled_by", "escalated", "began", "from", "to"),
    "words",
)
RESOLVED = "resolved"  # of the outcomes: contained, or solved by a person


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    id: str
    href: str
    name: str
    channel: str
    words: str
    status: str
    handled_by: str
    mood: str
    started_at: str
    started: str
    last_said_at: str
    last_said: str


class ConversationsState(Talk, rx.State):
    rows: list[Row] = []
    filters: dict[str, str] = dict.fromkeys(FILTERS, "")
    has_filters: bool = False
    agent_title: str = ""  # of the agent that is filtered by
    opened: str = ""
    shows_side: bool = False
    query: str = ""  # the filters, as part of an address: "" or "?status=open"
    older: str = ""  # address of the page that follows
    is_first_page: bool = True
    is_loaded: bool = False

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload, rest_seconds=REST_SECONDS)

    @rx.event
    def filter_by(self, name: str, value: str):
        return self._filtered(name, value)

    @rx.event
    def search(self, form: dict[str, str]):
        return self._filtered("words", str(form.get("words", "")))

    def _filtered(self, name: str, value: str) -> EventSpec:
        """The address holds the filters, so that it can be kept and sent."""
        wanted = {**self.filters, name: value.strip()}
        return rx.redirect(
            paging.address(BASE, {key: each for key, each in wanted.items() if each and key in FILTERS})
        )

    @rx.event
    def leave(self):
        """Esc: what is asked first, else the conversation."""
        if self.panel:
            self.panel = self.chosen = ""
            return None
        return rx.redirect(BASE + self.query) if self.opened else None

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        url = self.router.url
        asked = {name: url.query_parameters.get(name, "") for name in FILTERS}
        self.opened = url.path.removeprefix(BASE).strip("/")
        self.shows_side = "side" in url.query_parameters
        after = url.query_parameters.get("after", "")
        async with db.transaction(actor) as session:
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            zone = facts.business.timezone
            with clock.offset(facts.clock_offset):
                behind = paging.place(after)
                found = await conversation_queries.listed(
                    session,
                    actor,
                    _wanted(asked, actor, zone),
                    after=Place(*behind) if behind else None,
                    limit=ROWS + 1,
                )
                names = await personal_values.reveal(
                    session, actor, [row.name_reference for row in found if row.name_reference]
                )
                await self._open(session, actor)
        self._put(asked, after, found, names, zone)
        self.is_loaded = True
        topics = [doorbell.conversations_of(actor.workspace_id), doorbell.account(actor.id)]
        return [*topics, doorbell.conversation(UUID(self.head.id))] if self.head.id else topics

    async def _open(self, session: db.Session, actor: Actor) -> None:
        if not self.opened:
            return self._show(None)
        try:
            self._show(await conversation_view.read(session, actor, uuid_of(self.opened)))
        except NotFound:
            self._show(None, "This conversation is not here. It may belong to another workspace.")

    def _put(
        self,
        asked: dict[str, str],
        after: str,
        found: list[ConversationRow],
        names: dict[str, str],
        zone: ZoneInfo,
    ) -> None:
        filters = {name: value for name, value in asked.items() if value}
        query = paging.address(BASE, filters).removeprefix(BASE)
        rows = [_row(row, names, zone, query) for row in found[:ROWS]]
        if self.rows != rows:
            self.rows = rows
        self.filters, self.query, self.has_filters = asked, query, bool(filters)
        self.agent_title = asked["agent"].replace("_", " ")
        self.is_first_page = not after
        last = found[ROWS - 1].place if len(found) > ROWS else None
        cursor = paging.cursor(last.last_said_at, last.id) if last else ""
        self.older = paging.address(BASE, {**filters, "after": cursor}) if cursor else ""


def _wanted(asked: dict[str, str], actor: Actor, zone: ZoneInfo) -> ConversationFilter:
    """What the address says; what it says wrongly is left out."""
    handled_by, outcome = asked["handled_by"], asked["outcome"]
    begins, ends = days.span(asked["began"], asked["from"], asked["to"], zone)
    return ConversationFilter(
        status=ConversationStatus(asked["status"]) if asked["status"] in set(ConversationStatus) else None,
        channel=Channel(asked["channel"]) if asked["channel"] in set(Channel) else None,
        handled_by=Handler(handled_by) if handled_by in set(Handler) else None,
        operator_id=actor.id if handled_by == "me" else None,
        escalated={"yes": True, "no": False}.get(asked["escalated"]),
        started_from=begins,
        started_before=ends,
        words=asked["words"][:200].replace("\0", ""),
        outcome=ConversationOutcome(outcome) if outcome in set(ConversationOutcome) else None,
        resolved=outcome == RESOLVED,
        reviewed=Reviewed(asked["reviewed"]) if asked["reviewed"] in set(Reviewed) else None,
        agent=asked["agent"][:80].replace("\0", ""),
    )


def _row(row: ConversationRow, names: dict[str, str], zone: ZoneInfo, query: str) -> Row:
    return Row(
        id=str(row.id),
        href=f"{BASE}/{row.id}{query}",
        name=names.get(row.name_reference) or words.visitor(row.id),
        channel=row.channel,
        words=row.last_words,
        status=row.status,
        handled_by=row.operator_name or "Agent",
        mood=words.mood(row.sentiment),
        started_at=row.started_at.isoformat(),
        started=words.whole_time(row.started_at, zone),
        last_said_at=row.last_said_at.isoformat(),
        last_said=words.whole_time(row.last_said_at, zone),
    )
