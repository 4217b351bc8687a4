"""A correction right after the deed changes what was just done, and makes no second one."""

import pytest

from tests.agents.world import a_demo_of

_WHO = ("Ros Penhale", "020 7946 0101")


@pytest.mark.parametrize(
    ("sector", "asked", "yes", "put_right", "now_at"),
    [
        ("healthcare", "An appointment with a GP next Tuesday at 3pm", "yes", "ah wait, half four", "16:30"),
        (
            "healthcare",
            "Quiero una cita el martes a las 15:00",
            "sí",
            "ay perdón, mejor a las cuatro",
            "16:00",
        ),
        ("catering", "a table for four on Saturday at 7", "yes", "no, eight o'clock", "20:00"),
        (
            "legal",
            "A consultation about a divorce on Thursday at 2:30pm",
            "yes",
            "sorry, 3:30 I meant",
            "15:30",
        ),
    ],
)
async def test_it_is_moved_and_asked_for_nothing(
    sector: str, asked: str, yes: str, put_right: str, now_at: str
) -> None:
    talk = a_demo_of(sector)
    for line in (asked, *_WHO, yes):
        await talk.say(line)
    read_back = await talk.say(put_right)
    assert read_back.asks == ("confirmation",)
    await talk.say(yes)
    (only,) = talk.clinic.booked.values()
    assert f"{only.starts_at:%H:%M}" == now_at


async def test_a_question_in_between_is_no_other_wish() -> None:
    talk = a_demo_of("catering")
    for line in ("a table for four on Saturday at 7", *_WHO, "yes", "is there parking?"):
        await talk.say(line)
    assert "table for 5" in (await talk.say("oh sorry, we're five")).text


async def test_a_stay_is_made_longer() -> None:
    talk = a_demo_of("hospitality")
    for line in ("A double room from the 12th to the 14th of November for two people", *_WHO, "yes"):
        await talk.say(line)
    assert "15 November" in (await talk.say("oh hang on, make that three nights")).text


async def test_a_call_is_set_to_another_time() -> None:
    talk = a_demo_of("hospitality")
    for line in ("wake me at 6 tomorrow please, room 204, Colin Ashby", "yes", "actually half six", "yes"):
        await talk.say(line)
    calls = [one for one in talk.clinic.records_of("room_request") if one.data["item"] == "wake_up_call"]
    assert len(calls) == 1 and "06:30" in str(calls[0].data["for_time"])


@pytest.mark.parametrize(
    "said",
    ["no, see you on Tuesday at three then, bye", "actually are you open on Saturday?"],
)
async def test_what_takes_nothing_back_moves_nothing(said: str) -> None:
    talk = a_demo_of("healthcare")
    for line in ("An appointment with a GP next Tuesday at 3pm", *_WHO, "yes"):
        await talk.say(line)
    assert "StartFlow reschedule_appointment" not in (await talk.say(said)).why.commands


async def test_another_one_is_another_one() -> None:
    talk = a_demo_of("healthcare")
    for line in ("An appointment with a GP next Tuesday at 3pm", *_WHO, "yes"):
        await talk.say(line)
    reply = await talk.say("actually, another one on Wednesday at 1pm as well please")
    assert "StartFlow reschedule_appointment" not in reply.why.commands
