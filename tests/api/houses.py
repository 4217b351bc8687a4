"""An organization with one of everything, for whoever asks for all that there is."""

import json
from dataclasses import dataclass
from datetime import timedelta

from uuid_utils.compat import uuid7

from caly_app import clock, db, tokens
from caly_app.actor import Role
from caly_app.agents.commands import EscalationReason
from caly_app.models import FollowUp, Holiday, Invitation, LeadNote, ShadowKind, ShadowReading
from caly_app.ports import CustomerFact
from caly_app.queries import gaps as gap_queries
from caly_app.queries import sign_ins
from caly_app.services import (
    connections,
    customer_facts,
    customers,
    drafts,
    escalations,
    gaps,
    own_words,
    personal_values,
    reports,
    reviews,
    scenario_runs,
    shadows,
    tools,
)
from caly_app.services.connections import Given
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.customer_facts import FactsOfTurn
from caly_app.services.own_words import NewPhrase
from caly_app.services.records import NewRecord, create
from caly_app.services.scenario_runs import NewRun
from caly_app.services.shadows import NewShadow
from caly_app.tokens import CustomerToken
from tests.api.doors import REPORT, SCENARIOS, TOOL
from tests.api.people import Business, a_key
from tests.factories import DEAF, a_clinic, a_conversation, a_member


@dataclass(frozen=True)
class House:
    """An organization with one of everything that a path can name."""

    business: Business
    customers_token: str
    ids: dict[str, str]


async def a_house() -> House:
    clinic = await a_clinic()
    business = Business(clinic.organization_id, clinic.workspace_id)
    started = await a_conversation(clinic)
    member = await a_member(clinic)
    tenant = {"organization_id": clinic.organization_id}
    now = clock.wall()
    holiday = Holiday(**tenant, workspace_id=clinic.workspace_id, on_date=now.date())
    invitation = Invitation(
        **tenant,
        email="ben@example.org",
        role=Role.VIEWER,
        token_hash=uuid7().bytes,
        invited_by=member.id,
        created_at=now,
        expires_at=now + timedelta(days=7),
    )
    system = clinic.system()
    said = await take_turn(
        clinic.customer(), started.conversation_id, "h-1", "Do you have a wheelchair?", DEAF
    )
    assert said.reply
    await gaps.gather()
    async with db.transaction(system) as session:
        session.add_all([holiday, invitation])
        record = await create(
            session, system, "prescription", NewRecord({"medication": "A", "refills_left": 1})
        )
        phrase = await own_words.add(
            session, system, "healthcare", NewPhrase("refill_prescription", "en", True, "blue box")
        )
        await connections.save(session, system, "shop", Given("https://127.0.0.1:1/api"))
        [draft] = (await drafts.from_text(session, system, "Q: A crib?\nA: At the desk.")).drafts
        [gap] = await gap_queries.listed(session, system)
        review = await reviews.propose(
            session, system, started.conversation_id, said.turn_id, "refill_prescription"
        )
        await tools.save(session, system, "shop_hours", TOOL)
        box = NewPhrase("refill_prescription", "en", False, "the blue box")
        candidate = NewShadow("Box", ShadowKind.WORDS, phrases=[box])
        shadow = await shadows.start(session, system, candidate)
        reading = ShadowReading(
            **tenant,
            shadow_id=shadow.id,
            conversation_id=started.conversation_id,
            turn_id=said.turn_id,
            intent="refill_prescription",
            agrees=False,
            read_at=now,
        )
        session.add(reading)
        run = await scenario_runs.ask(session, system, NewRun("one.yaml", json.dumps(SCENARIOS), ["one"]))
        report = await reports.keep(session, system, "Each week", REPORT)
        escalation = await escalations.open_escalation(
            session, system, started.conversation_id, EscalationReason.REQUESTED
        )
        known = {"name": "Ros Penhale", "phone": "+442079460123"}
        customer = await customers.add_verified(session, system, known, source="imported")
        [value, *_] = await personal_values.of_customer(session, system, customer.id)
        remembering = FactsOfTurn(session, system, started.conversation_id, days=365)
        await remembering.keep(customer.id, [CustomerFact("provider", "Dr. Imre Halas")], "en")
        [fact] = await customer_facts.of_customer(session, system, customer.id)
        of_customer = {
            **tenant,
            "workspace_id": clinic.workspace_id,
            "customer_id": customer.id,
            "conversation_id": started.conversation_id,
        }
        note = LeadNote(**of_customer, text="Wanted: a refill.", language="en", covers="", written_at=now)
        follow_up = FollowUp(
            **of_customer, key="a", kind="call_back", what="Call back", due_on=now.date(), created_at=now
        )
        session.add_all([note, follow_up])
    key = await a_key(business)
    async with db.lookup() as session:
        held = await sign_ins.by_api_key(await session.driver(), tokens.hash_of(key))
    assert held
    ids = {
        "organization_id": clinic.organization_id,
        "workspace_id": clinic.workspace_id,
        "conversation_id": started.conversation_id,
        "escalation_id": escalation.id,
        "turn_id": said.reply.id,
        "said_id": said.turn_id,
        "draft_id": draft.id,
        "gap_id": gap.id,
        "review_id": review.id,
        "shadow_id": shadow.id,
        "report_id": report.id,
        "reading_id": reading.id,
        "record_id": record.id,
        "customer_id": customer.id,
        "value_id": value.reference.removeprefix("pv:"),
        "fact_id": fact.id,
        "note_id": note.id,
        "follow_up_id": follow_up.id,
        "resource_id": clinic.resource_ids[0],
        "kind": "prescription",
        "holiday_id": holiday.id,
        "invitation_id": invitation.id,
        "account_id": member.id,
        "key_id": held.actor.id,
        "slug": clinic.slug,
        "sector": "healthcare",
        "agent": "triage",
        "intent": "refill_prescription",
        "phrase_id": phrase.id,
        "run_id": run.id,
        "connection": "shop",
        "tool": "shop_hours",
    }
    token = tokens.sign_customer(
        CustomerToken(
            clinic.organization_id, clinic.workspace_id, started.conversation_id, started.customer_id
        )
    )
    return House(business, token, {name: str(value) for name, value in ids.items()})
