"""What a customer told of themselves is kept in their own words, few and short; nothing else is."""

import pytest

from caly_app.agents import remarks
from caly_app.agents.remarks import chosen
from caly_app.ports import EarlierWords


def told(*said: str, asks: tuple[str, ...] = ()) -> list[str]:
    words = [EarlierWords(2 * place + 1, each, asks) for place, each in enumerate(said)]
    return [one.words for one in chosen(words)]


@pytest.mark.parametrize(
    "said",
    [
        "my daughter is allergic to nuts",
        "we're coming with the dog",
        "I'm away until the 12th",
        "I'm vegan by the way",
        "I'd rather have a woman doctor",
        "the lift is broken so nobody can bring it up",
        "me duele la muela desde ayer",
        "mi hijo es celíaco",
        "je ne peux pas marcher longtemps",
        "on vient avec mon chien",
        "Wir kommen mit dem Hund",
        "ich kann die Treppe nicht steigen",
    ],
)
def test_what_they_told_of_themselves_is_kept(said):
    assert told(said) == [said]
    assert told(said, asks=("date",)) == [said], "whatever it was an answer to"
    assert told(f"Hello. {said}. Thanks a lot!") == [said]


@pytest.mark.parametrize(
    "said",
    [
        "hello",
        "good morning, thanks a lot",
        "yes please",
        "no, the other one",
        "that's right, go on",
        "is there parking?",
        "where is my order",
        "what time do you close",
        "my name is Ann Lee",
        "my number is [phone ...23]",
        "it's [code], thanks",
        "cancel it",
        "gracias, muy amable",
        "vielen dank",
    ],
)
def test_what_says_nothing_of_them_is_left_out(said):
    assert told(said) == []


@pytest.mark.parametrize(
    "said", ["Thursday at 10", "on my own", "Ann Lee from my work", "we are four people"]
)
def test_a_mere_answer_is_in_its_slot(said):
    assert told(said, asks=("date",)) == []


def test_each_has_its_turn_and_what_was_said_again_is_of_the_later():
    words = [
        EarlierWords(3, "My daughter is allergic to nuts. We come with the dog."),
        EarlierWords(9, "we come with the dog"),
    ]
    assert [(one.seq, one.words) for one in chosen(words)] == [
        (3, "My daughter is allergic to nuts"),
        (9, "we come with the dog"),
    ]


def test_two_hundred_turns_stay_within_bounds_and_what_lasts_is_kept():
    said = ["my daughter is allergic to nuts"]
    said += [f"my dog number {n} barks because it has been {'a very ' * 40}long day" for n in range(200)]

    found = told(*said)

    assert len(found) == remarks.AT_MOST and found[0] == "my daughter is allergic to nuts"
    assert sum(map(len, found)) <= remarks.CHARACTERS_AT_MOST
    assert len(found[1]) <= 60 < len(found[-1]) <= 140, "the oldest are shortened first"


def test_nothing_told_is_nothing_said():
    assert remarks.as_data([]) == []


def test_a_value_that_was_cut_in_two_is_not_among_them():
    said = ("my dog is ill because " + "it ate and ate " * 40)[: remarks.READ_AT_MOST - 8] + " at DE8937"
    assert len(said) >= remarks.READ_AT_MOST
    [kept] = told(said)
    assert kept.startswith("my dog is ill") and "DE89" not in kept
