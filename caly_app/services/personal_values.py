"""What is personal, encrypted: stored once, everywhere else spoken of as `pv:<id>`.

Each organization has data keys of its own (AES-256), wrapped by the installation's secret key. The newest
one encrypts, the older ones still open. Unwrapped keys stay in this process, a minute at most without a
look whether there is a newer one.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from uuid_utils.compat import uuid7

from caly_app import clock, db, tokens
from caly_app.actor import Actor, ActorKind
from caly_app.agents.dialogue import PersonalSlot
from caly_app.agents.impersonal import impersonal
from caly_app.card_numbers import without_cards
from caly_app.db import Session
from caly_app.errors import CalyError
from caly_app.models import DataKey, PersonalKind, PersonalValue, TimelineKind
from caly_app.queries import business as business_queries
from caly_app.queries import personal_values as queries
from caly_app.queries.personal_values import SealedValue
from caly_app.services import personal_forms, timeline

ROTATE_AFTER = timedelta(days=90)
RETIRE_AFTER = timedelta(minutes=10)  # longer than any process goes on encrypting with the key before
LOOK_FOR_NEWER_AFTER = timedelta(minutes=1)
_NONCE_BYTES = 12
_PREFIX = "pv:"
_PURPOSE = "data key"
_MADE_HERE = "made a data key"  # of a session: what it made may still be rolled back, and is not held


class SecretKeyDoesNotFit(CalyError):
    """The secret key of this installation is not the one that personal values were encrypted with."""


@dataclass(frozen=True)
class Known:
    """A person's value in the clear: for the moment, never for a log or a document."""

    reference: str
    kind: PersonalKind
    value: str
    is_proven: bool
    in_passing: bool = False  # nobody asked for it, and it may be somebody else's


async def reveal(session: Session, actor: Actor, references: Sequence[str]) -> dict[str, str]:
    """Reference -> value. What was erased, or is another workspace's, is missing."""
    ids = [UUID(reference.removeprefix(_PREFIX)) for reference in references]
    if not ids:
        return {}
    known = await _open(session, actor, await queries.by_ids(session, actor, ids))
    return {one.reference: one.value for one in known}


async def keep(
    session: Session,
    actor: Actor,
    conversation_id: UUID,
    customer_id: UUID | None,
    slots: Sequence[PersonalSlot],
    recalled: Sequence[Known] = (),
) -> dict[str, str]:
    """Slot -> reference, for what was said in a conversation. The same value said twice is kept once.

    `recalled`: what nobody said, because it stands on the books; it is spoken of by what stands there.
    """
    known = [one for one in await said_in(session, actor, conversation_id) if not one.in_passing]
    known += recalled
    kept: dict[str, str] = {}
    for slot in slots:
        kind = PersonalKind(slot.kind)
        again = next((one for one in known if (one.kind, one.value) == (kind, slot.value)), None)
        kept[slot.slot] = (
            again.reference
            if again
            else await add(session, actor, kind, slot.value, "said", customer_id, conversation_id)
        )
    return kept


async def keep_found(
    session: Session,
    actor: Actor,
    conversation_id: UUID,
    customer_id: UUID | None,
    found: Iterable[tuple[str, str]],
) -> list[str]:
    """References, in this order, of what was said without being asked for. `found`: kind and value."""
    references = {
        (one.kind.value, one.value): one.reference for one in await said_in(session, actor, conversation_id)
    }
    kept = []
    for kind, value in found:
        if (kind, value) not in references:
            references[kind, value] = await add(
                session, actor, PersonalKind(kind), value, queries.FOUND, customer_id, conversation_id
            )
        kept.append(references[kind, value])
    return kept


async def add(
    session: Session,
    actor: Actor,
    kind: PersonalKind,
    value: str,
    source: str,
    customer_id: UUID | None = None,
    conversation_id: UUID | None = None,
) -> str:
    """Stores one value, and gives its reference. `value`: as personal_forms.kept() made it."""
    assert actor.workspace_id
    keys = await _keys(session, actor.organization_id)
    value_id = uuid7()
    session.add(
        PersonalValue(
            id=value_id,
            organization_id=actor.organization_id,
            workspace_id=actor.workspace_id,
            customer_id=customer_id,
            conversation_id=conversation_id,
            kind=kind,
            key_number=keys.newest,
            ciphertext=keys.seal(value_id, value),
            fingerprint=await fingerprint(session, actor, kind, value),
            source=source,
            created_at=clock.wall(),
        )
    )
    await session.flush()
    return _reference(value_id)


async def sealed(session: Session, actor: Actor, row_id: UUID, value: str) -> tuple[int, bytes]:
    """What another table keeps as it is kept here: the number of its key, and the ciphertext."""
    keys = await _keys(session, actor.organization_id)
    return keys.newest, keys.seal(row_id, value)


async def unsealed(
    session: Session, actor: Actor, rows: Sequence[tuple[UUID, int, bytes]]
) -> dict[UUID, str]:
    """Id of the row -> value. `rows`: id, number of the key, ciphertext."""
    if not rows:
        return {}
    keys = await _keys(session, actor.organization_id, {number for _, number, _ in rows})
    return {row_id: keys.open(row_id, number, ciphertext) for row_id, number, ciphertext in rows}


async def of_customer(session: Session, actor: Actor, customer_id: UUID) -> list[Known]:
    """All that is known of them, what is proven first, then newest first."""
    known = await _open(session, actor, await queries.of_customer(session, actor, customer_id))
    return sorted(known, key=lambda one: not one.is_proven)


async def said_in(session: Session, actor: Actor, conversation_id: UUID) -> list[Known]:
    """Newest first."""
    return await _open(session, actor, await queries.said_in(session, actor, conversation_id))


async def taken_out(
    session: Session, actor: Actor, conversation_id: UUID, customer_id: UUID | None, said: str, language: str
) -> str:
    """Words of this conversation without what is its customer's: known values, and what looks like one."""
    assert actor.workspace_id
    business = (await business_queries.of_workspace(session, actor.workspace_id)).business
    known = await said_in(session, actor, conversation_id)
    known += await of_customer(session, actor, customer_id) if customer_id else []
    now = clock.now().astimezone(business.timezone)
    return impersonal(said, language, business.country, now, [one.value for one in known])


async def fingerprint(session: Session, actor: Actor, kind: PersonalKind, value: str) -> bytes:
    """What equal values have in common; it tells nothing to who has not our secret key."""
    assert actor.workspace_id
    facts = await business_queries.of_workspace(session, actor.workspace_id)
    compared = personal_forms.compared(kind, value, facts.business.country)
    return tokens.mac(_PURPOSE, actor.organization_id.bytes + f"{kind}:{compared}".encode(errors="replace"))


# --- rotation: for a job, organization by organization ---


async def rotate(session: Session, organization_id: UUID) -> int:
    """Makes the next key, and gives its number; new values are encrypted with it from now on."""
    await queries.lock_data_keys(session, organization_id)
    rows = await queries.data_keys(session, organization_id)
    number = rows[-1].number + 1 if rows else 1
    _add_key(session, organization_id, number)
    await session.flush()
    _held.pop(organization_id, None)
    return number


async def is_due_for_rotation(session: Session, organization_id: UUID) -> bool:
    keys = await queries.data_keys(session, organization_id)
    return bool(keys) and clock.wall() - keys[-1].created_at > ROTATE_AFTER


async def encrypt_anew(session: Session, organization_id: UUID, limit: int = 500) -> int:
    """Encrypts up to `limit` values of older keys with the newest; how many it were. 0: all are done."""
    rows = await queries.data_keys(session, organization_id)
    old = [row.number for row in rows[:-1]]
    if not old:
        return 0
    keys = _unwrapped(rows)
    values = await queries.encrypted_with(session, organization_id, old, limit)
    for value in values:
        clear = keys.open(value.id, value.key_number, value.ciphertext)
        value.key_number, value.ciphertext = keys.newest, keys.seal(value.id, clear)
    await session.flush()
    return len(values)


async def retire_unused(session: Session, organization_id: UUID) -> list[int]:
    """Destroys keys that nothing is encrypted with, once no process can still be using them."""
    rows = await queries.data_keys(session, organization_id)
    if len(rows) < 2 or clock.wall() - rows[-1].created_at < RETIRE_AFTER:
        return []
    in_use = await queries.numbers_in_use(session, organization_id)
    retired = [row for row in rows[:-1] if row.number not in in_use]
    for row in retired:
        row.wrapped, row.retired_at = b"", clock.wall()
    return [row.number for row in retired]


async def keep_keys_young() -> int:
    """For a job that runs daily: rotates what is due, in short transactions; how many keys are new."""
    async with db.admin_transaction() as session:
        organizations = await queries.organizations_with_keys(session)
    rotated = 0
    for organization_id in organizations:
        async with db.tenant_transaction(organization_id) as session:
            if await is_due_for_rotation(session, organization_id):
                number = await rotate(session, organization_id)
                system = Actor(ActorKind.SYSTEM, organization_id, organization_id, None)
                timeline.record(session, system, TimelineKind.DATA_KEY_ROTATED, number=number)
                rotated += 1
        while await _anew(organization_id):
            pass
        async with db.tenant_transaction(organization_id) as session:
            await retire_unused(session, organization_id)
    return rotated


async def _anew(organization_id: UUID) -> int:
    async with db.tenant_transaction(organization_id) as session:
        return await encrypt_anew(session, organization_id)


# --- keys ---


@dataclass(frozen=True)
class _Keys:
    """The unwrapped keys of one organization. Numbers start at 1."""

    by_number: Mapping[int, AESGCM] = field(default_factory=dict)
    looked_at: float = 0.0

    @property
    def newest(self) -> int:
        return max(self.by_number)

    def seal(self, value_id: UUID, value: str) -> bytes:
        """Without the number of a card, which the wall before the database cannot see in here."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        plain = without_cards(value).encode()
        return nonce + self.by_number[self.newest].encrypt(nonce, plain, value_id.bytes)

    def open(self, value_id: UUID, number: int, ciphertext: bytes) -> str:
        nonce, sealed = ciphertext[:_NONCE_BYTES], ciphertext[_NONCE_BYTES:]
        return self.by_number[number].decrypt(nonce, sealed, value_id.bytes).decode()


_held: dict[UUID, _Keys] = {}


async def _keys(session: Session, organization_id: UUID, needed: Iterable[int] = ()) -> _Keys:
    """`needed`: numbers that something is to be opened with; a key unknown here was made elsewhere."""
    held = _held.get(organization_id)
    now = clock.wall().timestamp()
    is_fresh = held and now - held.looked_at < LOOK_FOR_NEWER_AFTER.total_seconds()
    if held and is_fresh and held.by_number.keys() >= set(needed):
        return held
    rows = await queries.data_keys(session, organization_id)
    if not rows:
        # Not held yet: this transaction may still be rolled back, and its key with it.
        return _unwrapped(await _first_key(session, organization_id))
    if _MADE_HERE in session.info:
        return _unwrapped(rows)
    if len(_held) > 10_000:
        _held.clear()
    _held[organization_id] = _unwrapped(rows, now)
    return _held[organization_id]


async def _first_key(session: Session, organization_id: UUID) -> list[DataKey]:
    """Two first values at once make one first key: whoever comes second waits, and finds it."""
    await queries.lock_data_keys(session, organization_id)
    rows = await queries.data_keys(session, organization_id)
    return rows or [_add_key(session, organization_id, 1)]


def _add_key(session: Session, organization_id: UUID, number: int) -> DataKey:
    key = DataKey(
        organization_id=organization_id,
        number=number,
        wrapped=tokens.seal(_PURPOSE, AESGCM.generate_key(256)),
        created_at=clock.wall(),
    )
    session.add(key)
    session.info[_MADE_HERE] = True
    return key


def _unwrapped(rows: Sequence[DataKey], looked_at: float = 0.0) -> _Keys:
    try:
        return _Keys({row.number: AESGCM(tokens.unseal(_PURPOSE, row.wrapped)) for row in rows}, looked_at)
    except tokens.CannotUnseal:
        raise SecretKeyDoesNotFit from None


async def _open(session: Session, actor: Actor, sealed: Sequence[SealedValue]) -> list[Known]:
    if not sealed:
        return []
    keys = await _keys(session, actor.organization_id, {one.key_number for one in sealed})
    return [
        Known(
            _reference(one.id),
            one.kind,
            keys.open(one.id, one.key_number, one.ciphertext),
            one.is_proven,
            one.in_passing,
        )
        for one in sealed
    ]


def _reference(value_id: UUID) -> str:
    return f"{_PREFIX}{value_id}"
