"""A sector that does not fit together is not loaded; every sector speaks every language."""

import re
from string import Formatter

import pytest
from pydantic import ValidationError

from caly_app.agents.dialogue import COMMON_TELLS
from caly_app.agents.engine.answers import TOPICS
from caly_app.agents.phrasing import FORMS
from caly_app.agents.sector import LANGUAGES, Sector
from caly_app.agents.sectors import all_sectors, must_be_in_order
from caly_app.agents.tool import Identity

SECTORS = all_sectors()
STRONGER = (Identity.CUSTOMER, Identity.CODE)  # than to know of a booking
EACH = pytest.mark.parametrize("sector", SECTORS.values(), ids=list(SECTORS))


def test_a_sector_is_found_by_its_folder():
    assert "healthcare" in SECTORS


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_words_key_is_there_in_every_language(sector, language):
    assert sector.words["en"].keys() == sector.words[language].keys()


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_name_the_same_values(sector, language):
    for key, text in sector.words["en"].items():
        if key not in ("short_day", "date_at_time"):
            assert _fields(text) == _fields(sector.words[language][key]), key


@EACH
def test_values_are_shown_in_forms_that_exist(sector):
    for language, words in sector.words.items():
        for key, text in words.items():
            used = {form for _, field, form, _ in Formatter().parse(text) if field and form}
            forms = {form for form in used if "|" not in form}  # "night|nights" is one of its own
            assert forms <= set(FORMS), f"{language}.{key}"


@EACH
def test_every_intent_leads_somewhere(sector):
    for intent, spec in sector.intents.items():
        assert intent in sector.flows or spec.answers in TOPICS, intent


@EACH
def test_everything_that_writes_asks_for_a_yes(sector):
    assert all(tool.confirmed for tool in sector.tools.values() if tool.writes)


@EACH
def test_a_confirmation_comes_before_every_tool_that_writes(sector):
    for name, flow in sector.flows.items():
        for place, step in enumerate(flow.steps):
            if step.use and sector.tools[step.use].writes:
                assert any(before.confirm for before in flow.steps[:place]), name


@EACH
def test_what_needs_identity_comes_behind_its_proof(sector):
    for name, flow in sector.flows.items():
        proven = [step.prove for step in flow.steps if step.prove]
        for step in flow.steps:
            if step.use and (needed := sector.tools[step.use].identity) is not Identity.NONE:
                enough = {needed, Identity.CODE} if needed is Identity.CODE else {needed, *STRONGER}
                assert enough & set(proven), name


@EACH
def test_what_can_be_told_has_words(sector):
    for code in sector.tells:
        assert code in COMMON_TELLS or code in sector.words["en"], code


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_emergencies_are_known_in_every_language(sector, language):
    assert sector.danger[language]
    assert not any(sector.emergency.values()) or sector.emergency[language]


@EACH
def test_how_long_who_asks_for_a_person_may_wait_is_set_in_every_sector(sector):
    assert "escalation_wait_seconds" in sector.settings["properties"]


@EACH
def test_demo_data_uses_reserved_numbers_and_addresses(sector):
    for customer in sector.demo.customers:
        assert re.fullmatch(r"\+44207946\d{4}|\+1\d{3}55501\d\d", customer.phone)
        assert not customer.email or customer.email.endswith(("@example.org", ".example"))
        assert all(record.kind in sector.entities for record in customer.records)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"words": {"en": {}, "es": {}, "fr": {}, "de": {}}}, "there are none for"),
        ({"tools": {}}, "there is no tool"),
        ({"agents": {}}, "belongs to no agent"),
        ({"compliance": {"never_ever": ["lie"]}}, "nobody keeps never_ever"),
    ],
    ids=["no words", "no tools", "no agents", "a promise that nobody keeps"],
)
def test_what_does_not_fit_is_refused_with_its_place(broken, says):
    healthcare = SECTORS["healthcare"]
    parts = {name: getattr(healthcare, name) for name in Sector.model_fields}
    with pytest.raises((ValidationError, KeyError), match=says):
        Sector.model_validate({**parts, **broken})


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


@pytest.mark.parametrize("name", sorted(all_sectors()))
def test_agents_have_their_place_as_their_priority(name):
    assert [agent.priority for agent in all_sectors()[name].agents.values()] == list(
        range(1, len(all_sectors()[name].agents) + 1)
    )


@pytest.mark.parametrize("priorities", [(2, 1), (1, 1), (1, None), (0, 1)])
def test_an_agent_at_another_place_than_its_priority_is_refused_by_name(priorities):
    agents = {f"agent_{n}": {"priority": one} for n, one in enumerate(priorities)}
    with pytest.raises(ValueError, match="agent_"):
        must_be_in_order(agents)
