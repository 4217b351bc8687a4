"""What is a wife's, a friend's: on their own proof or not at all, and never one's own in its stead."""

from uuid import UUID

import pytest

from tests.agents.world import Talk, a_clinic, a_demo_of, a_known_patient, booked_for

PHONE = "020 7946 0123"
TED, IDA = "4 May 1980", "9 July 1983"


async def a_couple() -> tuple[Talk, dict[str, UUID]]:
    clinic = a_clinic()
    who = {
        "Ted": a_known_patient(clinic, name="Ted Osgood"),
        "Ida": a_known_patient(clinic, name="Ida Osgood", date_of_birth="1983-07-09"),
    }
    await booked_for(clinic, who["Ted"], "2026-10-08T09:00")
    await booked_for(clinic, who["Ida"], "2026-10-09T10:00", 1)
    return Talk(clinic), who


def booked(talk: Talk) -> list[str]:
    return [at for at, _ in talk.clinic.bookings()]


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("I need to cancel my wife's appointment", "en"),
        ("please cancel the appointment of my wife", "en"),
        ("could you cancel my wife's visit, not mine", "en"),
        ("quiero cancelar la cita de mi mujer", "es"),
        ("je voudrais annuler le rendez-vous de ma femme", "fr"),
        ("ich möchte den Termin meiner Frau absagen", "de"),
    ],
)
async def test_hers_is_cancelled_on_her_proof(said: str, language: str) -> None:
    talk, _ = await a_couple()
    talk.language = language
    asked = [(await talk.say(line)).asks for line in (said, "Ida Osgood", IDA, PHONE)]
    assert asked == [("full_name",), ("date_of_birth",), ("phone",), ("confirmation",)]
    await talk.say({"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}[language])
    assert booked(talk) == ["2026-10-08 09:00"]


async def test_the_callers_proof_opens_nothing_of_hers_and_theirs_is_not_told_instead() -> None:
    talk, _ = await a_couple()
    await talk.says("when is my appointment?", TED, PHONE)
    reply = await talk.say("and when is my wife's appointment?")
    assert reply.asks == ("full_name",) and "October" not in reply.text
    reply = await talk.says("Ida Osgood", TED)
    assert "identity_failed" in reply.tells and "October" not in reply.text


async def test_when_hers_is_done_it_is_the_caller_again() -> None:
    talk, who = await a_couple()
    await talk.says("when is my appointment?", TED, PHONE)
    reply = await talk.says("and when is my wife's appointment?", "Ida Osgood", IDA)
    assert "9 October" in reply.text and "8 October" not in reply.text
    reply = await talk.say("and when is my own appointment again?")
    assert "8 October" in reply.text and talk.document["identity"]["customer_id"] == str(who["Ted"])
    await talk.says("book me in on Friday at 12", "yes")
    [new] = [one for one in talk.clinic.booked.values() if f"{one.starts_at:%d %H}" == "09 12"]
    assert talk.clinic.owners[new.id] == who["Ted"]


async def test_not_mine_but_hers_while_mine_is_read_back() -> None:
    talk, _ = await a_couple()
    reply = await talk.says("cancel my appointment please", TED, PHONE)
    assert reply.asks == ("confirmation",) and "8 October" in reply.text
    reply = await talk.say("no, my wife's appointment, not mine")
    assert reply.asks == ("full_name",)
    reply = await talk.says("Ida Osgood", IDA)
    assert reply.asks == ("confirmation",) and "9 October" in reply.text
    await talk.say("yes")
    assert booked(talk) == ["2026-10-08 09:00"]


@pytest.mark.parametrize(
    "said",
    ["my son had to shift his exam", "I must drop his lunch off", "my boss wants to move his desk first"],
)
async def test_what_he_has_is_not_who_is_meant(said: str) -> None:
    talk, _ = await a_couple()
    reply = await talk.say(f"please cancel my appointment, {said}")
    assert reply.asks == ("date_of_birth",) and "whose" not in reply.dialogue.values()


@pytest.mark.parametrize("said", ["cancel his please", "move his to Friday", "please drop hers"])
async def test_but_his_alone_is(said: str) -> None:
    talk, _ = await a_couple()
    await talk.say("I need to cancel an appointment")
    assert "whose" in (await talk.say(said)).dialogue.values()


@pytest.mark.parametrize("said", ["my wife's car", "my wife's phone number is 020 7946 0999"])
async def test_what_is_hers_otherwise_makes_nobody_prove_it(said: str) -> None:
    talk, _ = await a_couple()
    reply = await talk.say(f"I'd like to move my appointment, we need {said}")
    assert not (reply.dialogue.flow and "whose" in reply.dialogue.flow.slots)


@pytest.mark.parametrize(
    ("sector", "lines", "hers"),
    [
        (
            "education",
            ["what does my friend still owe? she is ST-1077", "mine is ST-1042", "15 March 1990"],
            "ST-1077",
        ),
        ("education", ["I'm ST-1042, 15 March 1990. what does ST-1077 still owe?"], "ST-1077"),
        ("education", ["which fees do I owe? I am ST-1042", "15 March 1990", "and for ST-1077?"], "ST-1077"),
        ("insurance", ["when does POL-10035 end, my own is POL-10021", "17 September 1983"], "POL-10035"),
        ("insurance", ["I'm POL-10021, 17 September 1983, please cancel POL-10035"], "POL-10035"),
        ("ecommerce", ["where is ORD-4790? mine is ORD-4810, anna.crane@example.org"], "ORD-4790"),
        ("hospitality", ["when does HH-20431 arrive? I'm HH-20417, Alma Reyes"], "HH-20431"),
        ("telecom", ["how much data is left on LN-2001?", "17 June 1990", "020 7946 0211"], "LN-2001"),
        ("catering", ["accept QU-2043 for my friend", "my own is QU-2041", "020 7946 0311"], "QU-2043"),
    ],
)
async def test_of_anothers_number_beside_ones_own_proof_nothing_is_told(
    sector: str, lines: list[str], hers: str
) -> None:
    reply = await a_demo_of(sector).says(*lines)
    assert "only_own" in reply.tells and hers in reply.text
    assert not any(sign in reply.text for sign in ("£", "October", "insured", "GB"))
    assert reply.asks == ()


async def test_of_two_numbers_of_ones_own_the_one_that_is_asked_of_is_told() -> None:
    talk = a_demo_of("insurance")
    reply = await talk.says("I'm POL-10021. when does POL-10022 end?", "17 September 1983")
    assert "POL-10022" in reply.text and "only_own" not in reply.tells


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("how much has my mum got", "en"),
        ("what's in my brother's current account", "en"),
        ("what did my daughter pay last week, my daughter has spent it all", "en"),
        ("¿cuánto dinero tiene mi hermana?", "es"),
        ("wie viel Guthaben hat meine Tochter?", "de"),
        ("¿cuánto ha cobrado mi marido?", "es"),
        ("¿cuánto dinero le queda a mi hijo?", "es"),
        ("combien a mon frère sur son livret ?", "fr"),
        ("combien ma fille a-t-elle dépensé en octobre ?", "fr"),
        ("combien reste-t-il à ma mère ?", "fr"),
    ],
)
async def test_what_a_code_opens_is_told_to_its_holder_only(said: str, language: str) -> None:
    talk = a_demo_of("fintech")
    talk.language = language
    reply = await talk.say(said)
    assert reply.tells == ("only_own",) and not reply.dialogue.flows


async def test_and_never_ones_own_in_its_stead() -> None:
    talk = a_demo_of("fintech")
    await talk.says("What is my balance", "12 March 1988", "020 7946 0321")
    reply = await talk.say("and what has my husband got in?")
    assert reply.tells == ("only_own",) and reply.asks == ("one_time_code",)
    assert "1,240.50" in (await talk.says(talk.clinic.codes[-1], "the everyday one")).text


async def test_a_payment_to_a_friend_is_ones_own() -> None:
    reply = await a_demo_of("fintech").say("did my payment to my brother go through")
    assert "only_own" not in reply.tells


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("My dad sent me 80 pounds on Saturday, has it arrived?", "en"),
        ("has my friend paid me back yet", "en"),
        ("has my dad's money come through?", "en"),
        ("my sister's payment, did it land?", "en"),
        ("¿ha entrado ya el dinero de mi padre?", "es"),
        ("l'argent de mon mari est-il arrivé ?", "fr"),
        ("Has my daughter's nursery fee gone out yet?", "en"),
        ("Is my husband able to open an account with you?", "en"),
        ("Does my mum need a code too?", "en"),
        ("hat meine Mutter mir das Geld geschickt?", "de"),
    ],
)
async def test_what_was_paid_to_oneself_is_ones_own_and_others_may_be_customers_too(
    said: str, language: str
) -> None:
    talk = a_demo_of("fintech")
    talk.language = language
    assert "only_own" not in (await talk.say(said)).tells


@pytest.mark.parametrize("said", ["has my mum sent money to my brother", "has my wife got much left?"])
async def test_what_they_paid_to_others_is_theirs(said: str) -> None:
    assert (await a_demo_of("fintech").say(said)).tells == ("only_own",)


async def test_whose_name_is_said_with_it_is_not_asked_for() -> None:
    talk, _ = await a_couple()
    await talk.says("when is my appointment?", TED, PHONE)
    reply = await talk.say("and my wife's? Her name is Ida Osgood")
    assert reply.asks == ("date_of_birth",)
    assert "9 October" in (await talk.say(IDA)).text
