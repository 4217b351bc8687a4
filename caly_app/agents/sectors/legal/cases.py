"""How a case stands: its stage, the next date, what is needed. Nothing of the substance."""

from collections.abc import Sequence

from pydantic import BaseModel

from caly_app.agents.picking import Asking, Which, one_of
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings

_ASKING = Asking(
    slot="case",
    label="choice_case",
    none="no_cases",
    unknown="case_not_found",
    offers=("person",),
    forgets=("case_number",),
)


class WhichCase(BaseModel):
    case: str = ""  # id, once it was picked
    case_number: str = ""


async def tell_case(which: WhichCase, around: Surroundings) -> Outcome:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    found = await around.ports.records.of_customer("case", around.customer_id)
    chosen = one_of(found, Which(which.case, which.case_number), _ASKING)
    if isinstance(chosen, Outcome):
        return chosen
    needed = chosen.data.get("needed", [])
    next_date = str(chosen.data.get("next_date", ""))
    tells = "case" + ("_next" if next_date else "") + ("_needs" if needed else "")
    return Outcome(
        tells if tells != "case" else "case_stands",
        {
            "reference": chosen.reference,
            "stage": f"stage_{chosen.data['stage']}",
            "next_date": next_date,
            "needed": ", ".join(map(str, needed)) if isinstance(needed, Sequence) else "",
        },
        offers=("person",),
        ends_flow=True,
    )
