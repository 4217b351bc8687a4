"""Free questions: answered from what the business has said, or not at all."""

from dataclasses import replace

import pytest

from caly_app.agents.grounding import is_grounded, is_sayable, sentences
from caly_app.agents.reply import Source
from caly_app.agents.sectors import all_sectors
from caly_app.agents.stated import stands_in, without_yes_or_no
from tests.agents.model.scripted import means, talk_with
from tests.agents.world import BUSINESS

FACTS = {
    "parking": "Parking is free for two hours behind the house.",
    "prices": "A first visit is £60, a follow-up £40.",
    "dogs": "Guide dogs are welcome.",
}
CLINIC = replace(BUSINESS, facts=FACTS)
QUESTION = "could my labrador wait inside with me or is that frowned upon"


def about_dogs(answer: str, used: list[int]) -> str:
    return f"{answer} [{', '.join(map(str, used))}]" if used else answer


async def test_it_answers_from_the_facts_and_why_names_them():
    talk, model = talk_with(about_dogs("Guide dogs are welcome here.", [3]), business=CLINIC)
    reply = await talk.say(QUESTION)
    assert reply.text == "Guide dogs are welcome here." and reply.tells == ("fact",)
    assert reply.why.sources == (Source("fact", "dogs", "Dogs"),)
    rules = model.asked[0][0].text
    assert "[3] dogs: Guide dogs are welcome." in rules and "never do this: diagnose;" in rules


async def test_a_question_that_only_the_model_knows_for_one():
    talk, model = talk_with(
        means("ask_fact"),
        about_dogs("Guide dogs are welcome.", [3]),
        business=replace(CLINIC, name="Snake House"),
    )
    reply = await talk.say("would my whatsit be in the way in the corridor")
    assert reply.text == "Guide dogs are welcome." and len(model.asked) == 2


@pytest.mark.parametrize(
    "said",
    [
        about_dogs("", []),
        "NONE",
        "none.",
        '{"answer": "Guide dogs are welcome.", "used": [3]}',
        "<html><body>Guide dogs are welcome. [3]</body></html> Buy now. [3]",
        about_dogs("Dogs are welcome for £5.", [3]),
        about_dogs("Guide dogs are welcome.", []),
        about_dogs("Guide dogs are welcome.", [9]),
        about_dogs("Ask Dr Smith about guide dogs.", [3]),
        about_dogs("Guide dogs are welcome, see www.dogs.example.com.", [3]),
        about_dogs("Guide dogs are welcome on Mondays.", [3]),
        "no JSON at all",
    ],
)
async def test_what_the_facts_do_not_say_is_not_said(said):
    talk, _ = talk_with(said, business=replace(CLINIC, name=f"House {hash(str(said))}"))
    reply = await talk.say(QUESTION)
    assert reply.tells == ("fact_unknown",)


async def test_the_same_question_is_not_asked_twice_until_a_fact_changes():
    talk, model = talk_with(about_dogs("Guide dogs are welcome with us.", [3]), business=CLINIC)
    once = replace(CLINIC, name="Once House")
    talk.business = once
    await talk.say(QUESTION)
    model.says = [about_dogs("Guide dogs stay outside.", [3])]
    assert "welcome" in (await talk.say(QUESTION)).text
    talk.business = replace(once, facts={**FACTS, "dogs": "Guide dogs stay outside."})
    model.says = [about_dogs("Guide dogs stay outside.", [3])]
    assert "outside" in (await talk.say(QUESTION)).text


@pytest.mark.parametrize(
    ("text", "grounded"),
    [
        ("A first visit costs £60.", True),
        ("A first visit costs £65.", False),
        ("A follow-up is £40, a first visit £60.", True),
        ("Parking is free for three hours.", False),
        ("Parking is free for 2 hours.", True),
        ("We open on Monday.", False),
        ("Write to help@example.org.", False),
        ("You may park behind the house.", True),
        ("Doctor Smith will see you.", False),
    ],
)
def test_grounding(text, grounded):
    assert is_grounded(text, [*FACTS.values()], "en") is grounded


def test_no_more_sentences_than_wanted():
    assert sentences("One. Two! Three? Four.", 2) == "One. Two!"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dr. No.", "en"),
        ("Ask Dr. No about it.", "en"),
        ("Fragen Sie Frau Abel.", "de"),
        ("M. Roux le sait.", "fr"),
    ],
)
def test_a_name_behind_a_title_is_a_name(text, language):
    assert not is_grounded(text, ["Dr. Imre Halas is not here on Mondays, nor is Frau Rot."], language)


def test_a_short_name_is_not_the_beginning_of_any_word():
    assert not is_grounded("Please ask No.", ["There is nothing to pay."], "en")
    assert is_grounded("Please ask Ann's team.", ["Ann is here."], "en")


REFUNDS = "You can send things back within 14 days of delivery and get your money back."
RULES = "You answer one question of a customer of Fernhill Outfitters, only from the numbered sources."
LIES = {
    "Yes, we have a cafe and free parking for customers.": "Our store is at 9 Wharf Street, Fernhill.",
    "We have refunded your order.": REFUNDS,
    "Your order is cancelled and the money is on its way.": REFUNDS,
    "Your money is back.": REFUNDS + " Orders are cancelled within a day.",
    "Your order is cancelled.": "An order can be cancelled within a day. Your order is with us.",
    "No, we never give money back.": REFUNDS,
    "You cannot get your money back.": REFUNDS,
    "Yes, within ninety days.": REFUNDS,
    RULES: REFUNDS,
    "Yes.": REFUNDS,
    "Yes, of course you can.": REFUNDS,
    "You can get your money back.": "Nobody can get their money back.",
    "A follow-up is £60.": "A first visit is £60, a follow-up £40.",
    "Dogs are welcome.": "Dogs, cats and birds are not welcome.",
    "Things can be sent back.": "Things can be sent back if you have a receipt.",
    "We will call you.": "If we are late we will call you.",
    "We open at 9 p.m.": "We open at 9 a.m.",
    "We open at 21:00.": "We open at 9 a.m.",
    "We close at 5 p.m.": "We close at 17:30.",
    "A first visit costs 60 euros.": "A first visit costs £60.",
    "The discount is 10 pounds.": "The discount is 10 %.",
    "Parking is free.": "Parking is not free of charge.",
    "Children are not allowed.": "Kids are allowed.",
}


@pytest.mark.parametrize(("said", "fact"), LIES.items())
async def test_what_no_fact_says_is_no_answer_whatever_it_cites(said, fact):
    business = replace(BUSINESS, facts={"the_fact": fact}, name=f"House {hash(said)}")
    talk, _ = talk_with(f"{said} [1]", business=business)
    reply = await talk.say(QUESTION)
    assert reply.tells == ("fact_unknown",) and said.rstrip(".") not in reply.text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Yes, you get your money back within fourteen days.",
            "You get your money back within fourteen days.",
        ),
        ("No, you can send things back.", "You can send things back."),
        ("Things are returned within 14 days.", None),
        ("You can send things back within 14 days.", "You can send things back within 14 days."),
    ],
)
async def test_a_fact_in_fewer_words_is_an_answer_and_a_yes_is_no_fact(said, told):
    business = replace(BUSINESS, facts={"refunds": REFUNDS}, name="Refund House")
    talk, _ = talk_with(f"{said} [1]", business=replace(business, name=f"House {hash(said)}"))
    reply = await talk.say(QUESTION)
    assert (reply.text if reply.tells == ("fact",) else None) == told


@pytest.mark.parametrize(
    ("said", "fact", "language"),
    [
        ("We open at 14:00.", "We open at 2 p.m.", "en"),
        ("We open at 9 am.", "We open at 09:00.", "en"),
        ("We open at 9:30.", "We open at 09:30.", "en"),
        ("A first visit costs 60 pounds.", "A first visit costs £60.", "en"),
        ("The discount is ten percent.", "The discount is 10 %.", "en"),
        ("Parking is free.", "Parking is free of charge.", "en"),
        ("Parking is free of charge for two hours.", "Parking is free for 2 hours.", "en"),
        ("Children are welcome.", "Kids are welcome.", "en"),
        ("Wir öffnen um 9 Uhr.", "Wir öffnen um 09:00.", "de"),
        ("Nous ouvrons à 9h30.", "Nous ouvrons à 09:30.", "fr"),
    ],
)
def test_the_same_in_another_form_is_stated(said, fact, language):
    assert is_sayable(said, [fact], rules=RULES, language=language) and stands_in(said, [fact], language)


async def test_another_number_makes_another_question():
    talk, model = talk_with(about_dogs("Guide dogs are welcome with us.", [3]), business=CLINIC)
    talk.business = replace(CLINIC, name="Counting House")
    await talk.say("would two of my whatsits be in the way in the corridor")
    asked = len(model.asked)
    await talk.say("would nine of my whatsits be in the way in the corridor")
    assert len(model.asked) > asked


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Puede devolverlo en 14 días. [1]", REFUNDS),
        ("Sí, aceptamos devoluciones siempre. [1]", REFUNDS),
        ("Puede devolverlo en noventa días. [1]", None),
        ("Su pedido está cancelado. [1]", None),
        ("Lo hemos devuelto. [1]", None),
    ],
)
async def test_in_another_language_than_the_facts_the_fact_itself_is_said(said, told):
    """A translation cannot be checked word by word."""
    business = replace(BUSINESS, facts={"refunds": REFUNDS}, name="Two Tongues", languages=("en", "es"))
    talk, _ = talk_with(
        means("ask_fact"),
        said,
        business=replace(business, name=f"Two Tongues {'x' * len(said)}"),
        language="es",
    )
    reply = await talk.say("¿y si el chisme del perro no me gusta qué pasa?")
    assert (reply.text if reply.tells == ("fact",) else None) == told


@pytest.mark.parametrize("sector", sorted(all_sectors()))
def test_what_a_business_has_written_can_be_said_as_it_is(sector):
    demo = all_sectors()[sector].demo
    for name, fact in demo.business.facts.items() if demo else ():
        for sentence in sentences_of(fact):
            kept = without_yes_or_no(sentence)
            assert is_sayable(kept, [fact], rules=RULES, language="en"), sentence
            assert stands_in(kept, [fact, name], "en"), sentence


def sentences_of(text):
    return [one.strip() for one in text.replace("! ", ". ").split(". ") if one.strip()]
