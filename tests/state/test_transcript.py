"""Lines of a transcript, and what is told of why."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from uuid_utils.compat import uuid7

from caly_app.actor import ActorKind
from caly_app.agents.sectors import all_sectors
from caly_app.models import Note, TimelineEntry, TimelineKind
from caly_app.queries.turns import ToolRunView, TurnView
from caly_app.state.conversation_view import mood_line
from caly_app.state.transcript import Learned, Line, lines

LONDON = ZoneInfo("Europe/London")
NINE = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def a_turn(seq: int, speaker: ActorKind, text: str | None, minute: int, **more: object) -> TurnView:
    return TurnView(id=uuid7(), seq=seq, speaker=speaker, text=text, said_at=at(minute), **more)


def happened(kind: TimelineKind, minute: int, **details: object) -> TimelineEntry:
    return TimelineEntry(
        organization_id=UUID(int=1),
        kind=kind,
        actor_kind=ActorKind.OPERATOR,
        actor_id=UUID(int=2),
        actor_name="Mara Lind",
        details=details,
        happened_at=at(minute),
    )


def shown(turns: list[TurnView], notes: list[Note] = (), entries: list[TimelineEntry] = ()) -> list[Line]:
    return list(lines(turns, notes, entries, LONDON, "Ada Quist"))


def test_turns_stand_by_seq_and_everything_else_between_them_by_time():
    turns = [
        a_turn(1, ActorKind.CUSTOMER, "Hello", 0),
        a_turn(2, ActorKind.OPERATOR, "Good morning", 5, author_name="Mara Lind"),
    ]
    note = Note(
        organization_id=UUID(int=1),
        conversation_id=UUID(int=3),
        author_id=UUID(int=2),
        author_name="Mara Lind",
        text="Has rung twice",
        written_at=at(7),
    )

    found = shown(turns, [note], [happened(TimelineKind.CLAIMED, 3), happened(TimelineKind.NOTED, 7)])

    assert [(line.kind, line.text) for line in found] == [
        ("customer", "Hello"),
        ("system", "Mara Lind joined"),
        ("operator", "Good morning"),
        ("note", "Has rung twice"),
    ]
    assert [line.time for line in found] == ["09:00", "09:03", "09:05", "09:07"]
    assert found[0].by == "Ada Quist"
    assert found[0].whole_time == "Monday 5 October 2026, 09:00:00 (Europe/London)"


def test_a_silent_turn_is_no_line():
    assert shown([a_turn(2, ActorKind.AGENT, None, 0, answers=uuid7())]) == []


def test_why_is_told_in_plain_words_with_what_was_done():
    turn = a_turn(
        2,
        ActorKind.AGENT,
        "Which day suits you?",
        0,
        answers=uuid7(),
        asks=["day"],
        tells=["slot_taken"],
        why={
            "understood": [{"intent": "book_appointment", "confidence": 0.931, "by": "examples"}],
            "commands": ["StartFlow book_appointment", "FillSlot full_name"],
            "slots": ["full_name"],
            "checks": [{"check": "identity", "result": "not_needed"}],
            "asked_because": "it is missing",
            "milliseconds": 11.6,
        },
        tool_runs=[ToolRunView(0, "find_openings", False, "done", "found", {"day": "2026-10-08"}, 2.2)],
    )

    [line] = shown([turn])

    assert {pair.name: pair.value for pair in line.why} == {
        "Understood": "“Book appointment” (93% sure, by its likeness to examples)",
        "Learned": "full name",
        "Asked for": "day, because it is missing",
        "Checked": "identity: not needed",
        "Told": "slot taken",
        "Took": "12 ms to decide",
    }
    assert line.tools == ["Find openings (day Thursday 8 October 2026): found, 2 ms"]


def told(why: dict[str, object], **more: object) -> list[tuple[str, str]]:
    turn = a_turn(2, ActorKind.AGENT, "So.", 0, answers=uuid7(), why=why, **more)
    [line] = lines([turn], [], [], LONDON, "Ada Quist", Learned(sector=all_sectors()["healthcare"]))
    return [(pair.name, pair.value) for pair in line.why]


def test_intents_and_slots_are_called_as_the_agent_calls_them():
    said = told(
        {
            "understood": [{"intent": "book_appointment", "confidence": 1.0, "by": "own words"}],
            "commands": ["StartFlow book_appointment"],
            "slots": ["full_name"],
            "asked_because": "date_of_birth is needed and not known yet",
        },
        asks=["date_of_birth"],
    )
    assert said == [
        ("Understood", "“Book an appointment” (100% sure, by your own words)"),
        ("Learned", "full name"),
        ("Asked for", "date of birth, because it is needed and not known yet"),
    ]


def test_what_was_read_twice_in_a_message_is_said_once():
    reading = {"intent": "book_appointment", "confidence": 1.0, "by": "pattern"}
    assert len(told({"understood": [reading, reading], "commands": ["StartFlow book_appointment"]})) == 1


def test_an_answer_is_called_one_whatever_its_words_are_like():
    readings = [{"intent": "is_a_bot", "confidence": 0.18, "by": "examples"}]
    assert told({"understood": readings, "commands": ["FillSlot full_name"]}) == [
        ("Understood", "an answer to what was asked")
    ]


NEAREST = {"intent": "reschedule_appointment", "confidence": 0.167, "by": "examples"}


@pytest.mark.parametrize("commands", [["Clarify"], ["CallTool"], ["Answer told"], ["Answer offer_person"]])
def test_what_only_came_nearest_is_not_said_to_be_understood(commands):
    assert told({"understood": [NEAREST], "commands": commands}) == [
        (
            "Understood",
            "nothing; nearest was “Move an appointment” (17% sure, by its likeness to examples)",
        )
    ]
    assert told({"commands": commands}) == [("Understood", "nothing")]


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        (
            ["Clarify describe_symptoms complaint"],
            "not surely: asked whether “Symptoms” or “A complaint” is meant",
        ),
        (["StartFlow book_appointment", "FillSlot date"], "“Book an appointment” (by what was told for it)"),
        (["EndConversation"], "Goodbye"),
        (["Answer fact"], "A question about us"),
        (["AskForPerson requested"], "A person is wanted"),
    ],
)
def test_what_was_understood_without_a_reading_is_said(commands, words):
    readings = [] if "Clarify" not in commands[0] else [NEAREST]
    assert told({"understood": readings, "commands": commands}) == [("Understood", words)]


def test_what_nobody_owns_is_told_with_its_value_in_words():
    why = {
        "commands": ["FillSlot duration", "FillSlot severity", "FillSlot symptom", "FillSlot full_name"],
        "slots": ["duration", "severity", "symptom", "full_name"],
        "learned": {"duration": "P2D", "severity": "3"},
    }
    assert told(why)[1] == (
        "Learned",
        "how long it has lasted 2 days, how strong it is 3, symptom, full name",
    )


def test_what_was_done_is_told_without_codes():
    given = {"duration": "P1DT2H", "resource_id": str(uuid7())}
    run = ToolRunView(0, "triage", False, "done", "advice_same_day", given, 2.2)
    turn = a_turn(2, ActorKind.AGENT, "So.", 0, answers=uuid7(), tool_runs=[run])
    [line] = lines([turn], [], [], LONDON, "Ada Quist", Learned(sector=all_sectors()["healthcare"]))
    assert line.tools == [
        "Triage (how long it has lasted 1 day 2 hours): "
        "“I cannot make a diagnosis, but this should be seen today. If it gets worse, call "
        "[emergency number].”, 2 ms"
    ]


def test_a_fact_that_was_told_as_it_stands_is_named():
    said = told({"commands": ["Answer fact"], "facts": ["parking"]}, tells=["fact"])
    assert said == [("Understood", "A question about us"), ("Answered from", "your facts: “parking”")]


@pytest.mark.parametrize(
    ("check", "result", "pair"),
    [
        ("gate:cancel_appointment", "passed", ("Checked", "Cancel an appointment: allowed")),
        (
            "gate:cancel_appointment",
            "identity",
            ("Checked", "Cancel an appointment: refused, because the customer has not proven who they are"),
        ),
        (
            "identity",
            "proven by date_of_birth and phone",
            ("Checked", "identity: proven by date of birth and phone"),
        ),
        ("outside", "outside_away", ("Your own server", "did not answer")),
        ("instruction", "Offer Friday morning", ("An operator's word", "Offer Friday morning")),
        ("as told before", "full_name", ("As told before", "full name")),
        ("said in another voice", "warm", ("Said", "in another voice, warm")),
    ],
)
def test_what_was_checked_is_a_sentence(check, result, pair):
    assert told({"checks": [{"check": check, "result": result}]}) == [pair]


def test_what_a_worded_answer_rests_on_is_shown_as_its_customer_reads_it():
    why = {
        "sources": [
            {"kind": "tool", "name": "track_parcel", "title": "Track a parcel", "link": ""},
            {"kind": "fact", "name": "gift_cards", "title": "Gift cards", "link": ""},
        ]
    }
    assert told(why) == [
        ("Answered from", "your facts: “gift_cards”"),
        ("Answered from", "your own tools: Track a parcel"),
    ]
    [line] = shown([a_turn(1, ActorKind.AGENT, "They last two years.", 0, why=why)])
    assert line.sources == "Track a parcel · Gift cards"
    [line] = shown([a_turn(1, ActorKind.AGENT, "Hello", 0)])
    assert line.sources == ""


def test_what_a_model_was_asked_for_and_what_it_cost():
    asked = [
        {"use": "understand.small", "model": "llama-8b", "tokens": 820, "cost_micros": 150},
        {"use": "answer", "tokens": 1500, "cost_micros": 0},
        {"use": "kept", "tokens": 0, "cost_micros": 0},
    ]
    assert told({"models": asked, "milliseconds": 1640}) == [
        ("Asked", "A cheaper language model llama-8b, to understand (820 tokens, $0.0001)"),
        ("Asked", "The language model, to answer from your facts (1,500 tokens)"),
        ("Answer", "kept from the last time this was asked; it cost nothing"),
        ("Took", "1.6 s to decide"),
    ]


def test_why_a_model_was_not_asked_is_said():
    away = {"intent": "", "confidence": 0.0, "by": "model_away"}
    assert told({"understood": [away]}) == [("Not asked", "the language model, which did not answer")]
    spent = {"use": "none", "limit": "conversation_tokens", "most": 20_000}
    assert told({"understood": [away], "models": [spent]}) == [
        ("Not asked", "the language model: this conversation has used what one may (20,000 tokens)")
    ]
    spent = {"use": "none", "limit": "day_money", "most": 50_000_000}
    assert told({"models": [spent]}) == [
        ("Not asked", "the language model: this business has used what it may on one day ($50.00)")
    ]


def test_what_the_words_leave_out_is_named_and_can_be_looked_at():
    hidden = [{"kind": "phone", "value": "pv:1"}, {"kind": "phone", "value": "pv:1"}]
    [line] = shown([a_turn(1, ActorKind.CUSTOMER, "[phone ...23]", 0, why={"hidden": hidden})])

    assert [(one.id, one.kind) for one in line.hidden] == [("1", "phone number")]
    assert line.why == []
    assert told({"hidden": hidden}) == [("Hidden", "phone number")]


def test_the_greeting_answers_nothing_and_has_no_why():
    [line] = shown([a_turn(1, ActorKind.AGENT, "Hello", 0, why={"milliseconds": 3})])

    assert line.why == []


def test_a_mood_needs_two_points_and_goes_up_when_it_gets_better():
    assert mood_line([None, 0.5]) == ""
    assert mood_line([-1.0, None, 1.0]) == "0.0,19.0 100.0,1.0"
