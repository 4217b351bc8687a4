"""Two of the same kind, at once or one while the other is open: each with its own, none forgotten."""

import pytest

from tests.agents.world import Talk, a_demo_of, a_known_patient, booked_for

ME, MY_NUMBER = "Nell Osgood", "020 7946 0188"
THURSDAY, FRIDAY = "2026-10-08", "2026-10-09"


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("could I get an appointment Thursday at ten, plus another for my son at eleven", "en"),
        ("I'd like to come in on Thursday at ten and my son at eleven please", "en"),
        ("two appointments for Thursday: one at ten for me, one at eleven for my son", "en"),
        ("Book me in for Thursday at ten. And one more for my son at eleven.", "en"),
        ("Thursday at ten for me and at eleven for my son if you can", "en"),
        ("necesito una cita el jueves a las diez y otra para mi hijo a las once", "es"),
        ("il me faut un rendez-vous jeudi à 10h et un autre pour mon fils à 11h", "fr"),
        ("ich brauche am Donnerstag um zehn einen Termin und noch einen für meinen Sohn um elf", "de"),
    ],
)
async def test_one_for_oneself_and_one_for_a_son(said: str, language: str) -> None:
    talk = Talk(language=language)
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}[language]
    first = await talk.say(said)
    assert first.asks == ("full_name",) and "noted_for_later" in first.tells
    replies = [await talk.say(line) for line in (ME, MY_NUMBER, yes, "Leo Osgood", yes)]

    assert [reply.asks for reply in replies[:4]] == [
        ("phone",),
        ("confirmation",),
        ("full_name",),
        ("confirmation",),
    ]
    assert "also_asked" in replies[2].tells
    names = {
        f"{one.starts_at:%Y-%m-%d %H:%M}": talk.clinic.people[talk.clinic.owners[one.id]]["name"]
        for one in talk.clinic.booked.values()
    }
    assert names == {f"{THURSDAY} 10:00": ME, f"{THURSDAY} 11:00": "Leo Osgood"}


@pytest.mark.parametrize(
    "said",
    [
        "table for four on Friday at 7 and a table for six on Saturday at 8",
        "we need two tables, one for four on Friday at 7, one for six on Saturday at 8",
        "a table for four on Friday at 7 please, and another one for six on Saturday at 8",
    ],
)
async def test_each_table_has_its_own_guests_and_time(said: str) -> None:
    talk = a_demo_of("catering")
    await talk.says(said, ME, MY_NUMBER, "yes", "yes")
    kept = {(f"{one.starts_at:%m-%d %H:%M}", one.fields["guests"]) for one in talk.clinic.booked.values()}
    assert kept == {("10-09 19:00", "4"), ("10-10 20:00", "6")}


@pytest.mark.parametrize(
    "said",
    [
        "oh and another one for my wife on Friday at nine",
        "can I also have one for my wife on Friday at nine",
        "and one for my wife on Friday at nine too",
    ],
)
@pytest.mark.parametrize("before", [(), (ME,), (ME, MY_NUMBER)])
async def test_one_more_while_the_first_is_open_leaves_it_as_it_was(
    said: str, before: tuple[str, ...]
) -> None:
    talk = Talk()
    await talk.says("an appointment on Thursday at ten please", *before)
    reply = await talk.say(said)
    assert "noted_for_later" in reply.tells
    rest = [line for line in (ME, MY_NUMBER) if line not in before]
    await talk.says(*rest, "yes", "Ida Osgood", "yes")
    assert {at for at, _ in talk.clinic.bookings()} == {f"{THURSDAY} 10:00", f"{FRIDAY} 09:00"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("never mind the first one", [f"{THURSDAY} 11:00"]),
        ("forget the second one", [f"{THURSDAY} 10:00"]),
        ("cancel both please", []),
    ],
)
async def test_one_of_two_is_left_and_the_other_is_not_forgotten(said: str, left: list[str]) -> None:
    talk = Talk()
    await talk.say("Thursday at ten, and another for my son Leo Osgood at eleven, an appointment I mean")
    reply = await talk.say(said)
    assert "left" in reply.tells
    for line in {1: (MY_NUMBER, "yes") if left == [f"{THURSDAY} 11:00"] else (ME, MY_NUMBER, "yes")}.get(
        len(left), ()
    ):
        await talk.say(line)
    assert [at for at, _ in talk.clinic.bookings()] == left


@pytest.mark.parametrize(
    "said",
    [
        "cancel my appointment on Wednesday and the one on Friday",
        "please cancel Wednesday and Friday",
        "I can't come: cancel my visit on Wednesday and my other one on Friday",
    ],
)
async def test_two_are_cancelled_on_one_proof(said: str) -> None:
    talk = Talk()
    who = a_known_patient(talk.clinic)
    for day in ("2026-10-07", FRIDAY, "2026-10-13"):
        await booked_for(talk.clinic, who, f"{day}T10:00")
    reply = await talk.says(said, "4 May 1980", "020 7946 0123")
    assert reply.asks == ("confirmation",) and "7 October" in reply.text
    reply = await talk.say("yes")
    assert reply.asks == ("confirmation",) and "9 October" in reply.text
    await talk.say("yes")
    assert [at for at, _ in talk.clinic.bookings()] == ["2026-10-13 10:00"]


async def test_both_for_the_same_son_ask_for_his_name_once() -> None:
    talk = Talk()
    await talk.says(
        "an appointment for my son Leo Osgood on Thursday at ten, and another one on Friday at nine"
    )
    replies = [await talk.say(line) for line in (MY_NUMBER, "yes", "yes")]
    assert [reply.asks for reply in replies[:2]] == [("confirmation",)] * 2
    assert all("Leo Osgood" in reply.text for reply in replies[:2])
    assert (await talk.say("and one for me on Friday at 11")).asks == ("full_name",)


@pytest.mark.parametrize(
    ("sector", "said"),
    [
        ("healthcare", "I could do Thursday at ten or Friday at eleven for an appointment"),
        ("healthcare", "an appointment on Thursday at ten, no sorry, Friday at ten"),
        ("healthcare", "an appointment on Thursday at ten, and my number is 020 7946 0188"),
        ("healthcare", "I need an appointment, one in the morning if possible"),
        ("catering", "a table for four on Friday at 7, and one high chair please"),
        ("logistics", "pick up two parcels tomorrow at 11, one of 5 kg and one of 10 kg"),
        ("education", "enrol me in spanish, not the monday course, the one on tuesday"),
    ],
)
async def test_what_only_says_more_of_it_is_no_second_one(sector: str, said: str) -> None:
    assert not (await a_demo_of(sector).say(said)).dialogue.wishes


async def test_what_is_asked_of_the_offered_times_is_no_second_one() -> None:
    talk = a_demo_of("catering")
    await talk.say("a table for two on Friday at half past eight")
    reply = await talk.say("do you have another one at nine?")
    assert not reply.dialogue.wishes and reply.dialogue.values()["time"] == "21:00"
