"""What a healthcare agent can do and look up."""

from caly_app.agents.sectors.healthcare import (
    after_visit,
    appointments,
    details,
    openings,
    prescriptions,
    triage,
)
from caly_app.agents.sectors.healthcare.after_visit import Nothing
from caly_app.agents.tool import Identity, Tool

_MOMENT = ("starts_at",)
_BOOKED = ("starts_at", "resource", "reference")
_UNBOOKABLE = {
    "slot_taken": _MOMENT,
    "not_offered": _MOMENT,
    "outside_hours": _MOMENT,
    "time_past": _MOMENT,
    "too_far": _MOMENT,
    "no_openings": (),
}
_BOOK_FIRST = {"not_found": ()}

TOOLS: list[Tool] = [
    Tool(
        "find_opening",
        openings.Wanted,
        openings.find_opening,
        tells={
            **_UNBOOKABLE,
            "fully_booked": ("date",),
            "day_past": ("date",),
            "closed_that_day": ("date",),
            "holiday": ("date", "holiday"),
            "part_of_day_full": ("date",),
            "provider_unknown": ("heard",),
        },
        offers=("alternatives", "slot", "person"),
    ),
    Tool(
        "book_appointment",
        appointments.Booking,
        appointments.book,
        tells={"booked": _BOOKED, **_UNBOOKABLE},
        offers=("alternatives",),
        writes=True,
        confirmed=True,
    ),
    Tool(
        "find_appointment",
        appointments.WhichAppointment,
        appointments.find_appointment,
        tells=_BOOK_FIRST,
        offers=("choices", "appointment"),
        identity=Identity.APPOINTMENT,
    ),
    Tool(
        "move_appointment",
        appointments.Move,
        appointments.move_appointment,
        tells={"moved": _BOOKED, **_UNBOOKABLE},
        offers=("alternatives",),
        writes=True,
        identity=Identity.APPOINTMENT,
        confirmed=True,
    ),
    Tool(
        "cancel_appointment",
        appointments.Cancellation,
        appointments.cancel_appointment,
        tells={"cancelled": _BOOKED},
        writes=True,
        identity=Identity.APPOINTMENT,
        confirmed=True,
    ),
    Tool(
        "tell_appointments",
        appointments.WhichAppointment,
        appointments.tell_appointments,
        tells={"no_appointments": (), "appointment_is": _BOOKED, "appointments_listed": ("count", "options")},
        offers=("appointment",),
        identity=Identity.APPOINTMENT,
    ),
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
    Tool(
        "tell_details",
        Nothing,
        details.tell_details,
        tells={"details": ("name", "phone", "email", "address")},
        identity=Identity.CUSTOMER,
    ),
    Tool("which_detail", details.Change, details.which_detail, identity=Identity.CUSTOMER),
    Tool(
        "change_detail",
        details.Change,
        details.change_detail,
        tells={"detail_changed": ()},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "tell_providers",
        openings.WhichProvider,
        openings.tell_providers,
        tells={"providers_listed": ("options",), "provider_unknown": ("heard",)},
        offers=("appointment",),
    ),
]
