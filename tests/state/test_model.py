"""The language model of a business, as its tab sees it."""

from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app.actor import Role
from caly_app.services.model_limits import Alarm, Level
from caly_app.settings import settings
from caly_app.state.limits import Bar, Notice, bar, notice
from caly_app.state.model import ModelState
from caly_app.state.timeline import TimelineState
from tests.factories import Clinic, a_clinic, a_member
from tests.fake_model import fake_model, says, status
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """The models of these tests are on this machine."""
    monkeypatch.setattr(settings, "model_private_urls", True)


async def a_tab(clinic: Clinic) -> ModelState:
    return await opened(ModelState, await a_member(clinic, Role.ADMIN), "/settings/model")


async def test_one_that_answers_is_kept_and_taken_off_again(admin: psycopg.Connection):
    tab = await a_tab(await a_clinic())
    assert tab.is_loaded and not tab.is_own
    async with fake_model(says({"is_there": True})) as fake:
        await call(ModelState.save, tab, {"url": fake.url, "model": "small", "key": "secret"})
    assert (tab.is_own, tab.url, tab.model, tab.has_key) == (True, fake.url, "small", True)
    assert admin.execute("select count(*) from model_endpoint").fetchone() == (1,)

    await call(ModelState.remove, tab)
    assert not tab.is_own
    assert admin.execute("select count(*) from model_endpoint").fetchone() == (0,)


async def test_one_that_does_not_answer_is_kept_only_anyway(admin: psycopg.Connection):
    tab = await a_tab(await a_clinic())
    async with fake_model(status(500)) as fake:
        form = {"url": fake.url, "model": "small", "key": ""}
        await call(ModelState.save, tab, form)
        assert tab.problem and not tab.is_own
        assert admin.execute("select count(*) from model_endpoint").fetchone() == (0,)
        await call(ModelState.save, tab, {**form, "anyway": "yes"})
    assert tab.is_own and not tab.problem


async def test_a_cheaper_one_is_tried_kept_and_taken_off_again():
    tab = await a_tab(await a_clinic())
    async with fake_model(says({"is_there": True})) as fake:
        form = {"url": fake.url, "model": "small", "key": "", "small": "tiny"}
        fake.then(says({"is_there": True}), status(404))
        await call(ModelState.save, tab, form)
        assert tab.problem.startswith("Of the cheaper one, tiny: ") and not tab.is_own
        await call(ModelState.save, tab, form)
        assert (tab.is_own, tab.own_small, tab.small) == (True, "tiny", "tiny")
        await call(ModelState.save_terms, tab, {"small_price_in": "0.05"})
        assert tab.in_force["small_price_in"] == "$0.05"
        await call(ModelState.save, tab, {**form, "small": ""})
        await tab._reload()
    assert (tab.own_small, tab.small, tab.terms["small_price_in"]) == ("", "", "")


async def test_what_is_wrong_is_said_at_its_field():
    tab = await a_tab(await a_clinic())
    await call(ModelState.save, tab, {"url": "nowhere", "model": "", "key": ""})
    assert set(tab.errors) == {"url", "model"} and not tab.is_own


async def test_the_tone_of_new_conversations_and_what_today_has_cost():
    clinic = await a_clinic()
    tab = await a_tab(clinic)
    assert tab.tone == "plain"
    assert [figure.value for figure in tab.today] == ["0", "0 of 0"]
    assert [bar.says for bar in tab.bars] == ["$0.00 of $50.00", "0 of 150,000,000 tokens"]
    await call(ModelState.change_tone, tab, "angry")
    assert tab.tone == "plain"
    await call(ModelState.change_tone, tab, "warm")
    assert tab.tone == "warm"
    assert (await a_tab(clinic)).tone == "warm"


async def test_what_it_is_asked_for_is_switched_off_and_on_with_a_line_on_the_timeline():
    clinic = await a_clinic()
    ada = await a_member(clinic, Role.ADMIN)
    tab = await opened(ModelState, ada, "/settings/model")
    assert tab.uses == {"understands": True, "answers_from_facts": True, "phrases": True}

    await call(ModelState.switch_use, tab, "sings", False)
    assert "have this off" in await call(ModelState.switch_use, tab, "understands", False)
    assert tab.uses["understands"] is False
    again = await a_tab(clinic)
    assert again.uses == {"understands": False, "answers_from_facts": True, "phrases": True}
    told = await opened(TimelineState, ada, "/settings/timeline")
    [line] = told.lines
    assert line.did == (
        "switched off for the language model “Understanding what your agent's own ear did not” "
        "(chat version 2, phone version 2)"
    )
    assert line.href == "/settings/model"

    await call(ModelState.switch_use, again, "understands", True)
    assert (await a_tab(clinic)).uses == {"understands": True, "answers_from_facts": True, "phrases": True}


FREE = {"price_in": "0", "price_out": " $0.25 ", "tokens_conversation": "20,000", "tokens_day": "1000000"}


async def test_price_and_limits_are_kept_and_taken_off_again(admin: psycopg.Connection):
    clinic = await a_clinic()
    tab = await a_tab(clinic)
    assert tab.in_force["budget_conversation"] == "$0.70"
    assert "no model of its own" in await call(ModelState.save_terms, tab, FREE)

    async with fake_model(says({"is_there": True})) as fake:
        endpoint = {"url": fake.url, "model": "small", "key": ""}
        await call(ModelState.save, tab, endpoint)
        await call(ModelState.save_terms, tab, FREE)
        assert (tab.terms["price_in"], tab.terms["price_out"], tab.terms["budget_day"]) == ("0", "0.25", "")
        assert (tab.in_force["price_out"], tab.in_force["tokens_day"]) == ("$0.25", "1,000,000 tokens")
        assert tab.installed_terms["tokens_day"] == "150,000,000 tokens"
        assert [bar.says for bar in tab.bars] == ["$0.00 of $50.00", "0 of 1,000,000 tokens"]

        await call(ModelState.save, tab, endpoint)  # the same: its price stays
        await tab._reload()
        assert tab.terms["price_out"] == "0.25"
        await call(ModelState.save, tab, {**endpoint, "model": "large"})
        await tab._reload()
        assert (tab.terms["price_out"], tab.terms["tokens_conversation"]) == ("", "20000")

    await call(ModelState.save_terms, tab, dict.fromkeys(tab.terms, ""))
    assert set(tab.terms.values()) == {""}
    told = admin.execute("select details ->> 'terms' from timeline order by happened_at, id").fetchall()
    assert [terms for (terms,) in told if terms][0] == (
        "price_in=0, price_out=0.25, tokens_conversation=20000, tokens_day=1000000"
    )
    assert told[-1] == ("tokens_conversation=, tokens_day=",)


async def test_a_limit_that_two_changed_says_what_it_is_now(admin: psycopg.Connection):
    clinic = await a_clinic()
    old, new = await a_tab(clinic), await a_tab(clinic)
    async with fake_model(says({"is_there": True})) as fake:
        await call(ModelState.save, new, {"url": fake.url, "model": "small", "key": ""})
    await old._reload()
    await call(ModelState.save_terms, new, {"price_in": "0.1", "budget_day": "5"})

    typed = {"budget_day": "50", "tokens_day": "1000", "price_in": ""}
    await call(ModelState.save_terms, old, typed)
    assert old.terms_errors == {"budget_day": "Changed meanwhile: it is \u201c5\u201d now."}
    assert old.terms["budget_day"] == ""  # the form stays as it is, with what was typed in it
    await call(ModelState.save_terms, old, typed)

    row = admin.execute("select price_in, budget_day, tokens_day from model_endpoint").fetchone()
    assert [float(each) for each in row] == [0.1, 50, 1000] and old.terms_errors == {}


@pytest.mark.parametrize("wrong", ["-1", "NaN", "1e3", "0.1234567", "10000.01", "a lot", "1,5", "٣", "∞"])
async def test_a_price_that_is_none_is_said_at_its_field(wrong):
    clinic = await a_clinic()
    tab = await a_tab(clinic)
    await call(ModelState.save_terms, tab, {"price_in": wrong, "tokens_day": wrong, "small_price_in": None})
    assert set(tab.terms_errors) == {"price_in", "tokens_day"}
    assert tab.terms_errors["price_in"].startswith("Please give a number from 0 to 10,000")
    assert tab.terms_errors["tokens_day"].startswith("Please give a whole number from 0 to 1,000,000,000,000")
    await call(ModelState.save_terms, tab, {"price_in": "10000", "tokens_day": "1 000"})
    assert tab.terms_errors == {}


def test_the_gravest_is_said_to_everybody():
    def said(*alarms: tuple[str, int, int, UUID | None]) -> Notice:
        return notice([Alarm(Level(limit, used, most), where) for limit, used, most, where in alarms])

    where = uuid7()
    near_day, day = ("day_money", 41_000_000, 50_000_000, None), ("day_tokens", 7, 5, None)
    near, over = ("conversation_tokens", 1990, 2000, where), ("conversation_money", 700_000, 700_000, where)
    assert said() == Notice()
    assert said(near) == Notice(
        "A conversation has used 99 % of what one may of the language model: 1,990 of 2,000 tokens.",
        f"/conversations/{where}",
        "Look at it",
    )
    assert said(near, near) == Notice(
        "2 conversations have used 80 % or more of what one may of the language model.",
        f"/conversations/{where}",
        "Look at one",
    )
    assert said(near, near_day).text == (
        "The language model has used 82 % of what it may today: $41.00 of $50.00."
    )
    assert said(near_day, over).text == (
        "A conversation has used what one may of the language model ($0.70). "
        "The agent goes on there by itself."
    )
    assert said(over, over).text.startswith("2 conversations have used")
    assert said(over, near_day, day).text.startswith(
        "The language model has used what it may today (5 tokens). The agents go on"
    )


def test_a_bar_says_in_words_what_it_shows():
    assert bar(Level("day_money", 0, 0)).state == "reached"
    assert bar(Level("day_money", 39_999_999, 50_000_000)) == Bar(
        "Cost", "$40.00 of $50.00", 79, "", "79 % used"
    )
    assert bar(Level("day_tokens", 80, 100)).state == "near"
    assert bar(Level("day_tokens", 130, 100)) == Bar("Tokens", "130 of 100 tokens", 100, "reached", "Reached")
