"""The language model of one workspace: set by its admin, with a key nobody sees again."""

import httpx
import psycopg
import pytest

from caly_app import db, wiring
from caly_app.actor import Role
from caly_app.queries import business as business_queries
from caly_app.services import model_endpoints
from caly_app.services.conversations.take_turn import take_turn
from caly_app.settings import settings
from caly_app.state.model import ModelState
from caly_app.state.shell import ShellState
from tests.agents.model.scripted import means
from tests.api.people import Business, a_token, bearer
from tests.factories import DEAF, a_clinic, a_conversation, a_member
from tests.fake_model import (
    broken_event,
    empty,
    fake_model,
    html,
    of_a_model_that_thinks,
    refuses,
    says,
    silent,
    status,
    thinks_only,
)
from tests.state.desk import opened

pytestmark = pytest.mark.usefixtures("database")

PUBLIC = {"url": "https://models.example.org/v1/", "model": "small", "key": "very-secret"}


@pytest.fixture
async def admin_token() -> dict[str, str]:
    clinic = await a_clinic()
    return bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id)))


def wrong_of(answer: httpx.Response) -> list[str]:
    return [error["field"] for error in answer.json()["errors"]]


async def test_it_is_kept_and_its_key_is_never_shown(api, admin_token, admin: psycopg.Connection):
    assert (await api.get("/model", headers=admin_token)).json()["is_own"] is False
    kept = (await api.put("/model", json=PUBLIC, headers=admin_token)).json()

    assert (kept["is_own"], kept["url"], kept["model"], kept["has_key"]) == (
        *(True, "https://models.example.org/v1", "small", True),
    )
    assert (await api.get("/model", headers=admin_token)).text.count("very-secret") == 0
    [(sealed,)] = admin.execute("select sealed_key from model_endpoint").fetchall()
    assert b"very-secret" not in bytes(sealed)

    assert (await api.delete("/model", headers=admin_token)).status_code == 204
    assert (await api.get("/model", headers=admin_token)).json()["is_own"] is False
    assert (await api.delete("/model", headers=admin_token)).status_code == 204


async def test_what_it_has_cost_today_and_the_tone_are_shown(api, admin_token):
    shown = (await api.get("/model", headers=admin_token)).json()
    assert (shown["tone"], shown["small"], shown["today"]["asked"]) == ("plain", "", 0)
    assert shown["today"]["left_micros"] == settings.model_budget_workspace_day * 1_000_000

    assert (await api.put("/model/tone", json={"tone": "warm"}, headers=admin_token)).status_code == 204
    assert (await api.get("/model", headers=admin_token)).json()["tone"] == "warm"
    refused = await api.put("/model/tone", json={"tone": "angry"}, headers=admin_token)
    assert refused.status_code == 422


async def test_each_use_is_switched_by_itself_as_a_new_version(api, admin_token, admin):
    all_on = {"understands": True, "answers_from_facts": True, "phrases": True}
    assert (await api.get("/model", headers=admin_token)).json()["uses"] == all_on

    assert (await api.put("/model/uses", json={"phrases": False}, headers=admin_token)).status_code == 204
    assert (await api.get("/model", headers=admin_token)).json()["uses"] == {**all_on, "phrases": False}
    uses = {"understands": False, "phrases": False}
    assert (await api.put("/model", json={**PUBLIC, "uses": uses}, headers=admin_token)).status_code == 200
    assert (await api.put("/model", json=PUBLIC, headers=admin_token)).status_code == 200

    versions = admin.execute(
        "select product_type, number, number = live_version, document -> 'model' from assistant_version v "
        "join assistant a on a.id = v.assistant_id where number > 1 order by product_type, number"
    ).fetchall()
    one, two = {**all_on, "phrases": False}, {**all_on, "phrases": False, "understands": False}
    assert versions == [(each, *of) for each in ("chat", "voice") for of in ((2, False, one), (3, True, two))]
    for wrong in ({"phrases": "no"}, {"sings": True}):
        assert (await api.put("/model/uses", json=wrong, headers=admin_token)).status_code == 422


async def test_a_cheaper_one_of_the_same_address_is_kept_with_its_price(api, admin_token):
    body = {**PUBLIC, "small": " tiny ", "small_price_in": "0.05"}
    kept = (await api.put("/model", json=body, headers=admin_token)).json()
    assert (kept["small"], kept["own_terms"]["small_price_in"]) == ("tiny", "0.05")

    kept = (await api.put("/model", json={**PUBLIC, "model": "large"}, headers=admin_token)).json()
    assert (kept["small"], kept["own_terms"]["small_price_in"]) == ("tiny", "0.05"), "left out: as it is"
    shown = (await api.get("/model", headers=admin_token)).json()
    assert (shown["small"], shown["terms"]["small_price_in"]) == ("tiny", "0.05")

    kept = (await api.put("/model", json={**PUBLIC, "small": ""}, headers=admin_token)).json()
    assert (kept["small"], kept["own_terms"]["small_price_in"]) == ("", None)
    await api.put("/model", json=body, headers=admin_token)
    elsewhere = {**PUBLIC, "url": "https://elsewhere.example.org/v1"}
    assert (await api.put("/model", json=elsewhere, headers=admin_token)).json()["small"] == ""
    same = {**PUBLIC, "small": PUBLIC["model"]}
    assert (await api.put("/model", json=same, headers=admin_token)).json()["small"] == ""


async def test_the_cheaper_one_is_tried_as_well(api, admin_token, monkeypatch):
    monkeypatch.setattr(settings, "model_private_urls", True)
    async with fake_model(says({"is_there": True})) as fake:
        body = {"url": fake.url, "model": "small", "key": "k", "small": "tiny"}
        assert (await api.post("/model/test", json=body, headers=admin_token)).json()["answers"]
        assert [asked["model"] for asked in fake.asked] == ["small", "tiny"]
        fake.then(says({"is_there": True}), status(404))
        tried = (await api.post("/model/test", json=body, headers=admin_token)).json()
        assert not tried["answers"] and tried["problem"].startswith("Of the cheaper one, tiny: ")
        fake.then(says({"is_there": True}), status(404))
        kept = await api.put("/model", json={**body, "try_first": True}, headers=admin_token)
        assert kept.status_code == 422 and wrong_of(kept) == ["url"]
    assert (await api.get("/model", headers=admin_token)).json()["is_own"] is False


async def test_a_kept_key_goes_nowhere_else(api, admin_token):
    await api.put("/model", json=PUBLIC, headers=admin_token)
    same = await api.put("/model", json={"url": PUBLIC["url"], "model": "large"}, headers=admin_token)
    assert same.status_code == 200 and same.json()["has_key"]
    elsewhere = await api.put(
        "/model", json={"url": "https://elsewhere.example.org/v1", "model": "small"}, headers=admin_token
    )
    assert elsewhere.status_code == 422 and wrong_of(elsewhere) == ["key"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "models.example.org",
        "http://models.example.org/v1",
        "ftp://models.example.org",
        "https://me:secret@models.example.org/v1",
        "https://models.example.org/v1?x=1",
        "https://[::1",
        "https://models.example.org:99999/v1",
    ],
)
async def test_a_strange_address_is_refused(api, admin_token, url):
    answer = await api.put("/model", json={**PUBLIC, "url": url}, headers=admin_token)
    assert answer.status_code == 422 and wrong_of(answer) == ["url"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "0.0.0.0"]
)
async def test_an_address_of_our_own_network_is_not_asked(api, admin_token, host):
    async with fake_model(says("{}")) as fake:
        url = f"https://{host}:{fake.port}/v1"
        answer = await api.post("/model/test", json={"url": url, "model": "small"}, headers=admin_token)
        assert answer.json()["answers"] is False
        assert answer.json()["problem"].startswith("This address is not on the public internet")
        assert not fake.asked


async def test_it_is_tried_before_it_is_kept(api, admin_token, monkeypatch):
    monkeypatch.setattr(settings, "model_private_urls", True)
    async with fake_model(says({"is_there": True})) as fake:
        body = {"url": fake.url, "model": "small", "key": "k"}
        tried = (await api.post("/model/test", json=body, headers=admin_token)).json()
        assert tried["answers"] and tried["milliseconds"] > 0
        fake.usual = status(401)
        assert (await api.post("/model/test", json=body, headers=admin_token)).json()["answers"] is False
    assert (await api.get("/model", headers=admin_token)).json()["is_own"] is False


REASONS = {
    "(401)": status(401),
    "(403)": status(403),
    "nothing at this address (404)": status(404),
    "no model of this name (404)": status(404, body='{"error": {"message": "The model `x` does not exist"}}'),
    "no model of this name (400)": refuses("The model `x` does not exist", code="model_not_found"),
    "asked with max_tokens (400)": refuses("max_tokens is too large for this model", "max_tokens"),
    "Is this a model for chat completions?": refuses("This model is for speech only"),
    "on thinking": thinks_only,
    "(429)": status(429, "Retry-After: 0\r\n"),
    "(500)": status(500),
    "(302)": status(302, "Location: https://elsewhere.example.org/\r\n"),
    "A web page": html,
    "with nothing": empty,
    "in time": silent,
    "no answer of chat completions": broken_event,
}


@pytest.mark.parametrize(("reason", "behaviour"), REASONS.items(), ids=REASONS)
async def test_what_went_wrong_is_said(api, admin_token, monkeypatch, reason, behaviour):
    monkeypatch.setattr(settings, "model_private_urls", True)
    monkeypatch.setattr(model_endpoints, "_TEST_SECONDS", 1.5)
    async with fake_model(behaviour) as fake:
        body = {"url": fake.url, "model": "x"}
        tried = (await api.post("/model/test", json=body, headers=admin_token)).json()
        assert not tried["answers"] and reason in tried["problem"]
        refused = await api.put("/model", json={**body, "try_first": True}, headers=admin_token)
        assert refused.status_code == 422 and reason in refused.json()["errors"][0]["message"]
        assert (await api.get("/model", headers=admin_token)).json()["is_own"] is False


async def test_a_model_that_thinks_first_passes_the_test(api, admin_token, monkeypatch):
    monkeypatch.setattr(settings, "model_private_urls", True)
    async with fake_model() as fake:
        fake.usual = of_a_model_that_thinks(fake, says({"is_there": True}))
        body = {"url": fake.url, "model": "thinker"}
        tried = (await api.post("/model/test", json=body, headers=admin_token)).json()
    assert tried["answers"] and tried["problem"] == ""


async def test_where_nobody_listens_it_is_said(api, admin_token, monkeypatch):
    monkeypatch.setattr(settings, "model_private_urls", True)
    async with fake_model() as gone:
        pass
    body = {"url": gone.url, "model": "x"}
    tried = (await api.post("/model/test", json=body, headers=admin_token)).json()
    assert tried["problem"].startswith("Nobody takes the call")


async def test_whether_it_was_tried_is_said_where_it_is_kept(api, admin_token, monkeypatch):
    kept = (await api.put("/model", json=PUBLIC, headers=admin_token)).json()
    assert kept["was_tried"] is False
    monkeypatch.setattr(settings, "model_private_urls", True)
    async with fake_model(says({"is_there": True})) as fake:
        body = {"url": fake.url, "model": "small", "key": "", "try_first": True}
        assert (await api.put("/model", json=body, headers=admin_token)).json()["was_tried"] is True
        assert len(fake.asked) == 1


async def test_its_conversations_ask_it_and_no_others_do(api, monkeypatch):
    monkeypatch.setattr(settings, "model_private_urls", True)
    mine, others = await a_clinic(), await a_clinic()
    token = bearer(await a_token(Business(mine.organization_id, mine.workspace_id), Role.ADMIN))
    ports = type(DEAF)(DEAF.embedder, DEAF.sentiment, models=wiring.OwnModels())
    async with fake_model(says(means("book_appointment"))) as fake:
        kept = await api.put("/model", json={"url": fake.url, "model": "small"}, headers=token)
        assert kept.status_code == 200
        for clinic, expected in ((mine, 1), (others, 1)):
            where = (await a_conversation(clinic)).conversation_id
            odd = "that whatsit of my ticker needs doing"
            result = await take_turn(clinic.customer(), where, "one", odd, ports)
            assert result.reply and len(fake.asked) == expected
    [of_it] = (await api.get("/model", headers=token)).json()["today"]["models"]
    assert (of_it["model"], of_it["asked"]) == ("small", 1)
    async with db.transaction(others.customer()) as session:
        assert (await business_queries.of_workspace(session, others.workspace_id)).model is None


async def test_whoever_works_there_sees_that_its_own_model_is_away_and_others_do_not(api, monkeypatch):
    monkeypatch.setattr(settings, "model_private_urls", True)
    mine, others = await a_clinic(), await a_clinic()
    token = bearer(await a_token(Business(mine.organization_id, mine.workspace_id), Role.ADMIN))
    ports = type(DEAF)(DEAF.embedder, DEAF.sentiment, models=wiring.own_models())
    async with fake_model(status(500)) as fake:
        endpoint = {"url": fake.url, "model": "small"}
        assert (await api.put("/model", json=endpoint, headers=token)).status_code == 200
        assert (await api.get("/model", headers=token)).json()["is_away"] is False
        where = (await a_conversation(mine)).conversation_id
        for said in ("that whatsit of my ticker needs doing", "blimp my flarn", "zorp the ticker thing"):
            await take_turn(mine.customer(), where, said, said, ports)
    assert (await api.get("/model", headers=token)).json()["is_away"] is True
    page = await opened(ModelState, await a_member(mine, Role.ADMIN), "/settings/model")
    assert page.is_own and page.is_away
    for clinic, is_away in ((mine, True), (others, False)):
        shell = await opened(ShellState, await a_member(clinic, Role.OPERATOR))
        assert shell.model_is_away is is_away


TERMS = {
    "price_in": "0.15",
    "price_out": "0.6",
    "small_price_in": None,
    "small_price_out": None,
    "budget_conversation": "1.5",
    "budget_day": None,
    "tokens_conversation": 20_000,
    "tokens_day": None,
}


async def test_price_and_limits_are_its_own_or_the_installations(api, admin_token):
    installed = (await api.get("/model", headers=admin_token)).json()
    assert set(installed["own_terms"].values()) == {None} and installed["alarms"] == []
    assert installed["terms"] == {
        "price_in": "0.4",
        "price_out": "1.6",
        "small_price_in": "0.1",
        "small_price_out": "0.4",
        "budget_conversation": "0.7",
        "budget_day": "50",
        "tokens_conversation": 2_000_000,
        "tokens_day": 150_000_000,
    }
    kept = await api.put("/model", json={**PUBLIC, **TERMS}, headers=admin_token)
    assert kept.status_code == 200 and kept.json()["own_terms"] == TERMS
    now = (await api.get("/model", headers=admin_token)).json()
    assert now["own_terms"] == TERMS
    assert (now["terms"]["price_in"], now["terms"]["budget_day"]) == ("0.15", "50")
    assert (now["today"]["tokens"], now["today"]["left_tokens"]) == (0, 150_000_000)


async def test_what_is_left_out_stays_and_null_is_the_installations(api, admin_token):
    await api.put("/model", json={**PUBLIC, **TERMS}, headers=admin_token)
    same = await api.put("/model", json=PUBLIC, headers=admin_token)
    assert same.json()["own_terms"] == TERMS
    less = await api.put("/model", json={**PUBLIC, "tokens_conversation": None}, headers=admin_token)
    assert less.json()["own_terms"] == {**TERMS, "tokens_conversation": None}
    # What another model costs nobody has said.
    other = await api.put("/model", json={**PUBLIC, "model": "large"}, headers=admin_token)
    assert other.json()["own_terms"]["price_in"] is None
    assert other.json()["own_terms"]["budget_conversation"] == "1.5"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("try_first", 0),
        ("price_in", "-0.1"),
        ("price_in", "NaN"),
        ("price_in", "Infinity"),
        ("price_in", "0.1234567"),
        ("price_in", "10000.000001"),
        ("price_out", "1e-3"),
        ("price_out", ""),
        ("price_out", 0.15),
        ("budget_conversation", "1000001"),
        ("budget_conversation", True),
        ("budget_day", "12,50"),
        ("budget_day", {}),
        ("tokens_conversation", -1),
        ("tokens_conversation", 1.5),
        ("tokens_conversation", "20000"),
        ("tokens_day", 10**12 + 1),
        ("tokens_day", True),
    ],
)
async def test_a_price_or_limit_that_is_none_is_refused_by_its_field(api, admin_token, field, wrong):
    refused = await api.put("/model", json={**PUBLIC, field: wrong}, headers=admin_token)
    assert refused.status_code == 422 and wrong_of(refused) == [field]
    assert (await api.get("/model", headers=admin_token)).json()["is_own"] is False


async def test_a_number_that_is_none_in_json_is_refused(api, admin_token):
    body = '{"url": "https://models.example.org/v1", "model": "small", "price_in": NaN}'
    headers = {**admin_token, "Content-Type": "application/json"}
    refused = await api.put("/model", content=body, headers=headers)
    assert refused.status_code == 422


async def test_that_a_limit_is_near_is_seen_by_whoever_works_there_and_no_others(api, monkeypatch):
    monkeypatch.setattr(settings, "model_private_urls", True)
    mine, others = await a_clinic(), await a_clinic()
    token = bearer(await a_token(Business(mine.organization_id, mine.workspace_id), Role.ADMIN))
    ports = type(DEAF)(DEAF.embedder, DEAF.sentiment, models=wiring.own_models())
    async with fake_model(says(means("none_of_these"))) as fake:
        endpoint = {"url": fake.url, "model": "small", "tokens_conversation": 130, "budget_day": "0.00008"}
        assert (await api.put("/model", json=endpoint, headers=token)).status_code == 200
        where = (await a_conversation(mine)).conversation_id
        await take_turn(mine.customer(), where, "one", "that whatsit of my ticker needs doing", ports)
    shown = (await api.get("/model", headers=token)).json()
    assert shown["alarms"] == [
        {
            "limit": "conversation_tokens",
            "used": 120,
            "most": 130,
            "is_reached": False,
            "conversation_id": str(where),
        },
        {"limit": "day_money", "used": 72, "most": 80, "is_reached": False, "conversation_id": None},
    ]
    assert (shown["today"]["tokens"], shown["today"]["left_micros"]) == (120, 8)
    page = await opened(ModelState, await a_member(mine, Role.ADMIN), "/settings/model")
    assert [bar.state for bar in page.bars] == ["near", ""] and len(page.full) == 1
    for clinic, is_told in ((mine, True), (others, False)):
        shell = await opened(ShellState, await a_member(clinic, Role.OPERATOR))
        assert ("90 % of what it may today" in shell.model_notice.text) is is_told
