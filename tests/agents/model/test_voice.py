"""Another voice for what came of a turn: whatever a model says, nothing is added and nothing is lost."""

import asyncio
import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caly_app.agents import engine, rephrasing
from caly_app.agents.config import AssistantDocument
from caly_app.agents.engine import Acted, Decision
from caly_app.agents.ordinary import words_of
from caly_app.agents.rephrasing import Outline, Voiced, says_the_same
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.slots.plain import folded
from tests.agents.model.scripted import Scripted
from tests.agents.world import Talk, a_demo_of

SHARE, ALL = 150, 10_000  # generated cases
BOOK = ("book me in with Dr Halas on Thursday at 10", "Ann Dell", "020 7946 0999", "yes")
BOOKED = (
    "Your appointment is booked: [1] with [2]. Your reference is [3]; please keep it. "
    "Anything else I can do for you? I am happy to help."
)
KINDLY = (
    "Wonderful, thank you! Your appointment is booked for [1] with [2]. Here is your reference: [3]. "
    "Please keep it. Is there anything else I can do for you?"
)


async def after(*lines: str, tone: str = "warm", **given: object) -> tuple[Talk, Decision, Acted]:
    """The demo clinic, and what has come of the last line."""
    talk = a_demo_of("healthcare")
    document = talk.config.model_dump()
    talk.config = AssistantDocument.model_validate({**document, "persona": {"tone": tone}, **given})
    await talk.says(*lines[:-1]) if len(lines) > 1 else None
    decision = await engine.decide(talk.turn(lines[-1]), talk.ports)
    return talk, decision, await engine.act(decision, talk.tools)


async def outline_of(*lines: str, tone: str = "warm", **given: object) -> Outline | None:
    _, _, acted = await after(*lines, tone=tone, **given)
    return engine.outline(acted)


async def test_what_is_said_keeps_all_that_was_told() -> None:
    talk, decision, acted = await after(*BOOK)
    outline = engine.outline(acted)
    assert outline and outline.text == BOOKED
    voiced = await rephrasing.voiced(outline, decision.turn, Scripted([{"text": KINDLY}]))
    reply = engine.tell(decision, acted, voiced)
    assert reply.text == (
        "Wonderful, thank you! Your appointment is booked for Thursday, 8 October 2026 at 10:00 with "
        "Dr. Imre Halas. Here is your reference: K7M2-0000. Please keep it. "
        "Is there anything else I can do for you?"
    )
    assert {"check": "said in another voice", "result": "warm"} in reply.why.checks
    assert reply.card and reply.card.reference == "K7M2-0000"


async def test_a_model_is_told_no_value() -> None:
    _, decision, acted = await after(*BOOK)
    outline, model = engine.outline(acted), Scripted([{"text": KINDLY}])
    assert outline
    await rephrasing.voiced(outline, decision.turn, model)
    told = " ".join(line.text for line in model.asked[0])
    for value in (*outline.values, "Halas", "October", "7946", "Ann"):
        assert value not in told


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Your appointment is booked.",
        BOOKED.replace("[3]", "[4]"),
        BOOKED.replace("[1] with [2]", "[2] with [1]"),
        BOOKED.replace("[3]", "[3] [3]"),
        BOOKED.replace("[2]", "Dr. No"),
        BOOKED.replace("[1]", "Friday"),
        BOOKED.replace("is booked", "is not booked"),
        BOOKED.replace("is booked", "is cancelled"),
        BOOKED.replace("booked", "booked twice"),
        BOOKED.replace("?", "."),
        BOOKED.replace("please keep it", "please keep it?"),
        f"{BOOKED} It is free.",
        f"{BOOKED} We will call you.",
        f"{BOOKED} See www.example.com.",
        f"{BOOKED} That makes 5 pounds.",
        f"{BOOKED} Smith says hello.",
        f"{BOOKED} <b>Great</b>",
        f"{BOOKED} £",
        f"{BOOKED} {BOOKED}",
        f"Thank you. Thank you. Thank you. Thank you. {BOOKED}",
        "{text}",
    ],
)
async def test_what_adds_loses_or_turns_something_round_is_not_said(words: str) -> None:
    _, decision, acted = await after(*BOOK)
    outline = engine.outline(acted)
    assert outline
    assert await rephrasing.voiced(outline, decision.turn, Scripted([{"text": words}])) is None


@pytest.mark.parametrize(
    ("language", "told", "same", "other"),
    [
        ("es", "Su cita no es [1].", "Lo siento, su cita no es [1].", "Su cita es [1]."),
        ("fr", "La visite est annulée : [1].", "Merci, la visite est annulée : [1].", "La visite est [1]."),
        ("de", "Ihr Termin ist [1].", "Vielen Dank! Ihr Termin ist [1].", "Herr Termin hat Geld: [1]."),
        ("en", "You owe us [1].", "I am sorry, you owe us [1].", "We owe you [1]."),
        ("en", "It moved from [1] to [2].", "Great, it moved from [1] to [2].", "It moved to [1] from [2]."),
        ("en", "It is [1] or [2].", "Well, it is [1] or [2].", "It is [1] and [2]."),
        ("xx", "Una bela cosa [1].", "Una bela cosa [1].", "Thank you, una bela cosa [1]."),
    ],
)  # fmt: skip
def test_every_language_has_ordinary_words(language: str, told: str, same: str, other: str) -> None:
    outline = Outline(told, ("x", "y"), language)
    assert says_the_same(same, outline, 3) and not says_the_same(other, outline, 3)


@pytest.mark.parametrize(
    "lines",
    [
        ("hello",),
        ("are you a robot?",),
        ("I would like to book an appointment",),
        BOOK[:3],
        ("I want to talk to a person",),
        ("my chest hurts and I cannot breathe",),
        ("when is my appointment?",),
        ("goodbye",),
        ("is there parking?",),
    ],
)
async def test_where_each_word_counts_it_is_said_as_it_is_written(lines: Sequence[str]) -> None:
    assert await outline_of(*lines) is None


async def test_a_courtesy_may_stand_before_two_sentences_of_which_one_is_a_value() -> None:
    _, decision, acted = await after("are you open on sunday?")
    outline = engine.outline(acted)
    assert outline and outline.text == "On [1] we are closed. [2]"
    said = f"Thank you! {outline.text}"
    assert await rephrasing.voiced(outline, decision.turn, Scripted([{"text": said}]))


async def test_a_plain_tone_is_what_the_templates_have_and_it_may_be_switched_off() -> None:
    assert await outline_of("are you open on sunday?") is not None
    assert await outline_of("are you open on sunday?", tone="plain") is None
    assert await outline_of("are you open on sunday?", model={"phrases": False}) is None


async def test_where_something_else_came_of_it_the_template_is_said() -> None:
    """Somebody was quicker while the model thought."""
    _, decision, acted = await after(*BOOK)
    reply = engine.tell(decision, acted, Voiced("Your appointment is moved: [1].", "Lovely, moved: [1]."))
    assert reply.text.startswith("Your appointment is booked: Thursday")


async def test_values_that_look_like_ours_are_taken_as_they_are() -> None:
    assert Outline.of("Say [1] now.", "en") is None
    marked = "For \ue000Ann \ue000Dell\ue001\ue001 at 10:30 on Monday, see www.example.org."
    outline = Outline.of(marked, "en")
    assert outline and outline.text == "For [1] at [2] on [3], see [4]"
    assert outline.values == ("Ann Dell", "10:30", "Monday", "www.example.org.")


_TOLD = [
    BOOKED,
    "Your refund of [1] was not possible. You paid [2] on [3].",
    "It moved from [1] to [2]. Would you like [3] or [4]?",
    "We are closed on [1].",
]
_VALUES = ("£10.00", "Ann Dell", "Monday", "AB-1")
_bits = st.one_of(
    st.sampled_from(sorted({word for told in _TOLD for word in re.findall(r"\[\d\]|\w+|[.?!,:;]", told)})),
    st.sampled_from(["not", "7", "Smith", "free", "refunded", "www.a.com", "two", "[9]", "<i>"]),
    st.sampled_from(["thank", "you", "lovely", "please", "and", "the", "Wonderful", "sorry", "I", "?", "\n"]),
    st.text(max_size=6),
)  # fmt: skip


@st.composite
def _said(draw: st.DrawFn) -> tuple[str, str]:
    """A message, and what a model makes of it: the same with bits put in, taken out or changed."""
    told = draw(st.sampled_from(_TOLD))
    words = told.split(" ")
    for _ in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, max(0, len(words) - 1)))
        words[place : place + draw(st.integers(0, 1))] = draw(st.lists(_bits, max_size=2))
    return told, draw(st.one_of(st.just(" ".join(words)), st.lists(_bits, max_size=20).map(" ".join)))


@pytest.mark.timeout(1800)  # ten thousand of them
def test_no_number_date_name_or_link_is_read_that_was_not_in_the_outcome(is_full: bool) -> None:
    ordinary = set(re.findall(r"\w+", " ".join(_ordinary())))
    loop = asyncio.new_event_loop()
    turn = a_demo_of("healthcare").turn("hello")
    accepted = 0

    @settings(
        max_examples=ALL if is_full else SHARE,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=_said())
    def one(case: tuple[str, str]) -> None:
        nonlocal accepted
        told, said = case
        outline = Outline(told, _VALUES, "en")
        voiced = loop.run_until_complete(rephrasing.voiced(outline, turn, Scripted([{"text": said}])))
        if voiced is None:
            return
        accepted += 1
        before, after = outline.filled(told), outline.filled(voiced.words)
        assert re.findall(r"\d+", after) == re.findall(r"\d+", before)
        assert after.count("?") == before.count("?") and after.lower().count(" not ") == before.count(" not ")
        known = {folded(word) for word in re.findall(r"\w+", before)} | {folded(word) for word in ordinary}
        assert {folded(word) for word in re.findall(r"\w+", after)} <= known

    try:
        one()
    finally:
        loop.close()
    assert accepted


def _ordinary() -> list[str]:
    who, words = words_of("en")
    return [*who, *words]


@pytest.mark.parametrize("sector", sorted(all_sectors()))
def test_what_is_ordinary_is_in_no_sector_a_word_that_decides(sector: str) -> None:
    """ "Booked", "cancelled", "free"... are never put in by a model."""
    never = ("not", "never", "free", "booked", "cancelled", "refund", "will", "paid", "one", "two", "until")
    for language in ("en", "es", "fr", "de"):
        assert not set(never) & set(words_of(language)[1])
    assert set(all_sectors()[sector].said_as_written) <= set(all_sectors()[sector].tells)
