"""What the customer says next."""

from typing import Any

from caly_app.scenarios.choose import Heard, Script
from tests.scenarios.documents import names, scenario

GREETED = Heard(tells=("greeting",))


def script(*turns: dict[str, Any], map_: dict[str, Any] | None = None, **changed: Any) -> Script:
    return Script(scenario(turns=list(turns), **changed), names(map_))


def said(of: Script, *heard: Heard) -> list[str | None]:
    lines = [of.next(one) for one in heard]
    return [line.text if line else None for line in lines]


def asks(*slots: str, **more: Any) -> Heard:
    return Heard(asks=slots, **more)


def test_what_fits_comes_before_what_has_no_condition() -> None:
    one = script({"say": "hello"}, {"say": "later"}, {"when": {"asked_for": "phone"}, "say": "0123"})
    assert said(one, GREETED, asks("phone"), asks("phone")) == ["hello", "0123", "later"]


def test_all_that_is_named_must_fit_and_of_a_list_any() -> None:
    turn = {"when": {"asked_for": ["time", "date"], "offered": "alternatives"}, "say": "nine"}
    one = script(turn, {"say": "well"})
    assert said(one, asks("time"), asks("date", offers=("alternatives",))) == ["well", "nine"]


def test_outcomes_that_were_told_choose_a_turn() -> None:
    one = script({"when": {"told": ["slot_taken", "fully_booked"]}, "say": "oh"}, {"say": "hi"})
    assert said(one, GREETED, asks("time", tells=("fully_booked",))) == ["hi", "oh"]


def test_several_things_asked_at_once_get_every_answer() -> None:
    one = script(
        {"when": {"asked_for": "full_name"}, "say": "Ros"},
        {"when": {"asked_for": "email"}, "say": "r@example.org"},
        {"when": {"asked_for": "phone"}, "say": "0123"},
    )
    assert said(one, asks("phone", "full_name")) == ["Ros, 0123"]
    assert said(one, asks("email")) == ["r@example.org"]


def test_one_answer_for_two_things_is_said_once() -> None:
    one = script(
        {"when": {"asked_for": ["date", "time"]}, "say": "Thursday at nine"},
        {"when": {"asked_for": "time"}, "say": "nine"},
    )
    assert said(one, asks("date", "time")) == ["Thursday at nine"]


def test_after_a_turn_that_was_said() -> None:
    one = script(
        {"when": {"after": "park"}, "say": "fine, yes"},
        {"say": "book"},
        {"id": "park", "when": {"asked_for": "confirmation"}, "say": "parking?"},
    )
    assert said(one, GREETED, asks("confirmation"), asks("confirmation")) == ["book", "parking?", "fine, yes"]


def test_what_is_asked_again_gets_its_last_answer_or_the_one_for_again() -> None:
    one = script(
        {"when": {"asked_for": "phone"}, "say": "0123"},
        {"when": {"asked_for": "full_name"}, "say": "Ros", "again": "R O S"},
    )
    heard = [asks("phone"), asks("phone"), asks("full_name"), asks("full_name"), asks("full_name", "phone")]
    assert said(one, *heard) == ["0123", "0123", "Ros", "R O S", "R O S, 0123"]


def test_a_yes_to_one_thing_is_none_to_another_offer() -> None:
    one = script({"when": {"asked_for": "confirmation"}, "say": "yes"})
    offer = asks("confirmation", holds_out="proposal")
    heard = [asks("confirmation"), asks("confirmation"), offer]
    assert said(one, *heard) == ["yes", "yes", "I don't know, sorry"]
    other = script({"when": {"asked_for": "confirmation"}, "say": "yes"})
    assert said(other, offer, offer) == ["yes", "yes"]


def test_of_two_turns_for_one_thing_the_second_comes_when_it_is_asked_again() -> None:
    one = script(
        {"when": {"asked_for": "phone"}, "say": "0123"}, {"when": {"asked_for": "phone"}, "say": "0456"}
    )
    assert said(one, asks("phone"), asks("phone"), asks("phone")) == ["0123", "0456", "0456"]


def test_what_no_turn_covers_is_not_known() -> None:
    assert said(script({"say": "hello"}), GREETED, asks("email")) == ["hello", "I don't know, sorry"]
    assert said(script({"say": "hola"}, language="es"), GREETED, asks("email"))[1] == "No lo sé, lo siento"


def test_the_run_ends_where_nothing_is_asked() -> None:
    one = script({"say": "hello"}, {"when": {"offered": "person"}, "say": "never comes"})
    assert said(one, GREETED, GREETED) == ["hello", None]


def test_after_the_end_only_who_has_more_to_say_goes_on() -> None:
    one = script({"say": "bye"}, {"when": {"asked_for": "phone"}, "say": "0123"})
    assert said(one, GREETED, asks("email", ended=True)) == ["bye", None]


def test_other_peoples_names_mean_any_of_ours() -> None:
    one = script(
        {"when": {"asked_for": "account"}, "say": "0123"},
        {"when": {"offered": "other_times"}, "say": "eleven"},
        map_={"slots": {"account": ["email", "phone"]}, "offered": {"other_times": ["slot", "alternatives"]}},
    )
    assert said(one, asks("phone"), asks("time", offers=("slot",))) == ["0123", "eleven"]


def test_a_bad_line_is_good_when_it_is_said_otherwise() -> None:
    one = script(
        {"when": {"asked_for": "phone"}, "say": "oh two", "asr": "low_confidence", "again": "0123"},
        channel="voice",
    )
    first, second = one.next(asks("phone")), one.next(asks("phone"))
    assert first and second and (first.is_noisy, second.is_noisy) == (True, False)


def test_silence_has_no_words() -> None:
    line = script({"say": "", "silence_seconds": 8}).next(GREETED)
    assert line and (line.text, line.silence_seconds) == ("", 8)
