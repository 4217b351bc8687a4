"""Customers who put things right, digress, repeat themselves and change their minds, in many sectors."""

import pytest

from tests.agents.world import Talk, a_demo_of

NIA = ("12 March 1988", "020 7946 0321")
ANNA = "anna.crane@example.org"


async def after(sector: str, *lines: str, language: str = "en") -> Talk:
    talk = a_demo_of(sector)
    talk.language = language
    await talk.says(*lines)
    return talk


# --- repetition: what was said counts, and is no failure ---


@pytest.mark.parametrize(
    ("sector", "lines", "again", "asks"),
    [
        ("healthcare", ("book Thursday at 10", "Rosa Vega"), "as I said, Rosa Vega", "phone"),
        ("catering", ("a table for 4 on Friday at 7pm",), "I already told you, 4 people", "full_name"),
        (
            "logistics",
            ("I need a pickup", "12 Beck Lane, Leeds LS6 1AA", "2"),
            "like I said, 2 parcels",
            "weight",
        ),
        ("insurance", ("insure my car", "35"), "as I said 35", "claim_free_years"),
        (
            "legal",
            ("a consultation about my divorce on Tuesday at 10",),
            "I said Tuesday already",
            "full_name",
        ),
        ("real_estate", ("view P-203 on Friday at 3",), "as I already said, Friday at 3", "full_name"),
    ],
)
async def test_said_again_the_question_stands_and_nobody_has_failed(sector, lines, again, asks):
    talk = await after(sector, *lines)
    for _ in range(4):
        reply = await talk.say(again)
        assert reply.asks == (asks,) and reply.escalation is None and "person" not in reply.offers


@pytest.mark.parametrize(
    ("language", "lines", "again"),
    [
        ("es", ("quiero una cita el jueves a las 10", "Rosa Vega"), "ya le dije, Rosa Vega"),
        ("fr", ("je voudrais un rendez-vous jeudi à 10h", "Rosa Vega"), "comme je l'ai dit, Rosa Vega"),
        ("de", ("ich möchte einen Termin am Donnerstag um 10 Uhr", "Rosa Vega"), "wie gesagt, Rosa Vega"),
    ],
)
async def test_said_again_in_other_languages(language, lines, again):
    talk = await after("healthcare", *lines, language=language)
    reply = await talk.says(again, again)
    assert reply.asks == ("phone",) and "person" not in reply.offers


async def test_what_is_new_in_it_is_taken():
    talk = await after("healthcare", "book Thursday at 10", "Rosa Vega")
    reply = await talk.say("as I said, Rosa Vega, and it is 020 7946 0888")
    assert reply.asks == ("confirmation",)


# --- corrections ---


@pytest.mark.parametrize(
    ("sector", "lines", "now", "says"),
    [
        (
            "legal",
            ("a consultation about my divorce on Tuesday at 10",),
            ("nine then", "Ann Lee", "020 7946 0888"),
            "at 09:00",
        ),
        (
            "catering",
            ("a table for 4 on Friday at 7pm", "Jo Blake"),
            ("at eight then", "020 7946 0888"),
            "20:00",
        ),
        (
            "catering",
            ("a table for 4 on Friday at 7pm",),
            ("wait, make it 6 people", "Jo Blake", "020 7946 0888"),
            "for 6",
        ),
        (
            "legal",
            (
                "a consultation about my divorce on Tuesday at 10",
                "Ann Lee, 020 7946 0888",
                "make it Wednesday",
            ),
            ("same time",),
            "7 October 2026 at 10:00",
        ),
        ("fintech", ("I lost my card", *NIA, "the debit card"), ("no, the other one",), "credit card 5151"),
        (
            "telecom",
            ("change my plan", "22 January 1958", "020 7946 0433", "the unlimited one"),
            ("sorry, the other one",),
            "Mobile 20",
        ),
        ("ecommerce", ("cancel my order 4810", ANNA), ("no wait, 4822",), "ORD-4822"),
        (
            "hospitality",
            ("a double from the 12th to the 15th for 2", "Ann Lee", "020 7946 0888"),
            ("actually the family room",),
            "Family room",
        ),
    ],
)
async def test_put_right_it_is_read_back_anew(sector, lines, now, says):
    talk = await after(sector, *lines)
    reply = await talk.says(*now)
    assert reply.asks == ("confirmation",) and says in reply.text, reply.text


async def test_nothing_to_change_after_all_is_read_back_once_more():
    talk = await after("healthcare", "book Thursday at 10 with Dr Quist, Ann Lee, 020 7946 0888")
    reply = await talk.says("no", "yes")
    assert reply.asks == ("confirmation",) and "Dr. Ada Quist" in reply.text


# --- digressions, about what is under way ---


@pytest.mark.parametrize(
    ("sector", "lines", "aside", "says", "asks"),
    [
        (
            "telecom",
            ("change my plan", "22 January 1958", "020 7946 0433"),
            "what do they cost?",
            "£24.95",
            "plan",
        ),
        ("real_estate", ("view P-203 on Friday at 3",), "how much is it?", "£248,000.00", "full_name"),
        (
            "catering",
            ("quote for a wedding on 12 June 2027 with 80 people",),
            "what does the garden menu cost?",
            "£29.90",
            "menu",
        ),
        ("catering", ("a table for 4 on Friday at 7pm",), "do you have parking?", "car park", "full_name"),
        (
            "hospitality",
            ("a double from the 12th to the 15th for 2",),
            "is breakfast included?",
            "£14 a person",
            "full_name",
        ),
    ],
)
async def test_asked_in_the_middle_it_is_answered_and_the_question_comes_back(
    sector, lines, aside, says, asks
):
    talk = await after(sector, *lines)
    reply = await talk.say(aside)
    assert says in reply.text and reply.asks == (asks,), reply.text
    assert talk.document["question"].get("failed", 0) == 0


async def test_a_price_is_asked_of_what_is_chosen_from():
    talk = await after("education", "I want to enrol in French")
    reply = await talk.say("how much is it?")
    assert "French A1" in reply.text and "German" not in reply.text and "fact_unknown" not in reply.tells
    reply = await talk.say("the first")
    assert "French A1 costs £240.00" in reply.text and reply.asks == ("course",)


async def test_and_the_other_one_asks_the_same_again():
    talk = await after("ecommerce", "where is my order 4790", "tom.abara@example.org")
    assert "ORD-4501" in (await talk.say("and the other one?")).text


# --- numbers and names as they are said ---


async def test_a_number_without_its_letters():
    talk = await after("education", "when is my next lesson?", "1042", "15 March 1990")
    assert talk.reply and "identity_proven" in talk.reply.tells


async def test_letters_before_a_number_that_is_kept_without():
    talk = a_demo_of("ecommerce")
    [anna] = [who for who, held in talk.clinic.people.items() if held["email"] == ANNA]
    talk.clinic.put("order", "100482", {**talk.clinic.record("order", "ORD-4822").data}, anna)
    reply = await talk.says("cancel my order 100482", ANNA)
    assert reply.asks == ("confirmation",) and "100482" in reply.text


async def test_a_surname_will_do_beside_the_room_number():
    talk = await after("hospitality", "a club sandwich to room 204")
    reply = await talk.say("Ashby")
    assert "identity_proven" in reply.tells and reply.asks == ("confirmation",)


@pytest.mark.parametrize("name", ["Reyes", "Colin", "Ash"])
async def test_another_name_will_not(name):
    talk = await after("hospitality", "a club sandwich to room 204")
    reply = await talk.say(name)
    assert "identity_proven" not in reply.tells and "Colin Ashby" not in reply.text


async def test_alone_a_surname_proves_nothing():
    talk = await after("ecommerce", "where is my order 4790", "Abara")
    assert talk.reply and "identity_proven" not in talk.reply.tells


# --- which one ---


async def test_the_other_is_not_the_one_just_booked():
    talk = await after(
        "healthcare",
        "book Friday at 9, Ann Lee, 020 7946 0888",
        "yes",
        "and another on Monday the 19th at 10",
        "yes",
    )
    reply = await talk.say("cancel the other one")
    assert reply.asks == ("confirmation",) and "9 October 2026 at 09:00" in reply.text


async def test_without_another_one_it_is_asked_which():
    talk = await after("healthcare", "book Friday at 9, Ann Lee, 020 7946 0888", "yes")
    assert (await talk.say("cancel the other one")).asks == ("appointment",)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("an appointment with the skin doctor on Friday at 10", "en"),
        ("una cita con el médico de la piel el viernes a las 10", "es"),
        ("un rendez-vous avec la dermato vendredi à 10h", "fr"),
        ("einen Termin beim Hautarzt am Freitag um 10 Uhr", "de"),
    ],
)
async def test_a_trade_by_what_people_call_it(said, language):
    talk = await after("healthcare", said, "Ann Lee", "020 7946 0888", language=language)
    assert talk.reply and talk.reply.asks == ("confirmation",) and "Dr. Ada Quist" in talk.reply.text


async def test_a_trade_that_is_not_there_is_said_so():
    talk = await after("healthcare", "book me in with the heart doctor on Friday")
    assert talk.reply and "provider_unknown" in talk.reply.tells and talk.reply.asks == ("provider",)


# --- never a loop ---


@pytest.mark.parametrize(
    "sector",
    ["healthcare", "catering", "legal", "logistics", "real_estate", "education", "hospitality", "insurance"],
)
@pytest.mark.parametrize("said", ["flurble gronk", "", "yes", "no", "hmm", "purple"])
async def test_whoever_is_not_understood_is_offered_a_person_and_not_asked_for_ever(sector, said):
    first = {
        "healthcare": "book an appointment",
        "catering": "book a table",
        "legal": "book a consultation about my divorce",
        "logistics": "I need a pickup",
        "real_estate": "book a viewing of P-203",
        "education": "book a placement lesson",
        "hospitality": "book a double room",
        "insurance": "insure my car",
    }[sector]
    talk = await after(sector, first)
    offered = False
    for _ in range(6):
        reply = await talk.say(said)
        offered = offered or "person" in reply.offers or reply.escalation is not None
        if reply.ends or reply.escalation:
            break
    assert offered or reply.ends, [message.text for message in talk.history]


# --- what was proposed waits ---

PARCEL = {
    "en": "has CW-3081942 been delivered?",
    "es": "¿dónde está el paquete CW-3081942?",
    "fr": "où est le colis CW-3081942 ?",
    "de": "wo bleibt die Sendung CW-3081942?",
}


@pytest.mark.parametrize(
    ("language", "beside", "yes"),
    [
        ("en", "when do you shut today?", "ok, yes, do that"),
        ("es", "¿están abiertos el sábado?", "sí, por favor"),
        ("fr", "vous êtes ouverts le samedi ?", "d'accord, oui"),
        ("de", "haben Sie samstags offen?", "gut, dann ja bitte"),
    ],
)
async def test_a_question_beside_a_proposal_leaves_it_open(language, beside, yes):
    talk = await after("logistics", PARCEL[language], beside, language=language)
    assert "opening_hours" in talk.reply.tells or "open_on_day" in talk.reply.tells
    reply = await talk.say(yes)
    assert reply.dialogue.flow and reply.dialogue.flow.slots["tracking_number"] == "CW-3081942"


async def test_what_is_said_with_the_late_yes_is_taken():
    talk = await after(
        "real_estate", "what is P-101 like", "and when are you open?", "are you open on Sundays?"
    )
    reply = await talk.say("then yes please, Tuesday at nine")
    assert reply.dialogue.flow.slots["listing_number"] == "P-101" and reply.asks == ("full_name",)


@pytest.mark.parametrize("said", ["lovely", "great, thanks", "ok, thank you", "perfect", "no, leave it"])
async def test_contentment_with_an_answer_agrees_to_nothing(said):
    talk = await after("real_estate", "what is P-101 like", "are you open on Saturdays?", said)
    assert talk.reply.dialogue.flow is None
    assert (await talk.say("yes please")).dialogue.flow is None  # it waits no longer


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "great, thanks, bye now"),
        ("en", "lovely, see you"),
        ("es", "vale, gracias, hasta luego"),
        ("fr", "parfait, merci, au revoir"),
        ("de", "super, danke, auf Wiedersehen"),
    ],
)
async def test_a_farewell_behind_a_proposal_is_no_consent(language, said):
    talk = await after("logistics", PARCEL[language], said, language=language)
    assert talk.reply.ends and talk.reply.dialogue.flow is None


async def test_a_yes_with_a_farewell_is_a_yes():
    talk = await after("logistics", PARCEL["en"], "yes please, bye")
    assert talk.reply.dialogue.flow
