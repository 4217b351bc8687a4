import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.tried import Trial, tried
from caly_app.models import Workspace
from tests.agents.world import BUSINESS, MONDAY, PORTS
from tests.api.people import Business, a_business, a_key, a_token, bearer
from tests.factories import a_clinic, a_conversation

TRIAGE = "/sector/healthcare/agents/triage"


@pytest.fixture
async def business(api):
    clinic = await a_clinic()
    business = Business(clinic.organization_id, clinic.workspace_id)
    api.headers.update(bearer(await a_token(business)))
    return business


async def test_all_sectors_are_listed_and_the_workspaces_own_is_enabled(api, business):
    found = (await api.get("/sector")).json()["sectors"]

    assert {each["id"] for each in found} == set(all_sectors())
    assert [each["id"] for each in found if each["enabled"]] == ["healthcare"]
    assert all(each["name"] and each["description"] for each in found)


async def test_settings_have_their_defaults_until_they_are_set(api, business):
    before = (await api.get("/sector/config/healthcare")).json()
    assert before["config"]["appointment_buffer_mins"] == 15 and before["updated_at"] is None

    changed = await api.put("/sector/config/healthcare", json={"config": {"appointment_buffer_mins": 20}})
    assert changed.status_code == 200, changed.text
    after = (await api.get("/sector/config/healthcare")).json()
    assert after == changed.json() and after["updated_at"].endswith("Z")
    assert after["config"] == {**before["config"], "appointment_buffer_mins": 20}


@pytest.mark.parametrize(
    ("config", "errors"),
    [
        ({"appointment_buffer_mins": 999}, {"config.appointment_buffer_mins": "must be at most 120"}),
        ({"appointment_buffer_mins": "soon"}, {"config.appointment_buffer_mins": "must be of type integer"}),
        ({"surprise": 1}, {"config.surprise": "is not a field of this kind"}),
    ],
)
async def test_settings_that_are_wrong_are_refused_by_field(api, business, config, errors):
    answer = await api.put("/sector/config/healthcare", json={"config": config})

    assert answer.status_code == 422
    assert {each["field"]: each["message"] for each in answer.json()["errors"]} == errors
    assert (await api.get("/sector/config/healthcare")).json()["updated_at"] is None


@pytest.fixture
async def hotel(api):
    hotel = await a_business("hospitality")
    api.headers.update(bearer(await a_token(hotel)))
    return hotel


async def stored(hotel, settings=None):
    """What the workspace keeps, after it was given `settings` where they are said."""
    async with db.transaction(hotel.admin) as session:
        workspace = await session.get_one(Workspace, hotel.workspace_id)
        if settings is not None:
            workspace.settings = settings
        return dict(workspace.settings)


async def test_a_sum_may_be_written_with_the_currency_of_the_business_and_is_kept_as_a_number(api, hotel):
    config = {"city_tax": "2.50 GBP", "tray_charge": 4}
    answer = await api.put("/sector/config/hospitality", json={"config": config})

    assert answer.status_code == 200
    assert await stored(hotel) == {"city_tax": 2.5, "tray_charge": 4}


@pytest.mark.parametrize(
    ("config", "errors"),
    [
        ({"city_tax": "2.50 EUR"}, {"config.city_tax": "must be of type number"}),
        ({"city_tax": "2.50 XXQ"}, {"config.city_tax": "must be of type number"}),
        ({"city_tax": -1}, {"config.city_tax": "must be at least 0"}),
        ({"kitchen_closes": "24:00"}, {"config.kitchen_closes": "must be a time like 09:30"}),
        ({"checkout_time": "99:99"}, {"config.checkout_time": "must be a time like 09:30"}),
    ],
)
async def test_sums_of_another_currency_and_times_that_no_clock_shows_are_refused(api, hotel, config, errors):
    answer = await api.put("/sector/config/hospitality", json={"config": config})

    assert answer.status_code == 422
    assert {each["field"]: each["message"] for each in answer.json()["errors"]} == errors


async def test_what_was_set_before_in_an_older_form_is_shown_in_todays_and_can_be_sent_again(api, hotel):
    await stored(hotel, {"city_tax": "2.50 EUR", "kitchen_closes": "24:00", "nights_at_most": 9})

    config = (await api.get("/sector/config/hospitality")).json()["config"]
    assert (config["city_tax"], config["kitchen_closes"], config["nights_at_most"]) == (2.5, "22:30", 9)
    answer = await api.put("/sector/config/hospitality", json={"config": config})

    assert answer.status_code == 200 and await stored(hotel) == config


@pytest.mark.parametrize("path", ["/sector/config/mining", "/sector/mining/agents", "/sector/mining/intents"])
async def test_a_sector_that_is_not_there_is_not_found(api, business, path):
    assert (await api.get(path)).status_code == 404


async def test_another_sectors_settings_are_refused_in_words(api):
    other = await a_business(sector=next(name for name in all_sectors() if name != "healthcare"))
    api.headers.update(bearer(await a_token(other)))

    for answer in (
        await api.get("/sector/config/healthcare"),
        await api.put("/sector/config/healthcare", json={"config": {}}),
        await api.post(f"{TRIAGE}/disable"),
        await api.post("/sector/healthcare/disable"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "other_sector")
        assert "another sector: " in answer.json()["detail"]


async def test_an_agent_that_is_switched_off_is_a_new_version_with_author_and_message(api, business, admin):
    said = await api.post(f"{TRIAGE}/disable", json={"message": "Nurses do it"})

    assert [each["id"] for each in said.json()["agents"] if not each["enabled"]] == ["triage"]
    versions = admin.execute(
        "select document -> 'agents_off', message, author_id is not null, a.live_version "
        "from assistant_version v join assistant a on a.id = v.assistant_id where number = 2"
    ).fetchall()
    assert versions == [(["triage"], "Nurses do it", True, 2)] * 2
    assert kinds(admin).count("assistant_changed") == 2

    again = await api.post(f"{TRIAGE}/disable")
    assert again.status_code == 200 and kinds(admin).count("assistant_changed") == 2
    on = await api.post(f"{TRIAGE}/enable")
    assert all(each["enabled"] for each in on.json()["agents"])
    assert admin.execute("select distinct live_version from assistant").fetchall() == [(3,)]


async def test_one_assistant_alone_may_do_without_an_agent(api, business, admin):
    (chat,) = admin.execute("select id from assistant where product_type = 'chat'").fetchone()

    await api.post(f"{TRIAGE}/disable", json={"assistant_id": str(chat)})

    assert admin.execute("select product_type from assistant where live_version = 2").fetchall() == [
        ("chat",)
    ]
    assert (await api.post("/sector/healthcare/agents/nobody/disable")).status_code == 404


async def test_a_conversation_that_runs_keeps_its_version_and_the_next_has_the_new_one(api, admin):
    clinic = await a_clinic()
    api.headers.update(bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id))))
    await a_conversation(clinic)

    await api.post(f"{TRIAGE}/disable")
    await a_conversation(clinic)

    pinned = admin.execute("select assistant_version from conversation order by started_at").fetchall()
    assert pinned == [(1,), (2,)]


async def test_a_sector_is_disabled_and_enabled_again(api, business):
    off = (await api.post("/sector/healthcare/disable")).json()
    assert (off["sector"], off["enabled"]) == ("healthcare", False)
    assert [each["id"] for each in (await api.get("/sector")).json()["sectors"] if each["enabled"]] == []

    on = (await api.post("/sector/healthcare/enable")).json()
    assert on["enabled"]
    assert all(each["enabled"] for each in (await api.get("/sector/healthcare/agents")).json()["agents"])


async def test_what_was_off_by_itself_stays_off_when_all_go_on_again(api, business):
    agents = [each["id"] for each in (await api.get("/sector/healthcare/agents")).json()["agents"]]
    one, other = agents[1], agents[-1]
    for agent in (one, other):
        await api.post(f"/sector/healthcare/agents/{agent}/disable")
    for path in ("disable", "disable", "enable", "enable"):
        await api.post(f"/sector/healthcare/{path}")

    now = (await api.get("/sector/healthcare/agents")).json()["agents"]
    assert [each["id"] for each in now if not each["enabled"]] == [one, other]

    await api.post(f"/sector/healthcare/agents/{one}/enable")
    for path in ("disable", "enable"):
        await api.post(f"/sector/healthcare/{path}")
    now = (await api.get("/sector/healthcare/agents")).json()["agents"]
    assert [each["id"] for each in now if not each["enabled"]] == [other]


async def test_agents_entities_and_intents_are_told(api, business):
    agents = (await api.get("/sector/healthcare/agents")).json()["agents"]
    entities = (await api.get("/sector/healthcare/entities")).json()["entities"]
    intents = (await api.get("/sector/healthcare/intents")).json()["intents"]

    assert [each["priority"] for each in agents] == list(range(1, len(agents) + 1))
    assert all(each["data_schema"]["type"] == "object" for each in entities)
    assert {each["agent"] for each in intents} == {each["id"] for each in agents}


async def test_only_who_may_change_a_workspace_changes_its_sector(api, business):
    for token in (await a_token(business, Role.OPERATOR), await a_key(business, frozenset())):
        answer = await api.post(f"{TRIAGE}/disable", headers=bearer(token))
        assert answer.status_code == 403


def kinds(admin) -> list[str]:
    return [kind for (kind,) in admin.execute("select kind from timeline").fetchall()]


async def test_own_words_stand_beside_the_intents_they_are_for(api, business):
    path = "/sector/healthcare/intents/refill_prescription/phrases"
    added = await api.post(path, json={"kind": "pattern", "text": "blue box"})
    assert added.status_code == 201, added.text

    async def own() -> dict[str, list[str]]:
        found = (await api.get("/sector/healthcare/intents")).json()["intents"]
        return {each["id"]: [own["text"] for own in each["own"]] for each in found if each["own"]}

    assert await own() == {"refill_prescription": ["blue box"]}
    assert (await api.post(path, json={"kind": "pattern", "text": "blue box"})).status_code == 409
    wrong = await api.post(path, json={"kind": "pattern", "text": "(a"})
    assert [each["field"] for each in wrong.json()["errors"]] == ["text"]

    assert (await api.delete(f"/sector/healthcare/phrases/{added.json()['id']}")).status_code == 204
    assert await own() == {}


async def test_a_sentence_is_tried_as_the_command_prints_it(api, business):
    said = {"text": "I would like to book an appointment on Thursday at 3pm"}
    made = (await api.post("/sector/healthcare/understand", json=said)).json()
    assert made["intent"] == "book_appointment" and made["in_scope"] and made["sure"]
    assert made["language"] == "en" and made["slots"]["time"] == "15:00"
    trial, sector = Trial(said["text"]), all_sectors()["healthcare"]
    printed = await tried(trial, sector, BUSINESS, MONDAY, PORTS.embedder)
    assert made.keys() == printed.as_json().keys()

    german = {"text": "Ich brauche einen Termin", "language": "de"}
    made = (await api.post("/sector/healthcare/understand", json=german)).json()
    assert (made["intent"], made["language"]) == ("book_appointment", "de")


async def test_the_workspaces_own_words_are_heard_at_once(api, business):
    said = {"text": "that whatsit of my ticker please"}
    before = (await api.post("/sector/healthcare/understand", json=said)).json()
    assert before["intent"] != "refill_prescription"

    own = {"kind": "pattern", "language": "en", "text": "whatsit of my ticker"}
    added = await api.post("/sector/healthcare/intents/refill_prescription/phrases", json=own)
    assert added.status_code == 201
    after = (await api.post("/sector/healthcare/understand", json=said)).json()
    assert (after["intent"], after["by"]) == ("refill_prescription", "pattern")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("healthcare", {"text": ""}, 422),
        ("healthcare", {"text": "x" * 4001}, 422),
        ("healthcare", {"text": "hello", "language": "tlh"}, 422),
        ("healthcare", {"text": "hello", "expects": ["date"]}, 422),
        ("legal", {"text": "hello"}, 409),
        ("mining", {"text": "hello"}, 404),
    ],
)
async def test_a_sentence_that_cannot_be_tried_is_refused(api, business, path, body, status):
    assert (await api.post(f"/sector/{path}/understand", json=body)).status_code == status
