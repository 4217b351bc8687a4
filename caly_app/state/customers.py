"""Who contacts the business, and what is held about one of them: masked, shown one value at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import reflex as rx

from caly_app import clock, db, doorbell
from caly_app.actor import Actor, Permission
from caly_app.agents.lead_rules import LeadStatus
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import NotFound, Refused
from caly_app.models import PersonalKind
from caly_app.queries import business as business_queries
from caly_app.queries import customers as customer_queries
from caly_app.queries import leads as lead_queries
from caly_app.queries.customers import CustomerRow
from caly_app.services import customer_facts, held_values
from caly_app.services.customer_facts import HeldFact
from caly_app.services.held_values import Completeness, Encryption, HeldValue
from caly_app.state import live, paging, words
from caly_app.state.leads import LeadOfCustomer
from caly_app.state.signed_in import current_actor, onlooker
from caly_app.state.talk import uuid_of

ROWS = 50
BASE = "/customers"
DUE_DAYS = {"today": 0, "week": 7}

KINDS = {
    PersonalKind.NAME: "Name",
    PersonalKind.PHONE: "Phone",
    PersonalKind.EMAIL: "E-mail",
    PersonalKind.DATE_OF_BIRTH: "Date of birth",
    PersonalKind.ADDRESS: "Address",
    PersonalKind.ACCOUNT: "Account",
    PersonalKind.IDENTITY_NUMBER: "Identity number",
}


@dataclass(frozen=True)
class Row:
    id: str
    href: str
    name: str
    is_verified: bool
    came: str
    came_at: str
    seen: str
    seen_at: str
    complete: str  # 3 of 4
    is_complete: bool
    status: str  # how far they are, a code


@dataclass(frozen=True)
class Value:
    id: str
    kind: str
    shown: str
    is_masked: bool
    why: str
    since: str
    conversation: str  # address, '' if it was not said in one


@dataclass(frozen=True)
class Fact:
    id: str
    title: str
    value: str
    conversation: str  # address
    since: str


@dataclass(frozen=True)
class WantedValue:
    """A kind of value that the business wants to hold of each customer."""

    kind: str
    is_held: bool
    suggestion: str = ""  # id of a value of this kind that was said in passing, where none is held
    shown: str = ""  # masked
    conversation: str = ""  # in which it was said


@dataclass(frozen=True)
class Detail:
    id: str = ""
    name: str = ""
    is_verified: bool = False
    came: str = ""
    conversations: str = ""
    missing: str = ""  # for proving who they are, in words
    complete: str = ""  # 3 of 4 that are wanted
    encrypted: str = ""  # with which key, and until when, in words
    refused: str = ""  # to be remembered for the next time, in words


class CustomersState(LeadOfCustomer, rx.State):
    is_loaded: bool = False
    rows: list[Row] = []
    words: str = ""
    status: str = ""  # filters: only who is so far
    due: str = ""  # only who is to be followed up: today | week
    older: str = ""
    is_first_page: bool = True
    may_look: bool = False
    opened: str = ""
    detail: Detail = Detail()
    values: list[Value] = []
    facts: list[Fact] = []
    wanted: list[WantedValue] = []
    may_delete: bool = False
    may_export: bool = False
    export_door: str = ""  # the passphrase goes from the browser to it, and never through this state

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    @rx.event
    def search(self, form: dict[str, str]):
        wanted = form.get("words", "").strip()[:200]
        return rx.redirect(paging.address(BASE, {**self._filters(), "q": wanted}))

    @rx.event
    def filter_by(self, name: str, value: str):
        if name in self._filters():
            return rx.redirect(paging.address(BASE, {**self._filters(), name: value}))

    @rx.event
    def close(self):
        return rx.redirect(paging.address(BASE, self._filters()))

    def _filters(self) -> dict[str, str]:
        return {"q": self.words, "status": self.status, "due": self.due}

    @rx.event
    async def take_over(self, value_id: str):
        """What was said in passing is theirs."""
        return await self._change(
            lambda session, actor, who: held_values.take_over(session, actor, who, uuid_of(value_id)),
            "Noted as theirs.",
        )

    @rx.event
    async def show(self, value_id: str):
        """One value in the clear; it is written down who looked."""
        actor = await current_actor(self)
        try:
            customer, value = uuid_of(self.opened), uuid_of(value_id)
            async with db.transaction(actor) as session:
                clear = await held_values.show(session, actor, customer, value)
        except Refused as error:
            return rx.toast.error(error.message)
        self.values = [
            replace(one, shown=clear, is_masked=False) if one.id == value_id else one for one in self.values
        ]
        return None

    @rx.event
    async def delete_fact(self, fact_id: str):
        """What is remembered for the next time; it is written down who did."""
        return await self._change(
            lambda session, actor, who: customer_facts.remove(session, actor, who, uuid_of(fact_id)),
            "Deleted.",
        )

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        asked = self.router.url.query_parameters
        wanted, after = asked.get("q", "")[:200], asked.get("after", "")
        opened = asked.get("customer", "")
        self.words, self.is_first_page = wanted, not after
        self.status = asked.get("status", "") if asked.get("status") in set(LeadStatus) else ""
        self.due = asked.get("due", "") if asked.get("due") in DUE_DAYS else ""
        async with db.transaction(actor) as session:
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            zone, proof = facts.business.timezone, all_sectors()[facts.sector].identity
            ids = await held_values.looked_for(session, actor, wanted) if wanted else None
            with clock.offset(facts.clock_offset):
                today = clock.now().astimezone(zone).date()
            found = await customer_queries.listed(
                session,
                actor,
                ids=ids,
                status=LeadStatus(self.status) if self.status else None,
                due_by=today + timedelta(days=DUE_DAYS[self.due]) if self.due else None,
                after=paging.place(after),
                limit=ROWS + 1,
            )
            statuses = await lead_queries.statuses(session, actor, [row.id for row in found])
            names = await held_values.names_of(session, actor, [row.id for row in found])
            complete = await held_values.completeness(session, actor, [row.id for row in found])
            await self._open(session, actor, opened, zone, proof)
        last = found[ROWS - 1] if len(found) > ROWS else None
        self.older = (
            paging.address(BASE, {**self._filters(), "after": paging.cursor(last.created_at, last.id)})
            if last
            else ""
        )
        rows = [
            _row(row, names.get(row.id, ""), self._filters(), zone, complete[row.id], statuses.get(row.id))
            for row in found[:ROWS]
        ]
        if self.rows != rows:
            self.rows = rows
        self.may_look = actor.may(Permission.ANSWER_CONVERSATIONS)
        self.may_delete = actor.may(Permission.CHANGE_RECORDS)
        self.may_export = actor.may(Permission.EXPORT_CUSTOMERS)
        self.export_door = (
            f"/api/v1/customers/{self.opened}/export?workspace_id={actor.workspace_id}" if self.opened else ""
        )
        self.is_loaded = True
        return [doorbell.conversations_of(actor.workspace_id), doorbell.account(actor.id)]

    async def _open(
        self, session: Session, actor: Actor, opened: str, zone: ZoneInfo, proof: Sequence[str]
    ) -> None:
        """What is shown in the clear already stays so until another customer is opened."""
        try:
            customer_id = uuid_of(opened)
            held = await held_values.of_customer(session, actor, customer_id)
            customer = await customer_queries.by_id(session, actor, customer_id)
        except NotFound:
            self.opened, self.detail, self.values, self.facts = "", Detail(), [], []
            self.wanted = []
            self._forget_lead()
            return
        await self._read_lead(session, actor, customer_id, zone)
        remembered = await customer_facts.of_customer(session, actor, customer_id)
        self.facts = [_fact(one, zone) for one in remembered]
        about = await customer_queries.dealings(session, actor, customer_id)
        looked_at = {one.id: one for one in self.values if not one.is_masked and self.opened == opened}
        ordered = sorted(held, key=lambda one: list(KINDS).index(one.kind))
        self.values = [looked_at.get(str(one.id)) or _value(one, zone) for one in ordered]
        complete = (await held_values.completeness(session, actor, [customer_id]))[customer_id]
        self.wanted = [
            _wanted(PersonalKind(kind), held, is_held=kind not in complete.missing)
            for kind in complete.wanted
        ]
        encryption = await held_values.encryption(session, actor, customer_id)
        missing = held_values.missing_for_proof([one.kind for one in held], proof)
        name = next((one.masked for one in held if one.kind is PersonalKind.NAME), "")
        self.detail = Detail(
            id=opened,
            name=name or words.visitor(customer_id),
            is_verified=customer.is_verified,
            came=words.day(customer.created_at, zone),
            conversations=_counted(about.conversations, about.appointments, about.records),
            refused=_refused(customer.refused_memory_at, zone),
            complete=_share(complete),
            encrypted=_encrypted(encryption, zone) if encryption else "",
            missing=", ".join(KINDS[PersonalKind(kind)].lower() for kind in missing),
        )
        self.opened = opened


def _wanted(kind: PersonalKind, held: Sequence[HeldValue], *, is_held: bool) -> WantedValue:
    said = None if is_held else next((one for one in held if one.kind is kind), None)
    if said is None:
        return WantedValue(KINDS[kind], is_held)
    where = f"/conversations/{said.conversation_id}" if said.conversation_id else ""
    return WantedValue(KINDS[kind], is_held, str(said.id), said.masked, where)


def _value(one: HeldValue, zone: ZoneInfo) -> Value:
    return Value(
        id=str(one.id),
        kind=KINDS[one.kind],
        shown=one.masked,
        is_masked=one.kind is not PersonalKind.NAME,
        why=held_values.WHY.get(one.source, one.source),
        since=words.day(one.created_at, zone),
        conversation=f"/conversations/{one.conversation_id}" if one.conversation_id else "",
    )


def _fact(one: HeldFact, zone: ZoneInfo) -> Fact:
    return Fact(
        id=str(one.id),
        title=one.title,
        value=one.value,
        conversation=f"/conversations/{one.conversation_id}",
        since=words.day(one.consented_at, zone),
    )


def _refused(at: datetime | None, zone: ZoneInfo) -> str:
    return f"Does not want to be remembered for the next time (since {words.day(at, zone)})." if at else ""


def _counted(conversations: int, appointments: int, records: int) -> str:
    counts = ((conversations, "conversation"), (appointments, "appointment"), (records, "record"))
    return ", ".join(f"{count} {noun}{'s' if count != 1 else ''}" for count, noun in counts)


def _share(complete: Completeness) -> str:
    return f"{complete.held} of {len(complete.wanted)}"


def _encrypted(one: Encryption, zone: ZoneInfo) -> str:
    """All 5 values are encrypted with key 2 of your organization, made on ..., replaced by ..."""
    whole = "The value is" if one.values == 1 else f"All {one.values} values are"
    waiting = f" {one.older} of them are still under the key before it." if one.older else ""
    return (
        f"{whole} encrypted (AES-256) with key {one.key_number} of your organization, "
        f"made on {words.day(one.key_made_at, zone)}; it is replaced by {words.day(one.replaced_by, zone)}."
        f"{waiting}"
    )


def _row(
    row: CustomerRow,
    name: str,
    filters: dict[str, str],
    zone: ZoneInfo,
    complete: Completeness,
    status: LeadStatus | None,
) -> Row:
    return Row(
        id=str(row.id),
        href=paging.address(BASE, {**filters, "customer": str(row.id)}),
        name=name or words.visitor(row.id),
        is_verified=row.is_verified,
        came=words.whole_time(row.created_at, zone),
        came_at=row.created_at.isoformat(),
        seen=words.whole_time(row.last_seen_at, zone),
        seen_at=row.last_seen_at.isoformat(),
        complete=_share(complete),
        is_complete=not complete.missing,
        status=status or "",
    )
