"""Reports: asked in words, kept under a name, and sent to members when they are due.

What is counted is read (queries/report_results.py); here is who asks for it, and when it leaves.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from caly_app import clock, db, doorbell, job_queue
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.agents.reports import by_model
from caly_app.agents.reports.reading import Reading, read
from caly_app.agents.reports.report import NotAReport, Report, Vocabulary
from caly_app.agents.reports.result import Result
from caly_app.agents.reports.saying import days_of, sentences
from caly_app.agents.sectors import read_beside
from caly_app.agents.understanding.slots import SlotContext
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid, Refused
from caly_app.models import Every, KeptReport, TimelineKind, WorkspaceKind
from caly_app.ports import Ports
from caly_app.queries import accounts as account_queries
from caly_app.queries import business as business_queries
from caly_app.queries import report_results
from caly_app.queries import reports as report_queries
from caly_app.queries.business import WorkspaceFacts
from caly_app.queries.conversations import may_read
from caly_app.services import mail, model_use, timeline
from caly_app.services.fields import Fields
from caly_app.services.report_exports import as_lines
from caly_app.settings import settings

SEND = "send_report"  # the job
KEPT_AT_MOST = 200  # of a workspace
RECIPIENTS_AT_MOST = 20
QUESTION_AT_MOST = 500
_FURTHEST = timedelta(days=70)  # from one month's last day to the next but one


class TooManyKept(Refused):
    """As many reports are kept as can. Please delete one first."""


class NotVerifiedYet(Refused):
    """Please verify your own e-mail address first: what is sent to others needs it."""


@dataclass(frozen=True)
class Asked:
    """`result` None: no report was understood. `is_by_model`: a language model has understood it."""

    reading: Reading
    vocabulary: Vocabulary
    result: Result | None = None
    is_by_model: bool = False


@dataclass(frozen=True)
class Schedule:
    """`day`: of the week (1 is Monday) or of the month; a shorter month's last. `hour`: in the zone."""

    every: Every
    hour: int
    day: int = 1
    sent_to: tuple[UUID, ...] = ()


# --- asking ---


async def ask(actor: Actor, question: str, ports: Ports) -> Asked:
    """What was understood, and what came of it. No transaction is open while a language model thinks.

    One is asked only about what words leave open. Raises Forbidden or Invalid.
    """
    may_read(actor)
    question = " ".join(question.split())
    if not question or len(question) > QUESTION_AT_MOST:
        raise Invalid(fields={"question": f"Please ask in 1 to {QUESTION_AT_MOST} characters."})
    async with db.transaction(actor) as session:
        facts = await _facts(session, actor)
    with clock.offset(facts.clock_offset):
        now = clock.now().astimezone(facts.business.timezone)
    vocabulary = report_results.vocabulary_of(facts)
    reading = read(question, vocabulary, SlotContext(now, facts.business.country))
    is_by_model = False
    if not reading.is_whole and (filled := await _by_model(actor, facts, question, now.date(), ports)):
        reading, is_by_model = Reading(filled, reading.language), True
    if reading.report is None:
        return Asked(reading, vocabulary)
    async with db.transaction(actor) as session:
        result = await report_results.of_report(session, actor, facts, reading.report)
    return Asked(reading, vocabulary, result, is_by_model)


async def answer(session: Session, actor: Actor, said: dict[str, object]) -> Result:
    """What came of a report that is data already. Raises Invalid by field."""
    may_read(actor)
    facts = await _facts(session, actor)
    return await report_results.of_report(session, actor, facts, _checked(facts, said))


async def of_kept(
    session: Session, actor: Actor, report_id: UUID, first: date | None = None, last: date | None = None
) -> tuple[KeptReport, Result]:
    """As it stands now, or in other days than its own."""
    kept = await report_queries.get(session, actor, report_id)
    facts = await _facts(session, actor)
    said = dict(kept.report)
    if first or last:
        said["period"] = {"name": "between", "first": str(first or last), "last": str(last or first)}
    return kept, await report_results.of_report(session, actor, facts, _checked(facts, said))


async def _by_model(
    actor: Actor, facts: WorkspaceFacts, question: str, today: date, ports: Ports
) -> Report | None:
    """Within the workspace's budget; what it cost is noted, whatever came of it."""
    model = model_use.metered(ports, facts.model, facts.terms, actor, uuid7())
    if model is None or model.is_away:
        return None
    filled = await by_model.fill_in(question, report_results.vocabulary_of(facts), today, model)
    if model.count.is_to_be_written:
        model.count.answers = [replace(each, use="report") for each in model.count.answers]
        async with db.transaction(actor) as session:
            session.rings |= await model_use.note(await session.driver(), model)
    return filled


async def _facts(session: Session, actor: Actor) -> WorkspaceFacts:
    assert actor.workspace_id
    facts = await business_queries.of_workspace(session, actor.workspace_id)
    await read_beside(facts.sector)
    return facts


def _checked(facts: WorkspaceFacts, said: dict[str, object]) -> Report:
    try:
        return report_results.vocabulary_of(facts).checked(said)
    except NotAReport as error:
        raise Invalid(fields={f"report.{part}": words for part, words in error.wrong.items()}) from error


# --- keeping ---


async def keep(session: Session, actor: Actor, name: str, said: dict[str, object]) -> KeptReport:
    """Raises Forbidden, TooManyKept, or Invalid by field."""
    _may_keep(actor)
    facts = await _facts(session, actor)
    name = await _name(session, actor, name)
    report = _checked(facts, said)
    if await report_queries.count(session, actor) >= KEPT_AT_MOST:
        raise TooManyKept
    now = clock.wall()
    kept = KeptReport(
        organization_id=actor.organization_id,
        workspace_id=facts.id,
        name=name,
        report=report.as_json(),
        created_by=actor.id,
        created_by_name=actor.name,
        created_at=now,
        changed_at=now,
    )
    session.add(kept)
    await session.flush()
    _tell(session, actor, kept, "kept")
    return kept


async def change(
    session: Session,
    actor: Actor,
    report_id: UUID,
    name: str | None = None,
    said: dict[str, object] | None = None,
) -> KeptReport:
    """Another name, or another report under its name. Raises as keep() does."""
    kept = await _for_change(session, actor, report_id)
    if name is not None:
        kept.name = await _name(session, actor, name, but=kept.id)
    if said is not None:
        kept.report = _checked(await _facts(session, actor), said).as_json()
    kept.changed_at = clock.wall()
    _tell(session, actor, kept, "changed")
    return kept


async def remove(session: Session, actor: Actor, report_id: UUID) -> None:
    kept = await _for_change(session, actor, report_id)
    _tell(session, actor, kept, "removed")
    await session.delete(kept)


def _may_keep(actor: Actor) -> None:
    if not actor.may(Permission.ANSWER_CONVERSATIONS):
        raise Forbidden("Only operators and admins keep reports.")


async def _for_change(session: Session, actor: Actor, report_id: UUID) -> KeptReport:
    """What is sent to people is an admin's to change."""
    _may_keep(actor)
    kept = await report_queries.get(session, actor, report_id, is_locked=True)
    if kept.every and not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("This report is sent to people: only an admin changes it.")
    return kept


async def _name(session: Session, actor: Actor, name: str, but: UUID | None = None) -> str:
    fields = Fields()
    name = fields.line("name", name, at_most=80)
    if not fields.wrong and await report_queries.is_named(session, actor, name, but):
        fields.wrong["name"] = "There is a report of this name. Please choose another."
    fields.must_be_right()
    return name


# --- sending ---


async def schedule(session: Session, actor: Actor, report_id: UUID, asked: Schedule) -> KeptReport:
    """From the next such hour on. Raises Forbidden, NotVerifiedYet, or Invalid by field."""
    _may_schedule(actor)
    kept = await report_queries.get(session, actor, report_id, is_locked=True)
    facts = await _facts(session, actor)
    wrong: dict[str, str] = {}
    if not 0 <= asked.hour <= 23:
        wrong["hour"] = "Please choose an hour from 0 to 23."
    if not 1 <= asked.day <= (7 if asked.every is Every.WEEK else 31):
        wrong["day"] = "Please choose a day of the week or of the month."
    members = list(dict.fromkeys(asked.sent_to))
    if not 1 <= len(members) <= RECIPIENTS_AT_MOST:
        wrong["sent_to"] = f"Please choose 1 to {RECIPIENTS_AT_MOST} members."
    elif len(await report_queries.recipients(session, actor.organization_id, members)) < len(members):
        wrong["sent_to"] = "Please choose members who have verified their e-mail address."
    if wrong:
        raise Invalid(fields=wrong)
    if (await account_queries.own(session, actor)).email_verified_at is None:
        raise NotVerifiedYet
    kept.every, kept.day, kept.hour, kept.sent_to = asked.every, asked.day, asked.hour, members
    kept.due_at = next_due(kept, facts.business.timezone, clock.wall())
    _tell(session, actor, kept, "scheduled")
    return kept


async def unschedule(session: Session, actor: Actor, report_id: UUID) -> KeptReport:
    """It stays kept."""
    _may_schedule(actor)
    kept = await report_queries.get(session, actor, report_id, is_locked=True)
    kept.every, kept.due_at, kept.sent_to = None, None, []
    _tell(session, actor, kept, "unscheduled")
    return kept


async def defer_due() -> int:
    """A job for each report that is due, of all tenants; how many."""
    async with db.admin_transaction() as session:
        rows = await (await session.driver()).execute(
            "select organization_id, id from report where due_at <= %s order by due_at limit 500",
            (clock.wall(),),
        )
        due = await rows.fetchall()
        for organization_id, report_id in due:
            await job_queue.defer(
                session,
                SEND,
                once_per=f"{SEND} {report_id}",
                organization_id=str(organization_id),
                report_id=str(report_id),
            )
    return len(due)


async def send(organization_id: UUID, report_id: UUID) -> int:
    """Writes the letters of a report that is due; how many.

    They are written in the transaction that moves the report on to its next time, so that each time is sent
    once, whoever dies. Times that passed while nobody worked are one.
    """
    async with db.tenant_transaction(organization_id) as session:
        now = clock.wall()
        kept = await report_queries.locked_if_due(session, report_id, now)
        if kept is None or kept.due_at is None:
            return 0
        actor = Actor(
            ActorKind.SYSTEM,
            kept.id,
            organization_id,
            kept.workspace_id,
            frozenset({Permission.READ_CONVERSATIONS}),
        )
        facts = await _facts(session, actor)
        due_at, zone = kept.due_at, facts.business.timezone
        kept.due_at, kept.last_sent_at = next_due(kept, zone, now), now
        subject, text = await _written(session, actor, kept, facts)
        to = await report_queries.recipients(session, organization_id, kept.sent_to)
        for account_id, email in to.items():
            await mail.write(
                session,
                organization_id,
                key=f"report:{kept.id}:{due_at.astimezone(UTC):%Y-%m-%dT%H:%M}:{account_id}",
                to=email,
                subject=subject,
                text=text,
                leaves=facts.kind is WorkspaceKind.LIVE,
            )
        return len(to)


async def _written(
    session: Session, actor: Actor, kept: KeptReport, facts: WorkspaceFacts
) -> tuple[str, str]:
    """What the letters say: of a business that has another sector now, perhaps only that."""
    try:
        report = _checked(facts, dict(kept.report))
    except Invalid as error:
        said = " ".join(error.fields.values())
        page = f"{settings.address}/reports"
        return kept.name, f"{kept.name} cannot be counted any more. {said}\nPlease ask for it anew: {page}\n"
    result = await report_results.of_report(session, actor, facts, report)
    return f"{kept.name}: {days_of(result.days)}", _letter(kept, facts, result)


def next_due(kept: KeptReport, zone: ZoneInfo, after: datetime) -> datetime:
    """The first such hour after that moment. One that a clock leaves out is the hour behind it."""
    day = after.astimezone(zone).date()
    last = day + _FURTHEST
    while day <= last:
        moment = datetime.combine(day, time(kept.hour), zone).astimezone(UTC)
        if moment > after and _is_on(kept, day):
            return moment
        day += timedelta(days=1)
    raise AssertionError("each month has such a day")


def _is_on(kept: KeptReport, day: date) -> bool:
    match kept.every:
        case Every.WEEK:
            return day.isoweekday() == kept.day
        case Every.MONTH:
            is_last = (day + timedelta(days=1)).day == 1
            return day.day == kept.day or is_last and day.day < kept.day
        case _:
            return True


def _letter(kept: KeptReport, facts: WorkspaceFacts, result: Result) -> str:
    days = {"from": str(result.days.first), "to": str(result.days.last), "workspace_id": str(facts.id)}
    lines = as_lines(result)
    table = "\n".join(lines) + "\n\n" if lines else ""
    return (
        f"{kept.name}\n{facts.business.name}\n\n{sentences(result)}\n\n{table}"
        f"The report: {settings.address}/reports?{urlencode({'kept': str(kept.id)})}\n"
        f"As a table (CSV): {settings.address}/api/v1/reports/{kept.id}/result.csv?{urlencode(days)}\n\n"
        f"Days are those of {result.zone}. An admin of {facts.business.name} has this report sent to you, "
        "and can end that on its page.\n"
    )


def _may_schedule(actor: Actor) -> None:
    if not actor.may(Permission.CHANGE_WORKSPACES) or actor.kind is not ActorKind.OPERATOR:
        raise Forbidden("Only an admin has reports sent.")


def _tell(session: Session, actor: Actor, kept: KeptReport, how: str) -> None:
    timeline.record(
        session,
        actor,
        TimelineKind.WORKSPACE_CHANGED,
        workspace_id=kept.workspace_id,
        what="report",
        how=how,
        report_id=str(kept.id),
    )
    doorbell.ring(session, doorbell.workspace(kept.workspace_id))
