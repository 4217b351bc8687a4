from dataclasses import replace

import pytest

from caly_app.adapters.minilm import MiniLM
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import built_in, read
from caly_app.agents.understanding.own_head import learned
from caly_app.agents.understanding.own_words import NoPattern, OwnPattern, OwnWords, Phrase
from tests.agents.world import a_demo_of
from tests.least_seconds import ends_within

EMBEDDER = MiniLM()
CLINIC = all_sectors()["healthcare"]


def pattern(text: str, intent: str = "refill_prescription", language: str = "en") -> Phrase:
    return Phrase(intent, language, True, text)


def sentence(text: str, intent: str = "refill_prescription", language: str = "en") -> Phrase:
    return Phrase(intent, language, False, text)


async def reading(said: str, *phrases: Phrase, language: str = "en", head=None):
    own = OwnWords.of(list(phrases), head)
    return (await read(CLINIC, [said], language, EMBEDDER, own))[0]


async def test_own_patterns_come_before_all_others():
    said = "I want to cancel the blue box"
    assert (await reading(said)).intent == "cancel_appointment"

    found = await reading(said, pattern(r"\bblue box(es)?\b"))

    assert (found.intent, found.sure, found.is_own) == ("refill_prescription", True, True)


async def test_two_own_patterns_that_disagree_are_a_question():
    found = await reading("the blue box", pattern("blue"), pattern("box", "test_results"))

    assert not found.sure
    assert {found.intent, found.runner_up} == {"refill_prescription", "test_results"}


@pytest.mark.parametrize(
    ("said", "language"),
    [("Die blaue Schachtel, bitte!", "de"), ("die BLAUE schachtel bitte", "de"), ("The usual box?", "de")],
)
async def test_a_sentence_of_the_business_is_known_however_it_is_written(said: str, language: str):
    phrases = (sentence("die blaue Schachtel bitte", language="de"), sentence("the usual box"))

    assert (await reading(said, *phrases, language=language)).intent == "refill_prescription"


async def test_words_of_a_sector_that_is_no_more_are_passed_over():
    found = await reading("I would like to book an appointment", pattern("book", "cancel_the_parcel"))

    assert found.intent == "book_appointment"


async def test_what_was_learned_of_sentences_holds_for_others_like_them():
    trained = built_in("healthcare")
    assert trained
    said = ["my zorblax is empty", "zorblax again please", "can the zorblax be sent to the chemist"]
    sentences = [("refill_prescription", each) for each in said]
    head = learned(trained[0], sentences, said, EMBEDDER.embed_now(said))
    assert ends_within(10, lambda: learned(trained[0], sentences, said, EMBEDDER.embed_now(said)))

    found = await reading("need another zorblax soon", *map(sentence, said), head=head)
    assert (found.intent, found.sure) == ("refill_prescription", True)
    other = await reading("I would like to book an appointment", *map(sentence, said), head=head)
    assert other.intent == "book_appointment"


async def test_what_was_learned_leaves_alone_what_is_not_like_it():
    trained = built_in("healthcare")
    assert trained
    said = ["my zorblax is empty", "the blue thing for breathing is finished"]
    head = learned(
        trained[0], [("refill_prescription", each) for each in said], said, EMBEDDER.embed_now(said)
    ).over(trained[0])
    others = [
        "are my blood results back",
        "move me to Thursday",
        "do you have parking",
        "the weather is fine",
    ]
    rows = EMBEDDER.embed_now(others)
    before, after = trained[0].judge(rows, others), head.judge(rows, others)
    assert [one.intent for one in after] == [one.intent for one in before]
    assert [one.confidence for one in after] == pytest.approx([one.confidence for one in before], abs=0.05)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("(", "no regular expression"),
        ("a*", "found in everything"),
        ("a|", "found in everything"),
        ("(?=a)b", "ahead or behind"),
        (r"(a)\1", "Referring back"),
        (r"(a+){30}", "letter or a dot"),
        (r"\w{30}", "letter or a dot"),
        ("[a-z]{9}", "letter or a dot"),
        ("a{1000}", "at most 40"),
        ("a" * 201, "at most 200"),
    ],
)
def test_a_pattern_that_could_do_harm_is_refused_in_words(text: str, problem: str):
    with pytest.raises(NoPattern, match=problem):
        OwnPattern(text)
    assert problem in pattern(text).problem


@pytest.mark.parametrize("text", ["(a+)+$", "(a|aa)+b", "(.*a){1}.*b", r"(\w+\s?)+!$", "a.{0,40}a.{0,40}b"])
def test_no_pattern_runs_away(text: str):
    try:
        found = OwnPattern(text)
    except NoPattern:
        return
    assert ends_within(0.1, lambda: found.is_in("a" * 1000))


def test_patterns_know_the_letters_of_all_languages():
    assert OwnPattern(r"\bél\b").is_in("Para ÉL, por favor")
    assert OwnPattern(r"^\W*müll").is_in("¿Müllabfuhr?")
    assert OwnPattern("l'ordonnance").is_in("L'Ordonnance bleue")


async def alarms(said: str, *phrases: Phrase, sector: str = "insurance", language: str = "es") -> bool:
    talk = a_demo_of(sector)
    talk.language = language
    talk.business = replace(talk.business, own_words=OwnWords.of(list(phrases)))
    return "emergency" in (await talk.say(said)).tells


async def test_a_sentence_of_the_business_is_no_danger_and_what_is_said_beside_it_is():
    said = "esto es una emergencia de tarta"
    own = sentence(said, "claim_status", "es")
    assert await alarms(said)

    assert not await alarms(said, own)
    assert await alarms(f"{said}. Mi padre no respira", own)


async def test_a_pattern_of_the_business_wins_where_it_is_all_that_is_said():
    said = "das ist ein Notfall mit der Torte"
    whole = pattern("das ist ein (kleiner )?notfall mit der torte", "claim_status", "de")
    assert await alarms(said, language="de")

    assert not await alarms(said, whole, language="de")
    assert await alarms(said, pattern("torte", "claim_status", "de"), language="de")
    assert await alarms(said, pattern(".*torte.*", "claim_status", "de"), language="de")


async def test_no_own_words_take_the_emergencies_of_a_sector_away():
    said = "tengo un dolor fuerte en el pecho"
    assert await alarms(said, sentence(said, "book_appointment", "es"), sector="healthcare")
