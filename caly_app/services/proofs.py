"""How often somebody may fail to prove who they are, in however many conversations.

In one conversation the assistant's policy says when it is enough; but conversations are free, and what is
not known could be found by trying: birth dates for one phone number, rooms for one surname, surnames for one
room. So a failure counts under each value that was given, whether that is on anybody's books or not: who is
told that it was too often learns nothing. Stored are keyed hashes of the values, for a day.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from caly_app import clock, tokens
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import TriedTooOften
from caly_app.models import PersonalKind, SignInAttempt
from caly_app.models.appointment import stored_references
from caly_app.queries import records as record_queries
from caly_app.services import personal_forms, throttle

APPOINTMENT = "appointment"  # the reference of one
RECORD = "record:"  # and a kind: the reference of such a record

WINDOW = timedelta(hours=24)

# A number of ours, a phone, an e-mail address: one person's, or one household's. Who mistypes has three
# attempts, is sent to a person, and may come back twice to do it all again. Who guesses has ten birth dates a
# day of some twenty thousand, and has called a person three times.
OF_ONE = 10

# A surname, a birth date, an address: shared by people who know nothing of each other. Of ten thousand
# customers a hundred may be called Smith; one or two of them come in a day, and few mistype. Who guesses has
# twenty rooms a day of a hotel's two hundred, and has called a person six times.
OF_MANY = 20
_SHARED = (PersonalKind.NAME, PersonalKind.DATE_OF_BIRTH, PersonalKind.ADDRESS)


async def must_not_be_used_up(
    session: Session, actor: Actor, values: Mapping[str, str], country: str
) -> None:
    """Raises TriedTooOften. `values`: kind of personal value, APPOINTMENT, or RECORD and a kind -> as given.

    Until this transaction ends nobody else tries any of them: many at once are no way round.
    """
    limits = _limits(actor, values, country)
    await throttle.one_at_a_time(session, limits)
    failures = await session.exec(
        select(SignInAttempt.subject, func.count())
        .where(
            col(SignInAttempt.subject).in_(limits),
            SignInAttempt.attempted_at > clock.wall() - WINDOW,
        )
        .group_by(col(SignInAttempt.subject))
    )
    if any(count >= limits[subject] for subject, count in failures):
        raise TriedTooOften


async def note_failure(session: Session, actor: Actor, values: Mapping[str, str], country: str) -> None:
    now = clock.wall()
    limits = _limits(actor, values, country)
    session.add_all(SignInAttempt(subject=subject, attempted_at=now) for subject in limits)
    await session.flush()


def _limits(actor: Actor, values: Mapping[str, str], country: str) -> dict[bytes, int]:
    """Subject -> how many failures it may have: one for each value."""
    assert actor.workspace_id
    limits = {}
    for kind, value in values.items():
        if compared := _compared(kind, value, country):
            said = f"{kind}:{compared}".encode(errors="replace")
            subject = tokens.mac("failed proof", actor.workspace_id.bytes + said)
            limits[subject] = OF_MANY if kind in _SHARED else OF_ONE
    return limits


def _compared(kind: str, value: str, country: str) -> str:
    """The same for all that is found as the same: spelt otherwise it is no other value. '' for what is never
    right, because it is nothing of its kind."""
    if kind == APPOINTMENT:
        return stored_references(value)[-1]
    if kind.startswith(RECORD):
        return record_queries.spellings(value)[-1]
    if kind not in [one.value for one in PersonalKind]:
        return ""
    personal = PersonalKind(kind)
    compared = personal_forms.compared(personal, personal_forms.kept(personal, value, country), country)
    # A surname alone may prove it beside a number: with first names before it, it is no other.
    return compared.rpartition(" ")[2] if personal is PersonalKind.NAME else compared
