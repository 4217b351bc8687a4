"""Notes on customers: words in all languages, tables that fit their sectors, prose that adds nothing."""

import json

import pytest

from caly_app.agents.commands import EscalationReason
from caly_app.agents.lead_notes import words_for
from caly_app.agents.lead_prose import in_sentences, says_the_same
from caly_app.agents.lead_rules import FollowUpKind, LeadStatus, moved, said_by
from caly_app.agents.sector import LANGUAGES, Sector
from caly_app.agents.sector_checks import fields_of
from caly_app.agents.sectors import all_sectors
from caly_app.errors import Unavailable
from caly_app.models import Disposition
from caly_app.ports import ModelAnswer

LINES = (
    "Wanted: A quote for an event.",
    "Done: A quote for an event QU-2051 (Occasion: wedding, Saturday, 12 June 2027; Total: £2,879.04).",
    "Left unfinished: Book a table.",
)


def test_all_languages_say_the_same_things():
    english = words_for("en")
    for language in LANGUAGES:
        words = words_for(language)
        assert set(words) == set(english), language
        assert set(words["reasons"]) == set(EscalationReason)
        assert set(words["dispositions"]) == set(Disposition)
        for key, text in english.items():
            if isinstance(text, str):
                assert fields_of(words[key]) == fields_of(text), (language, key)
    assert all(f"follow_up_{kind}" in english for kind in FollowUpKind)


@pytest.mark.parametrize("name", list(all_sectors()))
def test_what_a_sector_follows_up_it_has_words_for(name: str):
    leads = all_sectors()[name].leads
    for came in leads.came.values():
        assert came.follow_up in (None, FollowUpKind.OFFER, FollowUpKind.PROMISED, FollowUpKind.VISIT)
    assert not set(leads.asked) & set(leads.begun)


def test_a_table_that_names_what_is_not_there_is_refused():
    sector = all_sectors()["catering"]
    document = {name: getattr(sector, name) for name in Sector.model_fields}
    for leads in ({"begun": ["fly_away"]}, {"came": {"flown": {"status": "won"}}}):
        with pytest.raises(ValueError, match="leads: "):
            Sector.model_validate({**document, "leads": leads})


def test_a_status_goes_up_by_itself_and_only_what_is_lost_is_lost():
    assert moved(LeadStatus.WON, LeadStatus.INTERESTED) is LeadStatus.WON
    assert moved(LeadStatus.WON, LeadStatus.LOST) is LeadStatus.LOST
    assert moved(LeadStatus.LOST, LeadStatus.NEW) is LeadStatus.NEW
    steps = [
        (LeadStatus.QUALIFIED, "quote_made"),
        (LeadStatus.NEW, "travel_fee"),
        (LeadStatus.WON, "accepted"),
    ]
    assert said_by(steps) == (LeadStatus.WON, "accepted")
    assert said_by([]) == (LeadStatus.NONE, "")


TRUE = (
    "The customer wanted a quote for an event. A quote for an event was done: QU-2051, occasion wedding, "
    "Saturday, 12 June 2027, total £2,879.04. Book a table was left unfinished."
)


def test_what_says_all_of_it_and_nothing_besides_is_taken():
    assert says_the_same(TRUE, LINES, language="en")


@pytest.mark.parametrize(
    "lie",
    [
        TRUE + " They were very happy.",
        TRUE.replace("£2,879.04", "£2,500.00"),
        TRUE.replace("QU-2051", "QU-2052"),
        TRUE.replace("Book a table was left unfinished.", ""),
        TRUE.replace("was left unfinished", "was booked"),
        TRUE.replace("Book a table was left unfinished", "Book a table was done"),
        "The customer wanted a quote for an event. A quote for an event QU-2051 was left unfinished, "
        "occasion wedding, Saturday, 12 June 2027, total £2,879.04. Book a table was done.",
        TRUE.replace(" was left unfinished", ""),
        TRUE.replace("was done", "was not done"),
        TRUE.replace("wedding", "funeral"),
        TRUE + " We will call them on Monday.",
        "",
        "x" * 5000,
    ],
)
def test_what_adds_changes_or_leaves_out_is_not(lie: str):
    assert not says_the_same(lie, LINES, language="en")


class _Says:
    """A language model that answers with what it was given to say."""

    is_away = False

    def __init__(self, text: str) -> None:
        self.text, self.asked = text, ""

    async def answer(self, messages, *, schema, seconds):
        if not self.text:
            raise Unavailable
        self.asked = messages[-1].text
        return ModelAnswer(self.text, "a", 1, 1, 1.0)


async def test_references_stay_here_and_come_back_into_their_places():
    lines = ("Done: A quote for an event QU-2051.",)
    model = _Says(json.dumps({"note": "A quote for an event was done: [1]."}))
    assert await in_sentences(lines, "en", model) == "A quote for an event was done: QU-2051."
    assert "QU-2051" not in model.asked and "[1]" in model.asked


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no JSON",
        '{"note": 7}',
        '{"note": "A quote was done."}',
        '{"note": "A quote for an event [1] [1]."}',
    ],
)
async def test_a_model_that_is_away_or_says_something_else_says_nothing(said: str):
    assert await in_sentences(("Done: A quote for an event QU-2051.",), "en", _Says(said)) is None
