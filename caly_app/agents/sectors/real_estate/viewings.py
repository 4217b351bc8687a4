"""Viewings: of a home that is still to be had, with whoever looks after it."""

from pydantic import BaseModel

from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.real_estate.listings import one_listing
from caly_app.agents.skills.booking import Booking
from caly_app.agents.tool import Surroundings
from caly_app.ports import BookedAppointment


class ViewingBooking(Booking):
    listing_number: str
    property: str


class WhichViewing(BaseModel):
    listing_number: str = ""
    which_home: str = ""


async def find_viewing(which: WhichViewing, around: Surroundings) -> Outcome:
    """The home that is meant; what is let or sold is not shown, nor the same home twice."""
    found = await one_listing(which.listing_number, which.which_home, around)
    if isinstance(found, Outcome):
        return found
    title = str(found.data.get("title", ""))
    if found.data.get("status", "available") != "available":
        told = {"title": title, "status_is": f"status_{found.data.get('status')}"}
        return Outcome(
            "not_shown_any_more", told, proposes="find_property", clears=("listing_number",), ends_flow=True
        )
    for one in await _viewings(around):
        if one.fields.get("listing_number") == found.reference:
            told = {"title": title, "starts_at": one.starts_at.isoformat()}
            return Outcome("viewing_already_booked", told, ends_flow=True)
    return Outcome(fills={"listing_number": found.reference, "property": title})


async def _viewings(around: Surroundings) -> list[BookedAppointment]:
    appointments = around.ports.appointments
    found = list(await appointments.of_conversation())
    if around.customer_id is not None:
        found += await appointments.coming(around.customer_id)
    return found
