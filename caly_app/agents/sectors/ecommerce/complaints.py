"""A complaint: written down with a number, and a person looks at it."""

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.picking import same_reference
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.orders import orders_of
from caly_app.agents.tool import Surroundings


class Grievance(BaseModel):
    grievance: str
    order_number: str = ""


async def take_complaint(said: Grievance, around: Surroundings) -> Outcome:
    """From anybody: nobody has to prove who they are to be unhappy. Only a proven order is noted with it."""
    data = {"text": said.grievance, "status": "new", "made_on": around.now.date().isoformat()}
    if said.order_number and around.customer_id is not None:
        theirs = await orders_of(around)
        about = [one.reference for one in theirs if same_reference(one.reference, said.order_number)]
        data |= {"order": about[0]} if about else {}
    made = await around.ports.records.create("complaint", data, around.customer_id)
    return Outcome(
        "complaint_taken", {"reference": made.reference}, done=True, escalates=EscalationReason.COMPLAINT
    )
