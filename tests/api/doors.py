"""Every operation of the API, and who may use it. A new operation is added here, or the tests fail."""

import json
from dataclasses import dataclass
from typing import Any

from caly_app.actor import Role

# Asked for by people and programs that nobody knows yet.
OPEN = {
    "GET /health",
    "GET /health/ready",
    "GET /chat/{slug}/info",
    "POST /chat/{slug}/conversations",
    "POST /auth/sign-up",
    "POST /auth/sign-in",
    "POST /auth/verify",
    "POST /auth/reset",
    "POST /auth/reset/confirm",
    "POST /auth/invitation",
    "POST /auth/invitation/accept",
}

# With the token of one conversation; the body it is sent with.
CUSTOMERS: dict[str, Any] = {
    "POST /chat/conversations/{conversation_id}/messages": {"text": "Hello", "client_turn_id": "d-1"},
    "GET /chat/conversations/{conversation_id}/messages": None,
    "GET /chat/conversations/{conversation_id}/events": None,
    "POST /chat/conversations/{conversation_id}/typing": None,
    "POST /chat/conversations/{conversation_id}/end": None,
    "POST /chat/conversations/{conversation_id}/turns/{turn_id}/thumb": {"is_up": True},
}


@dataclass(frozen=True)
class Door:
    """`least`: the lowest role that may. `by_key`: an API key with all scopes may, too."""

    least: Role
    by_key: bool
    body: Any = None


VIEWER, OPERATOR, ADMIN = Role.VIEWER, Role.OPERATOR, Role.ADMIN
BLUE_BOX = {"intent": "refill_prescription", "text": "the blue box"}
AMOXICILLIN = {"medication": "Amoxicillin", "refills_left": 2}

TOOL = {
    "title": "Opening times of the shop",
    "description": "When the shop is open.",
    "connection": "shop",
    "method": "GET",
    "path": "/hours",
    "writes": False,
    "identity": "none",
}
PRESCRIPTIONS = {
    "connection": "shop",
    "one": "/prescriptions/{reference}",
    "reference": "/number",
    "customer": {"phone": "/patient/phone"},
    "fields": {"medication": "/drug", "refills_left": "/left"},
}

SCENARIOS = {
    "sector": "healthcare",
    "scenarios": [
        {
            "id": "one",
            "now": "2026-10-05T14:00",
            "turns": [{"say": "hello"}],
            "expect": {"escalated": False},
        }
    ],
}

REPORT = {"measure": "conversations", "by": "day", "period": {"name": "last_week"}}

BUSINESS: dict[str, Door] = {
    "POST /auth/switch": Door(VIEWER, False, {"organization_id": "{organization_id}"}),
    "POST /auth/sign-out": Door(VIEWER, False),
    "POST /auth/sign-out-everywhere": Door(VIEWER, False),
    "GET /auth/me": Door(VIEWER, False),
    "PATCH /auth/me": Door(VIEWER, False, {"name": "Ada Quist"}),
    "POST /auth/verify/mail": Door(VIEWER, False),
    "POST /auth/password": Door(VIEWER, False, {"current": "wrong horse", "password": "right horse battery"}),
    "GET /workspaces": Door(VIEWER, True),
    "POST /workspaces": Door(ADMIN, False, {"name": "Oak", "sector": "healthcare", "country": "GB"}),
    "GET /workspaces/{workspace_id}": Door(VIEWER, True),
    "PATCH /workspaces/{workspace_id}": Door(ADMIN, True, {"name": "Changed by a stranger"}),
    "GET /workspaces/{workspace_id}/holidays": Door(VIEWER, True),
    "POST /workspaces/{workspace_id}/holidays": Door(ADMIN, True, {"date": "2027-01-01"}),
    "POST /workspaces/{workspace_id}/holidays/public": Door(ADMIN, True),
    "DELETE /workspaces/{workspace_id}/holidays/{holiday_id}": Door(ADMIN, True),
    "POST /reports/ask": Door(VIEWER, True, {"question": "busiest hours this month"}),
    "GET /reports": Door(VIEWER, True),
    "POST /reports": Door(OPERATOR, True, {"name": "Changed by a stranger", "report": REPORT}),
    "GET /reports/{report_id}": Door(VIEWER, True),
    "GET /reports/{report_id}/result": Door(VIEWER, True),
    "GET /reports/{report_id}/result.csv": Door(VIEWER, True),
    "PUT /reports/{report_id}": Door(OPERATOR, True, {"name": "By a stranger", "report": REPORT}),
    "PUT /reports/{report_id}/schedule": Door(
        ADMIN, False, {"every": "day", "hour": 8, "sent_to": ["{account_id}"]}
    ),
    "DELETE /reports/{report_id}/schedule": Door(ADMIN, False),
    "DELETE /reports/{report_id}": Door(OPERATOR, True),
    "GET /members": Door(VIEWER, False),
    "PATCH /members/{account_id}": Door(ADMIN, False, {"role": "viewer"}),
    "DELETE /members/{account_id}": Door(ADMIN, False),
    "POST /members/leave": Door(VIEWER, False),
    "GET /invitations": Door(ADMIN, False),
    "POST /invitations": Door(ADMIN, False, {"email": "cleo@example.org", "role": "operator"}),
    "DELETE /invitations/{invitation_id}": Door(ADMIN, False),
    "GET /api-keys": Door(ADMIN, False),
    "POST /api-keys": Door(ADMIN, False, {"name": "Website", "scopes": ["records.read"]}),
    "DELETE /api-keys/{key_id}": Door(ADMIN, False),
    "GET /model": Door(ADMIN, False),
    "PUT /model": Door(ADMIN, False, {"url": "https://models.example.org/v1", "model": "small"}),
    "DELETE /model": Door(ADMIN, False),
    "PUT /model/tone": Door(ADMIN, False, {"tone": "warm"}),
    "PUT /model/uses": Door(ADMIN, False, {"phrases": False}),
    "POST /model/test": Door(ADMIN, False, {"url": "https://127.0.0.1:1/v1", "model": "small"}),
    "GET /tools": Door(ADMIN, False),
    "GET /tools/{tool}": Door(ADMIN, False),
    "PUT /tools/{tool}": Door(ADMIN, False, TOOL),
    "POST /tools/{tool}/try": Door(ADMIN, False, {"arguments": {}}),
    "DELETE /tools/{tool}": Door(ADMIN, False),
    "GET /connections": Door(ADMIN, False),
    "GET /connections/{connection}": Door(ADMIN, False),
    "PUT /connections/{connection}": Door(ADMIN, False, {"url": "https://shop.example.org/api"}),
    "DELETE /connections/{connection}": Door(ADMIN, False),
    "POST /connections/{connection}/try": Door(ADMIN, False, {"path": "/orders"}),
    "GET /sector": Door(VIEWER, True),
    "GET /sector/config/{sector}": Door(VIEWER, True),
    "PUT /sector/config/{sector}": Door(ADMIN, True, {"config": {"appointment_buffer_mins": 20}}),
    "GET /sector/{sector}/agents": Door(VIEWER, True),
    "POST /sector/{sector}/agents/{agent}/enable": Door(ADMIN, True),
    "POST /sector/{sector}/agents/{agent}/disable": Door(ADMIN, True, {"message": "Not now"}),
    "GET /sector/{sector}/entities": Door(VIEWER, True),
    "GET /sector/{sector}/intents": Door(VIEWER, True),
    "POST /sector/{sector}/intents/{intent}/phrases": Door(ADMIN, True, {"text": "the blue box"}),
    "PUT /sector/{sector}/phrases/{phrase_id}": Door(
        ADMIN, True, {"intent": "refill_prescription", "text": "the red box"}
    ),
    "DELETE /sector/{sector}/phrases/{phrase_id}": Door(ADMIN, True),
    "POST /sector/{sector}/understand": Door(ADMIN, True, {"text": "I need a refill"}),
    "POST /sector/{sector}/enable": Door(ADMIN, True),
    "POST /sector/{sector}/disable": Door(ADMIN, True),
    "GET /records": Door(VIEWER, True),
    "GET /records/{kind}": Door(VIEWER, True),
    "POST /records/{kind}": Door(ADMIN, True, {"data": AMOXICILLIN}),
    "GET /records/{kind}/{record_id}": Door(VIEWER, True),
    "PATCH /records/{kind}/{record_id}": Door(ADMIN, True, {"data": {"refills_left": 1}}),
    "GET /records/{kind}/export": Door(ADMIN, True),
    "POST /records/{kind}/import": Door(ADMIN, True, {"rows": [{"data": AMOXICILLIN}]}),
    "GET /record-sources": Door(ADMIN, True),
    "GET /record-sources/{kind}": Door(ADMIN, True),
    "PUT /record-sources/{kind}": Door(ADMIN, True, PRESCRIPTIONS),
    "POST /record-sources/{kind}/try": Door(ADMIN, True, {"reference": "RX-1"}),
    "DELETE /record-sources/{kind}": Door(ADMIN, True),
    "GET /resources": Door(VIEWER, True),
    "POST /resources": Door(ADMIN, True, {"name": "Dr. Ada Quist"}),
    "PATCH /resources/{resource_id}": Door(ADMIN, True, {"name": "Changed by a stranger"}),
    "GET /appointments": Door(VIEWER, True),
    "GET /appointments/availability": Door(VIEWER, True),
    "GET /customers": Door(VIEWER, True),
    "GET /customers/{customer_id}": Door(VIEWER, True),
    "GET /customers/{customer_id}/values/{value_id}": Door(OPERATOR, False),
    "POST /customers/{customer_id}/export": Door(ADMIN, False, {"passphrase": "three small wooden boats"}),
    "GET /customers/{customer_id}/facts": Door(VIEWER, True),
    "DELETE /customers/{customer_id}/facts/{fact_id}": Door(ADMIN, True),
    "GET /follow-ups": Door(VIEWER, True),
    "GET /customers/{customer_id}/lead": Door(VIEWER, True),
    "PUT /customers/{customer_id}/lead": Door(OPERATOR, True, {"status": "won"}),
    "GET /customers/{customer_id}/notes": Door(VIEWER, True),
    "PUT /customers/{customer_id}/notes/{note_id}": Door(OPERATOR, True, {"text": "Rang back."}),
    "DELETE /customers/{customer_id}/notes/{note_id}/proposed": Door(OPERATOR, True),
    "GET /customers/{customer_id}/follow-ups": Door(VIEWER, True),
    "PUT /customers/{customer_id}/follow-ups/{follow_up_id}": Door(OPERATOR, True, {"is_done": True}),
    "GET /conversations": Door(VIEWER, True),
    "GET /conversations/{conversation_id}": Door(VIEWER, True),
    "GET /conversations/{conversation_id}/turns": Door(VIEWER, True),
    "GET /conversations/{conversation_id}/timeline": Door(VIEWER, True),
    "GET /conversations/{conversation_id}/notes": Door(VIEWER, True),
    "POST /conversations/{conversation_id}/notes": Door(OPERATOR, True, {"text": "Called back."}),
    "POST /conversations/{conversation_id}/messages": Door(
        OPERATOR, True, {"text": "Hello", "client_turn_id": "d-2"}
    ),
    "PUT /conversations/{conversation_id}/take-over": Door(OPERATOR, False),
    "PUT /conversations/{conversation_id}/hand-back": Door(OPERATOR, False, {"instruction": "Go on."}),
    "GET /shadows": Door(VIEWER, True),
    "POST /shadows": Door(ADMIN, False, {"name": "Box", "kind": "words", "phrases": [BLUE_BOX]}),
    "GET /shadows/{shadow_id}": Door(VIEWER, True),
    "POST /shadows/{shadow_id}/stop": Door(ADMIN, False),
    "POST /shadows/{shadow_id}/promote": Door(ADMIN, False),
    "GET /shadows/{shadow_id}/disagreements": Door(VIEWER, True),
    "POST /shadows/readings/{reading_id}/judge": Door(OPERATOR, True, {"right": "candidate"}),
    "GET /scenarios/runs": Door(ADMIN, True),
    "POST /scenarios/runs": Door(ADMIN, True, {"file": json.dumps(SCENARIOS)}),
    "GET /scenarios/runs/{run_id}": Door(ADMIN, True),
    "POST /scenarios/runs/{run_id}/cancel": Door(ADMIN, True),
    "GET /metrics": Door(VIEWER, True),
    "GET /metrics/calibration": Door(VIEWER, True),
    "GET /metrics/export": Door(VIEWER, True),
    "GET /escalations": Door(VIEWER, True),
    "GET /escalations/{escalation_id}": Door(VIEWER, True),
    "PUT /escalations/{escalation_id}/claim": Door(OPERATOR, False),
    "PUT /escalations/{escalation_id}/release": Door(OPERATOR, False),
    "PUT /escalations/{escalation_id}/resolve": Door(OPERATOR, False, {"disposition": "solved"}),
    "GET /thumbs": Door(VIEWER, True),
    "GET /drafts": Door(VIEWER, True),
    "POST /drafts/from-text": Door(ADMIN, True, {"text": "Q: Do you have a crib?\nA: At the desk."}),
    "POST /drafts/{draft_id}/accept": Door(ADMIN, True, {"name": "crib", "text": "At the desk."}),
    "POST /drafts/{draft_id}/turn-down": Door(ADMIN, True),
    "POST /drafts/{draft_id}/reopen": Door(ADMIN, True, {"takes_fact_back": True}),
    "GET /gaps": Door(VIEWER, True),
    "GET /timeline": Door(ADMIN, True),
    "POST /gaps/{gap_id}/answer": Door(ADMIN, True, {"name": "wheelchair", "text": "At the desk."}),
    "POST /gaps/{gap_id}/dismiss": Door(ADMIN, True),
    "POST /gaps/{gap_id}/reopen": Door(ADMIN, True, {"takes_fact_back": True}),
    "GET /reviews": Door(VIEWER, True),
    "POST /reviews": Door(
        OPERATOR,
        True,
        {"conversation_id": "{conversation_id}", "turn_id": "{said_id}", "meant": "book_appointment"},
    ),
    "PATCH /reviews/{review_id}": Door(ADMIN, True, {"words": "the blue box"}),
    "POST /reviews/{review_id}/accept": Door(ADMIN, True, {"words": "the blue box"}),
    "POST /reviews/{review_id}/reject": Door(ADMIN, True),
    "POST /reviews/{review_id}/reopen": Door(ADMIN, True),
}
