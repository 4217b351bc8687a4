"""Who contacts the business: those on its books (verified), and those who just typed in a name."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col

from caly_app import clock
from caly_app.actor import Actor
from caly_app.agents.business import Business
from caly_app.db import Session
from caly_app.errors import Invalid
from caly_app.models import ON_THE_BOOKS, Conversation, Customer, PersonalKind, PersonalValue, TimelineKind
from caly_app.ports import CodeLetter, CodeVerdict, CodeWay, StoredRecord
from caly_app.queries import business as business_queries
from caly_app.queries import customers as customer_queries
from caly_app.queries import personal_values as value_queries
from caly_app.queries import records as record_queries
from caly_app.services import one_time_codes, personal_forms, personal_values, proofs, timeline

KINDS = tuple(kind.value for kind in ON_THE_BOOKS)

# Two who have both in common are one: how an import finds somebody again.
_IDENTIFYING = (
    (PersonalKind.PHONE, PersonalKind.DATE_OF_BIRTH),
    (PersonalKind.EMAIL, PersonalKind.DATE_OF_BIRTH),
    (PersonalKind.PHONE, PersonalKind.NAME),
    (PersonalKind.EMAIL, PersonalKind.NAME),
)

# What those who speak for others have in common with them.
_NAMING = (PersonalKind.PHONE, PersonalKind.EMAIL)


async def add_verified(session: Session, actor: Actor, values: Mapping[str, str], source: str) -> Customer:
    """Somebody on the business's own books. `values`: kind -> as written. Raises Invalid, by kind.

    `source`: where the business has it from (imported, demo, operator).
    """
    customer = _new(session, actor, is_verified=True)
    await session.flush()
    for kind, value in (await _kept(session, actor, values)).items():
        await personal_values.add(session, actor, kind, value, source, customer_id=customer.id)
    return customer


async def find_verified(session: Session, actor: Actor, values: Mapping[str, str]) -> UUID | None:
    """The one customer on the business's books with all these values; None if there is none, or several.

    Phones are compared as national digits, names without case and accents.
    """
    found = await _with_all(session, actor, values)
    return found[0] if len(found) == 1 else None


async def _with_all(session: Session, actor: Actor, values: Mapping[str, str]) -> list[UUID]:
    kept = await _kept(session, actor, values, is_strict=False)
    if not kept or len(kept) < len(values):
        return []
    fingerprints = {
        kind: await personal_values.fingerprint(session, actor, kind, value) for kind, value in kept.items()
    }
    return list(await value_queries.with_all(session, actor, fingerprints))


async def on_the_books(session: Session, actor: Actor, values: Mapping[str, str], source: str) -> UUID:
    """The customer with this phone (or e-mail address) and date of birth (or name), added if there is none.

    What else is said of them replaces what is known. Raises Invalid, by kind.
    """
    kept = await _kept(session, actor, values)
    for pair in _IDENTIFYING:
        if all(kind in kept for kind in pair):
            known = await find_verified(session, actor, {kind.value: kept[kind] for kind in pair})
            if known:
                await _update(session, actor, known, kept, source)
                return known
    return (await add_verified(session, actor, values, source)).id


async def _update(
    session: Session, actor: Actor, customer_id: UUID, kept: Mapping[PersonalKind, str], source: str
) -> None:
    held = await values_of(session, actor, customer_id)
    other = {kind.value: value for kind, value in kept.items() if held.get(kind.value) != value}
    if other:
        await change_values(session, actor, customer_id, other, source)


async def note_values(
    session: Session, actor: Actor, customer_id: UUID, values: Mapping[str, str], source: str
) -> None:
    """What somebody says of a customer, without proof. What is nothing of its kind is left out."""
    known = await personal_values.of_customer(session, actor, customer_id)
    for kind, value in (await _kept(session, actor, values, is_strict=False)).items():
        if not any((one.kind, one.value) == (kind, value) for one in known if not one.in_passing):
            await personal_values.add(session, actor, kind, value, source, customer_id=customer_id)


async def change_values(
    session: Session, actor: Actor, customer_id: UUID, values: Mapping[str, str], source: str
) -> None:
    """Replaces values of these kinds, for a customer who has proven who they are, or by the business.

    Raises Invalid, by kind.
    """
    await customer_queries.by_id(session, actor, customer_id)
    for kind, value in (await _kept(session, actor, values)).items():
        await session.exec(
            delete(PersonalValue).where(
                col(PersonalValue.customer_id) == customer_id,
                col(PersonalValue.workspace_id) == actor.workspace_id,
                col(PersonalValue.kind) == kind,
            )
        )
        await personal_values.add(session, actor, kind, value, source, customer_id=customer_id)
        timeline.record(
            session, actor, TimelineKind.CUSTOMER_CHANGED, customer_id=str(customer_id), field=kind.value
        )


async def values_of(session: Session, actor: Actor, customer_id: UUID) -> dict[str, str]:
    """Kind -> value: what is proven before what was merely said, the newest of each."""
    values: dict[str, str] = {}
    for one in await personal_values.of_customer(session, actor, customer_id):
        if not one.in_passing:
            values.setdefault(one.kind.value, one.value)
    return values


async def proven_values_of(session: Session, actor: Actor, customer_id: UUID) -> dict[str, str]:
    """The same without what was merely said."""
    values: dict[str, str] = {}
    for one in await personal_values.of_customer(session, actor, customer_id):
        if one.is_proven:
            values.setdefault(one.kind.value, one.value)
    return values


async def values_of_many(
    session: Session,
    actor: Actor,
    customers: Collection[UUID],
    kinds: Collection[PersonalKind] = ON_THE_BOOKS,
) -> dict[UUID, dict[str, str]]:
    """As values_of, in two statements for all; who has none of them is not in it."""
    held = await value_queries.ids_of(session, actor, customers, kinds)
    clear = await personal_values.reveal(session, actor, [f"pv:{value_id}" for value_id in held.values()])
    values: dict[UUID, dict[str, str]] = {}
    for (customer_id, kind), value_id in held.items():
        if value := clear.get(f"pv:{value_id}"):
            values.setdefault(customer_id, {})[kind.value] = value
    return values


@dataclass(frozen=True)
class CustomersOfTurn:
    """The port of the tools, fulfilled within the turn's own transaction."""

    session: Session
    actor: Actor
    conversation_id: UUID
    business: Business
    # By kind and reference, wherever the business keeps them; None: those that are kept here.
    find_record: Callable[[str, str], Awaitable[StoredRecord | None]] | None = None

    async def prove(self, values: Mapping[str, str]) -> UUID | None:
        await proofs.must_not_be_used_up(self.session, self.actor, values, self.business.country)
        references = {kind: value for kind, value in values.items() if kind.startswith(proofs.RECORD)}
        personal = {kind: value for kind, value in values.items() if kind not in references}
        # First: a record that comes from elsewhere brings its owner onto the books.
        owners = await self._owners_of(references) if references else set()
        fitting = set(await _with_all(self.session, self.actor, personal))
        if references:
            fitting |= await self._newcomers(owners, personal) | await self._of_that_surname(owners, personal)
            fitting &= owners
        if len(fitting) == 1:
            return fitting.pop()
        if not fitting:
            await proofs.note_failure(self.session, self.actor, values, self.business.country)
        return None

    async def are_several(self, values: Mapping[str, str]) -> bool:
        if any(kind.startswith(proofs.RECORD) for kind in values):
            return False  # a record is one customer's
        await proofs.must_not_be_used_up(self.session, self.actor, values, self.business.country)
        return len(await _with_all(self.session, self.actor, values)) > 1

    async def _newcomers(self, owners: set[UUID], personal: Mapping[str, str]) -> set[UUID]:
        """Of these who are not on the books, and have said all of it: a number of ours proves it."""
        session, actor = self.session, self.actor
        kept = await _kept(session, actor, personal, is_strict=False)
        if not kept or len(kept) < len(personal):
            return set()
        found = set()
        for owner in owners:
            known = [
                await value_queries.has(
                    session,
                    actor,
                    owner,
                    kind,
                    await personal_values.fingerprint(session, actor, kind, value),
                )
                for kind, value in kept.items()
            ]
            if all(known) and not (await customer_queries.by_id(session, actor, owner)).is_verified:
                found.add(owner)
        return found

    async def _of_that_surname(self, owners: set[UUID], personal: Mapping[str, str]) -> set[UUID]:
        """Beside a number of ours nothing but a surname: as one says it at a front desk."""
        name = personal.get("name", "").split()
        if len(personal) > 1 or len(name) != 1:
            return set()
        country = self.business.country
        held: dict[UUID, list[str]] = {}
        for one in owners:
            is_verified = (await customer_queries.by_id(self.session, self.actor, one)).is_verified
            values = await (self.proven_values_of(one) if is_verified else self.values_of(one))
            held[one] = values.get("name", "").split()
        said = personal_forms.compared(PersonalKind.NAME, name[0], country)
        return {
            one
            for one, known in held.items()
            if len(known) > 1 and personal_forms.compared(PersonalKind.NAME, known[-1], country) == said
        }

    async def _owners_of(self, references: Mapping[str, str]) -> set[UUID]:
        """The one whose all these records are; empty when they are several people's, or nobody's."""
        owners = set()
        for kind, reference in references.items():
            kind = kind.removeprefix(proofs.RECORD)
            owners.add(await self._owner_of(kind, reference))
        owner = owners.pop()
        return {owner} if owner and not owners else set()

    async def _owner_of(self, kind: str, reference: str) -> UUID | None:
        if self.find_record:
            record = await self.find_record(kind, reference)
            return record.customer_id if record else None
        kept = await record_queries.by_reference(self.session, self.actor, kind, reference)
        return kept.customer_id if kept else None

    async def code_ways(self, customer_id: UUID) -> Mapping[CodeWay, str]:
        known = await one_time_codes.ways(self.session, self.actor, customer_id)
        return {way: _hinted(way, address) for way, address in known.items()}

    async def send_code(self, customer_id: UUID, way: CodeWay, letter: CodeLetter) -> bool:
        return await one_time_codes.send(
            self.session, self.actor, self.conversation_id, customer_id, way, letter
        )

    async def check_code(self, customer_id: UUID, code: str) -> CodeVerdict:
        return await one_time_codes.check(self.session, self.actor, self.conversation_id, customer_id, code)

    async def remember(self, values: Mapping[str, str], *, of_another: bool = False) -> UUID:
        session, actor = self.session, self.actor
        speaker = await customer_queries.of_conversation(session, actor, self.conversation_id)
        if speaker is None:
            speaker = _new(session, actor, is_verified=False)
            await session.flush()
            await self._bind(speaker.id)
        customer_id = speaker.id
        if speaker.is_verified or of_another:
            customer_id = (
                await self._met_here(values, speaker.id) or _new(session, actor, is_verified=False).id
            )
            await session.flush()
        heard = await personal_values.said_in(session, actor, self.conversation_id)
        said = [one for one in heard if not one.in_passing]
        for kind, value in (await _kept(session, actor, values, is_strict=False)).items():
            if again := next((one for one in said if (one.kind, one.value) == (kind, value)), None):
                is_shared = of_another and kind in _NAMING  # the number is the speaker's
                await self._attach(again.reference, speaker.id if is_shared else customer_id)
            if (await values_of(session, actor, customer_id)).get(kind) != value:
                await personal_values.add(
                    session, actor, kind, value, "said", customer_id, self.conversation_id
                )
        return customer_id

    async def _met_here(self, values: Mapping[str, str], speaker_id: UUID) -> UUID | None:
        """Somebody else who is not on the books, for whom something was made in this conversation before."""
        name = values.get(PersonalKind.NAME, "").casefold()
        for one in await value_queries.visitors_in(self.session, self.actor, self.conversation_id):
            held = await values_of(self.session, self.actor, one)
            if one != speaker_id and held.get(PersonalKind.NAME, "").casefold() == name:
                return one
        return None

    async def change(self, customer_id: UUID, values: Mapping[str, str]) -> None:
        await change_values(self.session, self.actor, customer_id, values, source="customer")

    async def values_of(self, customer_id: UUID) -> Mapping[str, str]:
        return await values_of(self.session, self.actor, customer_id)

    async def proven_values_of(self, customer_id: UUID) -> Mapping[str, str]:
        return await proven_values_of(self.session, self.actor, customer_id)

    async def _bind(self, customer_id: UUID) -> None:
        await self.session.exec(
            update(Conversation)
            .where(
                col(Conversation.id) == self.conversation_id,
                col(Conversation.workspace_id) == self.actor.workspace_id,
            )
            .values(customer_id=customer_id)
        )

    async def _attach(self, reference: str, customer_id: UUID) -> None:
        """What was said before it was known who says it."""
        await self.session.exec(
            update(PersonalValue)
            .where(
                col(PersonalValue.id) == UUID(reference.removeprefix("pv:")),
                col(PersonalValue.customer_id).is_(None),
            )
            .values(customer_id=customer_id)
        )


def _hinted(way: CodeWay, address: str) -> str:
    """Enough for the owner to know where it went."""
    if way == "text":
        return address[-2:]
    name, host = address.split("@", 1)
    return f"{name[:1]}***@{host}"


def _new(session: Session, actor: Actor, *, is_verified: bool) -> Customer:
    assert actor.workspace_id
    now = clock.now()
    customer = Customer(
        organization_id=actor.organization_id,
        workspace_id=actor.workspace_id,
        is_verified=is_verified,
        created_at=now,
        last_seen_at=now,
    )
    session.add(customer)
    return customer


async def _kept(
    session: Session, actor: Actor, values: Mapping[str, str], *, is_strict: bool = True
) -> dict[PersonalKind, str]:
    """In the form in which they are stored; blank ones are left out. Strict: raises Invalid for the rest."""
    assert actor.workspace_id
    country = (await business_queries.of_workspace(session, actor.workspace_id)).business.country
    kept: dict[PersonalKind, str] = {}
    wrong: dict[str, str] = {}
    for name, value in values.items():
        if name not in KINDS:
            wrong[name] = f"is not known; there are {', '.join(KINDS)}"
        elif value.strip():
            kind = PersonalKind(name)
            kept[kind] = personal_forms.kept(kind, value, country)
            if not kept[kind]:
                wrong[name] = _WRONG.get(kind, "is not right")
    if wrong and is_strict:
        raise Invalid(fields=wrong)
    return {kind: value for kind, value in kept.items() if value}


_WRONG = {
    PersonalKind.PHONE: "is not a phone number",
    PersonalKind.EMAIL: "is not an e-mail address",
    PersonalKind.DATE_OF_BIRTH: "is not a date like 1990-12-31",
}
