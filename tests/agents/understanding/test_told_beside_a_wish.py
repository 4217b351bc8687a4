"""What is told beside a wish: how it was before, why it is wished for, and what was meant at first."""

from dataclasses import replace

import pytest

from caly_app.agents.commands import FillSlot, StartFlow
from caly_app.agents.understanding.clauses import split
from caly_app.agents.understanding.wishes import understand
from tests.agents.understanding.test_slots_dates import values
from tests.agents.world import PORTS, Talk, a_demo_of


async def heard(talk: Talk, said: str) -> tuple[list[str], dict[str, str]]:
    commands = (await understand(talk.turn(said), PORTS)).commands
    started = [one.agent for one in commands if isinstance(one, StartFlow)]
    return started, {one.slot: one.value for one in commands if isinstance(one, FillSlot)}


@pytest.mark.parametrize(
    "said",
    [
        "I've got a check-up on Thursday at nine and I can't make it, how about Friday at ten past eleven",
        "we have an appointment on thursday at nine and we can't could we do friday at ten past eleven",
        "I have a visit on Thursday at nine and I won't manage so could I come Friday at 11:10?",
    ],
)
async def test_who_has_one_and_cannot_come_moves_it_to_the_day_named_last(said: str) -> None:
    started, told = await heard(Talk(), said)
    assert started == ["reschedule_appointment"]
    assert (told["date"], told["time"]) == ("2026-10-09", "11:10")


async def test_the_pupils_level_check_is_moved_as_well() -> None:
    said = "i've got a level check on wednesday and i can't could i have it tomorrow at three"
    started, told = await heard(a_demo_of("education"), said)
    assert started == ["reschedule_appointment"] and told["time"] == "15:00"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Thursday I can't, would Friday do"),
        ("es", "el jueves no puedo, podría ser el viernes"),
        ("fr", "jeudi je ne peux pas, pourrait-on faire vendredi"),
        ("de", "am Donnerstag kann ich nicht, ginge Freitag"),
    ],
)
def test_the_day_that_cannot_be_is_not_the_one_asked_for(language: str, said: str) -> None:
    assert values(said, language=language) == ["2026-10-09"]


def test_what_else_cannot_be_done_is_another_wish() -> None:
    said = "I want to pay my last bill and I can't find my contract number"
    assert len(split(said)) == 2


@pytest.mark.parametrize(
    "said",
    [
        "could i get in tomorrow at half three? got this sore toe, ten days now, nothing bad",
        "any chance of getting in on Wednesday at ten? got a rash on my leg, a week now, nothing terrible",
    ],
)
async def test_what_is_told_as_the_reason_does_not_stand_in_the_way(said: str) -> None:
    started, told = await heard(Talk(), said)
    assert started == ["book_appointment"] and {"date", "time"} <= told.keys()


@pytest.mark.parametrize("said", ["is the sauna open in the evenings", "are the saunas open on Sunday?"])
async def test_the_hours_of_a_thing_are_not_the_hours_of_the_house(said: str) -> None:
    talk = a_demo_of("hospitality")
    facts = {**talk.business.facts, "sauna": "The sauna is heated from four to nine."}
    talk.business = replace(talk.business, facts=facts)
    assert "from four to nine" in (await talk.say(said)).text


async def test_the_hours_of_the_house_are_told_where_they_are_asked_for() -> None:
    assert (await a_demo_of("hospitality").say("are you open on Sunday?")).tells != ("fact",)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "je voudrais changer ma réservation HH-20417, rester jusqu'au 30 octobre, non, plutôt arriver"
        " le 24 octobre et repartir le 28 octobre"),
        ("es", "quiero cambiar mi reserva HH-20417, hasta el 30 de octubre, no, mejor llegar el 24 de octubre"
        " y salir el 28 de octubre"),
    ],
)  # fmt: skip
async def test_the_last_day_that_was_said_is_the_departure(language: str, said: str) -> None:
    talk = a_demo_of("hospitality")
    talk.language = language
    _, told = await heard(talk, said)
    assert (told["arrival"], told["departure"]) == ("2026-10-24", "2026-10-28")
