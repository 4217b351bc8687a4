"""Whatever occupies somebody or something for a time: booked, moved, cancelled, told."""

from caly_app.agents.skills.booking.appointments import Booking
from caly_app.agents.skills.booking.tools import booking_tools

__all__ = ["Booking", "booking_tools"]
