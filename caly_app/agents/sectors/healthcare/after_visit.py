"""After a visit: how it goes, results, and words for the doctor. Never what a result says."""

from pydantic import BaseModel

from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Nothing, Surroundings


class Feeling(BaseModel):
    feeling: str


class MessageForDoctor(BaseModel):
    message: str


async def note_feeling(told: Feeling, around: Surroundings) -> Outcome:
    if told.feeling == "worse":
        return Outcome(
            "feeling_worse", offers=("appointment", "person"), proposes="book_appointment", ends_flow=True
        )
    return Outcome(f"feeling_{told.feeling}", ends_flow=True)


async def tell_results(_: Nothing, around: Surroundings) -> Outcome:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    results = await around.ports.records.of_customer("test_result", around.customer_id)
    if not results:
        return Outcome("no_results", offers=("person",), ends_flow=True)
    latest = max(results, key=lambda one: str(one.data.get("taken_on", "")))
    values = {"test": str(latest.data.get("test", "")), "taken_on": str(latest.data.get("taken_on", ""))}
    if latest.data.get("status") == "ready":
        return Outcome(
            "result_ready", values, offers=("appointment",), proposes="book_appointment", ends_flow=True
        )
    return Outcome("result_not_ready", values, ends_flow=True)


async def leave_message(told: MessageForDoctor, around: Surroundings) -> Outcome:
    data = {"text": told.message, "status": "new", "left_on": around.now.date().isoformat()}
    left = await around.ports.records.create("message", data, around.customer_id)
    return Outcome("message_left", {"reference": left.reference}, done=True)
