"""What a healthcare agent can do and look up."""

from caly_app.agents.sectors.healthcare import after_visit, prescriptions, triage
from caly_app.agents.skills.booking import booking_tools
from caly_app.agents.skills.details import DETAIL_TOOLS
from caly_app.agents.tool import Identity, Nothing, Tool

TOOLS: list[Tool] = [
    *booking_tools(),
    *DETAIL_TOOLS,
    Tool(
        "find_prescription",
        prescriptions.WhichPrescription,
        prescriptions.find_prescription,
        tells={
            "no_prescriptions": (),
            "prescription_not_found": ("heard",),
            "refill_already_open": ("medication", "reference"),
            "no_refills_left": ("medication",),
        },
        offers=("alternatives", "choices", "person", "appointment"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "request_refill",
        prescriptions.Refill,
        prescriptions.request_refill,
        tells={
            "refill_requested": ("medication", "reference"),
            "refill_already_open": ("medication", "reference"),
            "no_refills_left": ("medication",),
            "prescription_not_found": ("heard",),
        },
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "tell_refills",
        Nothing,
        prescriptions.tell_refills,
        tells={
            "no_refill_requests": (),
            **{
                f"refill_is_{status}": ("medication", "reference", "requested_on")
                for status in prescriptions.STATUSES
            },
        },
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "assess_symptoms",
        triage.Complaint,
        triage.assess,
        tells={"advice_urgent": (), "advice_same_day": (), "advice_routine": (), "advice_self_care": ()},
        offers=("appointment", "person"),
    ),
    Tool(
        "note_feeling",
        after_visit.Feeling,
        after_visit.note_feeling,
        tells={"feeling_better": (), "feeling_same": (), "feeling_worse": ()},
        offers=("appointment", "person"),
    ),
    Tool(
        "tell_results",
        Nothing,
        after_visit.tell_results,
        tells={
            "no_results": (),
            "result_ready": ("test", "taken_on"),
            "result_not_ready": ("test", "taken_on"),
        },
        offers=("appointment", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "leave_message",
        after_visit.MessageForDoctor,
        after_visit.leave_message,
        tells={"message_left": ("reference",)},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
]
