"""What is held about a person: shown masked, changed only after a yes."""

from pydantic import BaseModel

from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Nothing, Surroundings


class Change(BaseModel):
    field: str  # phone | email | address
    new_phone: str = ""
    new_email: str = ""
    new_address: str = ""


async def tell_details(_: Nothing, around: Surroundings) -> Outcome:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    held = await around.ports.customers.values_of(around.customer_id)
    shown = {kind: held.get(kind, "") for kind in ("name", "phone", "email", "address")}
    return Outcome("details", shown, ends_flow=True)


async def which_detail(change: Change, around: Surroundings) -> Outcome:
    """The flow asks for the new value of what is to change, if it is not known yet."""
    given = {"phone": change.new_phone, "email": change.new_email, "address": change.new_address}
    if given.get(change.field):
        return Outcome()
    return Outcome(asks=(f"new_{change.field}",))


async def change_detail(change: Change, around: Surroundings) -> Outcome:
    new = {"phone": change.new_phone, "email": change.new_email, "address": change.new_address}[change.field]
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    await around.ports.customers.change(around.customer_id, {change.field: new})
    return Outcome("detail_changed", done=True)
