"""What somebody says they do not want is no wish, in four languages."""

import pytest

from caly_app.adapters.minilm import MiniLM
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import read
from caly_app.agents.understanding.negation import denied, wanted
from tests.agents.world import Talk, a_known_patient, booked_for


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("I do not want to cancel my visit, I want to move it", "I want to move it"),
        ("i dont want to cancel i just want to change the day", "i just want to change the day"),
        ("don't cancel my visit but move it to Monday", "move it to Monday"),
        ("instead of cancelling my visit could we change the day", "could we change the day"),
        ("I am not calling to cancel, I have a question about parking", "I have a question about parking"),
        ("no quiero anular la cita, quiero cambiarla", "quiero cambiarla"),
        ("je ne veux pas annuler mais déplacer mon rendez-vous", "déplacer mon rendez-vous"),
        ("ich möchte den Termin nicht absagen, sondern verschieben", "ich möchte den Termin verschieben"),
    ],
)
def test_what_is_not_wanted_leaves_what_is(said: str, left: str) -> None:
    assert wanted(said) == left


@pytest.mark.parametrize(
    "said",
    [
        "I don't want to renew my policy, it costs too much",
        "I don't want the appointment any more",
        "I have not received my order, where is it",
        "my card does not work, what now",
        "ya no quiero la cita",
        "ich will den Vertrag nicht mehr",
        "je ne peux pas venir, il faut changer",
    ],
)
def test_what_denies_no_deed_is_left_as_it_is(said: str) -> None:
    assert wanted(said) == said and not denied(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I don't want to cancel my appointment"),
        ("en", "no, please don't cancel my appointment"),
        ("es", "no quiero cancelar mi cita"),
        ("fr", "je ne veux pas annuler mon rendez-vous"),
        ("fr", "n'annulez pas mon rendez-vous"),
        ("de", "ich möchte meinen Termin nicht absagen"),
    ],
)
async def test_a_denied_deed_is_not_begun(language: str, said: str) -> None:
    minilm = MiniLM()
    [reading] = await read(all_sectors()["healthcare"], [said], language, minilm)
    minilm.close()
    assert not reading.sure and reading.denied == "cancel_appointment"


async def test_whoever_denies_a_deed_is_asked_what_they_want() -> None:
    talk = Talk()
    await booked_for(talk.clinic, a_known_patient(talk.clinic), "2026-10-07T10:00")
    reply = await talk.says("I don't want to cancel my appointment")
    assert not reply.asks and "small_talk" in reply.tells
    reply = await talk.says("1980-05-04", "020 7946 0123")
    assert talk.clinic.bookings()


async def test_what_is_under_way_is_left_when_it_is_denied() -> None:
    talk = Talk()
    await booked_for(talk.clinic, a_known_patient(talk.clinic), "2026-10-07T10:00")
    reply = await talk.says("cancel my appointment", "oh no, I don't want to cancel my appointment")
    assert "left" in reply.tells and talk.clinic.bookings()
