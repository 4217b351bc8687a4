"""Who changed what, and when: a list that the address filters, newest first."""

from collections.abc import Iterable, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from caly_app import clock, db, doorbell
from caly_app.actor import Actor, ActorKind
from caly_app.errors import Forbidden
from caly_app.models import TimelineEntry, TimelineKind
from caly_app.queries import api_keys as key_queries
from caly_app.queries import business as business_queries
from caly_app.queries import members as member_queries
from caly_app.queries import timeline as timeline_queries
from caly_app.queries.timeline import TimelineFilter
from caly_app.state import days, happenings, live, paging
from caly_app.state.business_form import Option
from caly_app.state.happenings import Line
from caly_app.state.kinds_of_changes import AREAS, CHANGES, EVERYTHING
from caly_app.state.signed_in import onlooker

ROWS = 50
BASE = "/settings/timeline"
FILTERS = ("what", "who", "when", "from", "to")
REST_SECONDS = 1.0  # every conversation rings here


class TimelineState(rx.State):
    is_loaded: bool = False
    refusal: str = ""
    lines: list[Line] = []
    people: list[Option] = []
    filters: dict[str, str] = dict.fromkeys(FILTERS, "")
    has_filters: bool = False
    zone: str = ""
    newest: str = BASE  # its first page, as it is filtered
    older: str = ""
    is_first_page: bool = True

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload, rest_seconds=REST_SECONDS)

    @rx.event
    def filter_by(self, name: str, value: str):
        wanted = {**self.filters, name: value.strip()}
        return rx.redirect(paging.address(BASE, {key: wanted[key] for key in FILTERS if key in wanted}))

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        asked = self.router.url.query_parameters
        filters = {name: asked.get(name, "") for name in FILTERS}
        after = asked.get("after", "")
        try:
            async with db.transaction(actor) as session:
                facts = await business_queries.of_workspace(session, actor.workspace_id)
                zone = facts.business.timezone
                with clock.offset(facts.clock_offset):
                    wanted = _wanted(filters, zone)
                found = await timeline_queries.with_organization(
                    session, actor, wanted, after=paging.place(after), limit=ROWS + 1
                )
                lines = await happenings.told(session, actor, found[:ROWS], zone)
                people = await _people(session, actor)
        except Forbidden as refusal:
            self.refusal, self.lines, self.is_loaded = refusal.message, [], True
            return [doorbell.account(actor.id)]
        self.refusal, self.zone = "", zone.key
        self.people = _with(people, filters["who"])
        if self.lines != lines:
            self.lines = lines
        self._put(filters, after, found)
        self.is_loaded = True
        return [
            doorbell.workspace(actor.workspace_id),
            doorbell.conversations_of(actor.workspace_id),
            doorbell.account(actor.id),
        ]

    def _put(self, filters: dict[str, str], after: str, found: Sequence[TimelineEntry]) -> None:
        self.filters, self.has_filters = filters, any(filters.values())
        self.newest, self.is_first_page = paging.address(BASE, filters), not after
        last = found[ROWS - 1] if len(found) > ROWS else None
        cursor = paging.cursor(last.happened_at, last.id) if last else ""
        self.older = paging.address(BASE, {**filters, "after": cursor}) if cursor else ""


def _wanted(asked: dict[str, str], zone: ZoneInfo) -> TimelineFilter:
    """What the address says; what it says wrongly is left out."""
    begins, ends = days.span(asked["when"], asked["from"], asked["to"], zone)
    who = asked["who"]
    return TimelineFilter(
        kinds=_kinds(asked["what"]),
        actor_kind=ActorKind(who) if who in set(ActorKind) else None,
        actor_id=_id(who),
        happened_from=begins,
        happened_before=ends,
    )


def _kinds(what: str) -> frozenset[TimelineKind]:
    if what == EVERYTHING:
        return frozenset()
    if what in set(TimelineKind):
        return frozenset({TimelineKind(what)})
    return next((area.kinds for area in AREAS if area.key == what), CHANGES)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _people(session: db.Session, actor: Actor) -> list[Option]:
    """Whom it can be filtered by: who may change something."""
    members = [
        Option(str(each.account_id), each.name) for each in await member_queries.all_of(session, actor)
    ]
    keys = [Option(str(each.id), f"Key: {each.name}") for each in await key_queries.all_of(session, actor)]
    return [
        *members,
        *keys,
        Option(ActorKind.CUSTOMER.value, "Customers"),
        Option(ActorKind.SYSTEM.value, "Caly"),
    ]


def _with(people: list[Option], asked: str) -> list[Option]:
    """Also who is asked for and has left."""
    return (
        people
        if not asked or any(each.value == asked for each in people)
        else [*people, Option(asked, "Somebody who left")]
    )
