"""Texts as businesses have them, in pieces that are each one fact."""

import pytest

from caly_app.agents.passages import Passage, name_of, passages, wording
from tests.least_seconds import ends_within

PARKING, WIFI = ("Can I park there?", "Yes, behind the house."), ("Is there wifi?", "Yes. Ask at the desk.")
BOTH = [Passage(*PARKING), Passage(*WIFI)]

FORMS = {
    "labels": "Q: {q1}\nA: {a1}\n\nQ: {q2}\nA: {a2}",
    "labels, close together": "Q: {q1}\nA: {a1}\nQ: {q2}\nA: {a2}",
    "labels with numbers": "Q1. {q1}\nA1. {a1}\nQ2. {q2}\nA2. {a2}",
    "whole words": "Question: {q1}\nAnswer: {a1}\n\nQUESTION 2: {q2}\nANSWER 2: {a2}",
    "bold labels": "**Q:** {q1}\n**A:** {a1}\n\n**Q: {q2}**\n\nA: {a2}",
    "over several lines": "Q: Can I park\nthere?\nA: Yes,\nbehind the house.\nQ: {q2}\nA:\n{a2}",
    "in German": "Frage: {q1}\nAntwort: {a1}\n\nF: {q2}\nA: {a2}",
    "in Spanish": "Pregunta: {q1}\nRespuesta: {a1}\n\nP: {q2}\nR: {a2}",
    "question marks": "{q1}\n{a1}\n\n{q2}\n{a2}",
    "question marks, close together": "{q1}\n{a1}\n{q2}\n{a2}",
    "question marks with air": "{q1}\n\n{a1}\n\n\n{q2}\n\n{a2}\n",
    "numbered": "1. {q1}\n{a1}\n2. {q2}\n{a2}",
    "headings": "# Frequently asked\n\n## {q1}\n\n{a1}\n\n## {q2} ##\n{a2}",
    "underlined": "{q1}\n---------\n{a1}\n\n{q2}\n=========\n{a2}",
    "bold": "**{q1}**\n{a1}\n\n__{q2}__\n\n{a2}",
    "bold in a list": "- **{q1}** {a1}\n- **{q2}** {a2}",
    "ruled off": "{q1}\n{a1}\n\n---\n\n{q2}\n{a2}\n***",
    "of another system": "{q1}\r\n{a1}\r\n\r\n{q2}\r\n{a2}\r\n",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_questions_are_found_in_whichever_form_they_are_written(form: str) -> None:
    text = form.format(q1=PARKING[0], a1=PARKING[1], q2=WIFI[0], a2=WIFI[1])
    assert list(passages(text).found) == BOTH


def test_a_policy_is_found_by_its_headings_and_its_lists_stay_lists() -> None:
    text = """# Our house

## Cancelling
You may cancel until
the day before. After that:

- half of the price
- **nothing** back on the day

### Pets:
See [our rules](https://elm-row.example/pets), or ask `us`.
"""
    cancelling, pets = passages(text).found
    assert cancelling.question == "Cancelling"
    assert cancelling.text == (
        "You may cancel until the day before. After that:\n\n- half of the price\n- nothing back on the day"
    )
    assert pets == Passage("Pets", "See our rules (https://elm-row.example/pets), or ask us.")


def test_a_question_mark_in_the_middle_of_an_answer_begins_nothing() -> None:
    [only] = passages("Q: Can I park there?\nA: Yes.\nDo you come early?\nThen use the gate.").found
    assert only.text == "Yes. Do you come early? Then use the gate."
    [only] = passages("Can I park there?\nPeople often wonder, and ask\nwhere?\nBehind the house.").found
    assert only.text.endswith("ask where? Behind the house.")


def test_what_has_no_answer_is_named_and_what_has_no_question_is_passed_over() -> None:
    read = passages("We are a clinic.\n\nCan I park there?\n\nIs there wifi?\nYes.\n\n# Empty\n# Also empty")
    assert list(read.found) == [Passage("Is there wifi?", "Yes.")]
    assert list(read.unanswered) == ["Can I park there?"]


@pytest.mark.parametrize(
    "text", ["", " \n ", "Only some prose.\nOf two lines.", "---", "Q:", "**", "#", "A: x"]
)
def test_where_nothing_is_asked_nothing_is_found(text: str) -> None:
    assert not passages(text).found


@pytest.mark.parametrize(
    "piece",
    ["*", "_ ", "- ", "[", "[](", "**a", "Q: ", "# ", "?\n", "`", " ", "1. ", "=\n", "a?\nb.\n", "#a  "],
)
def test_whatever_is_pasted_is_read_in_a_moment(piece: str) -> None:
    assert ends_within(2, lambda: passages(piece * (20_000 // len(piece))))


def test_the_name_of_a_fact_is_the_word_that_says_most() -> None:
    asked = {
        "Do you have a wheelchair?": "wheelchair",
        "Can I park there?": "park",
        "Pets": "pets",
        "Which questions should customers ask about refunds?": "refunds",
        "?": "",
    }
    assert {question: name_of(question) for question in asked} == asked


def test_words_are_the_same_whatever_their_case_and_punctuation_but_numbers_count() -> None:
    assert wording("Can I park?", "Yes, for TWO hours.") == wording("can I  park", "yes for two hours")
    assert wording("It is £3.") != wording("It is £4.")
