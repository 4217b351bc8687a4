"""Who says the same again, asked which of two is meant, is answered: also where one of them is no flow."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from caly_app.agents.sectors import all_sectors
from tests.agents.world import a_demo_of

WRITTEN = Path(__file__).parents[1] / "understanding"
TOLD = ("complaint", "ask_fact", "opening_hours")  # answered at once, and no flow


def _said(sector):
    for author in ("fourth_author", "second_author"):
        said = YAML(typ="safe").load(WRITTEN / author / f"{sector}.yaml")
        yield from (one for intent in TOLD for one in said.get(intent, ()))


@pytest.mark.parametrize("sector", all_sectors())
async def test_what_was_asked_about_and_is_said_again_is_answered(sector):
    for said in _said(sector):
        talk = a_demo_of(sector)
        first = await talk.say(said)
        again = await talk.say(said)
        assert again.text
        if "which_of_two" in first.tells:
            assert "which_of_two" not in again.tells or first.text != again.text, said


@pytest.mark.parametrize(
    ("sector", "said", "again"),
    [
        ("legal", "I'm unhappy with my solicitor", "well I am unhappy with that solicitor"),
        (
            "telecom",
            "third engineer who hasn't turned up, it's pathetic",
            "the engineer, he never turned up, a joke",
        ),
    ],
)
async def test_a_complaint_that_was_asked_about_is_taken(sector, said, again):
    talk = a_demo_of(sector)
    assert "which_of_two" in (await talk.say(said)).tells
    reply = await talk.say(again)
    assert "sorry_to_hear" in reply.tells
