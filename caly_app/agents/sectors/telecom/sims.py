"""SIM cards: blocked, ordered anew to what is on record, and activated; each only for its own customer."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.picking import Asking, Which, one_of
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.telecom.theirs import number, one_line, record_of, records_of, text
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_NEW = Asking("sim", "choice_sim", none="no_new_sim", offers=("person",))


class WhichMobile(BaseModel):
    line: str = ""  # id, once it was picked


class Delivery(BaseModel):
    sim_kind: str  # plastic | esim


class Order(BaseModel):
    line_id: UUID
    sim_kind: str


class WhichSim(BaseModel):
    sim: str = ""  # id, once it was picked


class TheSim(BaseModel):
    sim_id: UUID


async def find_sim(which: WhichMobile, around: Surroundings) -> Outcome:
    """The one that is in use on the line that is meant."""
    line = await _mobile(which, around)
    if isinstance(line, Outcome):
        return line
    of_line = await _sims(line, around)
    active = [one for one in of_line if text(one, "status") == "active"]
    if not active:
        is_blocked = any(text(one, "status") == "blocked" for one in of_line)
        told = "sim_already_blocked" if is_blocked else "no_sim"
        return Outcome(told, {"line": text(line, "name")}, proposes="replace_sim", ends_flow=True)
    return Outcome(fills={"sim_id": str(active[0].id), "line_name": text(line, "name")})


async def block_sim(meant: TheSim, around: Surroundings) -> Outcome:
    sim = await record_of(around, "sim", meant.sim_id)
    line = await _line_of(sim, around)
    if sim is None or text(sim, "status") != "active":
        return Outcome("sim_already_blocked", {"line": line}, ends_flow=True)
    data = {"status": "blocked", "blocked_on": around.now.date().isoformat()}
    await around.ports.records.change(sim.id, data)
    return Outcome("sim_blocked", {"line": line}, done=True)


async def find_replaced(which: WhichMobile, around: Surroundings) -> Outcome:
    line = await _mobile(which, around)
    if isinstance(line, Outcome):
        return line
    if before := await _ordered(line, around):
        values = {"line": text(line, "name"), "reference": before.reference}
        return Outcome("sim_already_ordered", values, ends_flow=True)
    return Outcome(fills={"line_id": str(line.id), "line_name": text(line, "name")})


async def check_delivery(delivery: Delivery, around: Surroundings) -> Outcome:
    """It goes to what is on the books only: whoever calls may know a birth date, but not live there."""
    if not await _where_to(delivery.sim_kind, around):
        told = "no_address_for_esim" if delivery.sim_kind == "esim" else "no_address_for_sim"
        return Outcome(told, offers=("person",), ends_flow=True)
    named = {"sim_kind_name": f"sim_kind_{delivery.sim_kind}", "sent_where": f"sent_by_{delivery.sim_kind}"}
    return Outcome(fills=named)


async def order_sim(order: Order, around: Surroundings) -> Outcome:
    line = await record_of(around, "line", order.line_id)
    if line is None:
        return Outcome("no_lines", ends_flow=True)
    if before := await _ordered(line, around):
        values = {"line": text(line, "name"), "reference": before.reference}
        return Outcome("sim_already_ordered", values, ends_flow=True)
    data = {
        "line": line.reference,
        "kind": order.sim_kind,
        "status": "ordered",
        "ordered_on": around.now.date().isoformat(),
    }
    sim = await around.ports.records.create("sim", data, around.customer_id)
    told = "esim_ordered" if order.sim_kind == "esim" else "sim_ordered"
    days = str(number(around, "sim_delivery_days", 3))
    to = await _where_to(order.sim_kind, around)
    return Outcome(told, {"reference": sim.reference, "to": to, "days": days}, done=True)


async def find_new_sim(which: WhichSim, around: Surroundings) -> Outcome:
    """One that has come and is not in use yet."""
    waiting = [one for one in await records_of(around, "sim") if text(one, "status") == "inactive"]
    if not waiting and any(text(one, "status") == "ordered" for one in await records_of(around, "sim")):
        return Outcome("sim_is_on_its_way", ends_flow=True)
    sim = one_of(waiting, Which(which.sim), _NEW)
    if isinstance(sim, Outcome):
        return sim
    return Outcome(fills={"sim_id": str(sim.id), "sim_name": text(sim, "ending") or sim.reference})


async def activate_sim(meant: TheSim, around: Surroundings) -> Outcome:
    """The one before it is out of use from then on: a number rings in one place."""
    sim = await record_of(around, "sim", meant.sim_id)
    if sim is None or text(sim, "status") != "inactive":
        return Outcome("no_new_sim", ends_flow=True)
    for other in await records_of(around, "sim"):
        same_line = other.data.get("line") == sim.data.get("line")
        if same_line and text(other, "status") == "active":
            await around.ports.records.change(other.id, {"status": "replaced"})
    await around.ports.records.change(sim.id, {"status": "active"})
    return Outcome("sim_activated", {"sim": text(sim, "ending") or sim.reference}, done=True)


async def _mobile(which: WhichMobile, around: Surroundings) -> StoredRecord | Outcome:
    """Asked which, people name a line as well by how the number of its SIM ends."""
    line = await one_line(which.line, "mobile", around)
    if not isinstance(line, Outcome):
        return line
    sims = [one for one in await records_of(around, "sim") if text(one, "status") in ("active", "blocked")]
    endings = {str(one.data.get("line")): text(one, "ending") for one in sims}
    choices = tuple(
        one.model_copy(update={"values": {**one.values, "ending": endings.get(one.values["reference"], "")}})
        for one in line.choices
    )
    return replace(line, choices=choices)


async def _where_to(kind: str, around: Surroundings) -> str:
    """Looked up each time: an address is not kept in the dialogue."""
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    held = await around.ports.customers.values_of(around.customer_id)
    return held.get("email" if kind == "esim" else "address", "")


async def _sims(line: StoredRecord, around: Surroundings) -> Sequence[StoredRecord]:
    return [one for one in await records_of(around, "sim") if one.data.get("line") == line.reference]


async def _ordered(line: StoredRecord, around: Surroundings) -> StoredRecord | None:
    return next((one for one in await _sims(line, around) if text(one, "status") == "ordered"), None)


async def _line_of(sim: StoredRecord | None, around: Surroundings) -> str:
    lines = await records_of(around, "line")
    return next((text(one, "name") for one in lines if sim and one.reference == sim.data.get("line")), "")
