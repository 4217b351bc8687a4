"""What somebody looks for, or has to sell or let: kept only with their consent, and once."""

from pydantic import BaseModel

from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings


class Person(BaseModel):
    full_name: str
    phone: str
    email: str = ""


class Wishes(Person):
    deal: str  # rent | sale
    wishes: str
    budget: str


class Valuation(Person):
    valued_for: str  # sell | let
    home_address: str


async def keep_wishes(told: Wishes, around: Surroundings) -> Outcome:
    role = "tenant" if told.deal == "rent" else "buyer"
    return await _keep(told, {"role": role, "wishes": told.wishes, "budget": told.budget}, around)


async def request_valuation(told: Valuation, around: Surroundings) -> Outcome:
    role = "seller" if told.valued_for == "sell" else "landlord"
    return await _keep(told, {"role": role, "wishes": told.home_address}, around)


async def _keep(who: Person, wanted: dict[str, object], around: Surroundings) -> Outcome:
    """The yes to what was read back is the consent to keep it and to get in touch."""
    values = {"name": who.full_name, "phone": who.phone, "email": who.email}
    customer_id = around.customer_id or await around.ports.customers.remember(
        {kind: value for kind, value in values.items() if value}
    )
    for lead in await around.ports.records.of_customer("lead", customer_id):
        if lead.data.get("status") == "new" and wanted.items() <= lead.data.items():
            return Outcome("lead_already_kept", {"reference": lead.reference}, ends_flow=True)
    data = {**wanted, "consent": True, "status": "new", "noted_on": around.now.date().isoformat()}
    lead = await around.ports.records.create("lead", data, customer_id)
    tells = "valuation_requested" if wanted["role"] in ("seller", "landlord") else "wishes_kept"
    return Outcome(tells, {"reference": lead.reference}, done=True)
