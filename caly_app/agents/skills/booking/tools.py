"""The tools of booking, for what a sector books."""

from caly_app.agents.skills.booking import appointments, openings
from caly_app.agents.skills.booking.appointments import Booking
from caly_app.agents.tool import Identity, Tool

_MOMENT = ("starts_at",)
_BOOKED = ("starts_at", "resource", "reference")
UNBOOKABLE = {
    "slot_taken": _MOMENT,
    "not_offered": _MOMENT,
    "outside_hours": _MOMENT,
    "not_there": ("starts_at", "resource"),
    "time_past": _MOMENT,
    "too_far": _MOMENT,
    "no_openings": (),
}


def booking_tools(arguments: type[Booking] = Booking, without: tuple[str, ...] = ()) -> list[Tool]:
    """`arguments`: a Booking with more fields: those are slots that are kept with the appointment.

    `without`: names of the tools that no flow of the sector uses.
    """
    return [tool for tool in _all(arguments) if tool.name not in without]


def _all(arguments: type[Booking]) -> list[Tool]:
    return [
        Tool(
            "find_opening",
            openings.Wanted,
            openings.find_opening,
            tells={
                **UNBOOKABLE,
                "fully_booked": ("date",),
                "nothing_with": ("date", "resource"),
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
            arguments,
            appointments.book,
            tells={"booked": _BOOKED, **UNBOOKABLE},
            offers=("alternatives",),
            writes=True,
            confirmed=True,
        ),
        Tool(
            "find_appointment",
            appointments.WhichAppointment,
            appointments.find_appointment,
            tells={"not_found": ()},
            offers=("choices", "appointment"),
            identity=Identity.APPOINTMENT,
        ),
        Tool(
            "move_appointment",
            appointments.Move,
            appointments.move_appointment,
            tells={"moved": _BOOKED, **UNBOOKABLE},
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
            tells={
                "no_appointments": (),
                "appointment_is": _BOOKED,
                "appointments_listed": ("count", "options"),
            },
            offers=("appointment",),
            identity=Identity.APPOINTMENT,
        ),
        Tool(
            "tell_providers",
            openings.WhichProvider,
            openings.tell_providers,
            tells={"providers_listed": ("options",), "provider_unknown": ("heard",)},
            offers=("appointment",),
        ),
    ]
