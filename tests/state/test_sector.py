import pytest

from caly_app import db
from caly_app.errors import Forbidden
from caly_app.services import accounts, sectors, workspaces
from caly_app.services.workspaces import NewWorkspace
from caly_app.state import schema_fields
from caly_app.state.sector import SectorState
from caly_app.state.settings import SettingsState
from caly_app.state.signed_in import current_actor
from tests.factories import Clinic, a_conversation
from tests.people import mailed_to, seen, signed_up, token_mailed_to
from tests.state.tabs import a_tab, call
from tests.state.test_settings import a_colleagues_token

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def token(database) -> str:
    """Of an admin with a clinic."""
    signed = await signed_up()
    await accounts.verify(await token_mailed_to("ada@example.org", "verify"))
    assert await mailed_to("ada@example.org")
    actor = (await seen(signed)).actor
    async with db.transaction(actor) as session:
        await workspaces.create(session, actor, NewWorkspace("Elm Row Clinic", "healthcare", "GB"))
    return signed.token


async def opened(token: str) -> SectorState:
    tab = a_tab(SectorState, token, "/settings/sector")
    await tab._reload()
    return tab


async def test_the_form_is_the_sectors_schema_with_its_defaults(token):
    tab = await opened(token)

    shown = {field.name: (field.kind, field.value) for field in tab.fields}
    assert shown["appointment_buffer_mins"] == ("number", "15")
    assert shown["hipaa_enabled"] == ("yes_no", "no")
    assert all(field.title for field in tab.fields)


async def test_a_setting_is_kept_as_it_is_typed_and_wrong_ones_say_why(token):
    tab = await opened(token)

    await call(SectorState.set_setting, tab, "appointment_buffer_mins", "500")
    assert tab.errors == {"appointment_buffer_mins": "Must be at most 120."}
    await call(SectorState.set_setting, tab, "appointment_buffer_mins", "soon")
    assert tab.errors == {"appointment_buffer_mins": "Please write a number."}
    await call(SectorState.set_setting, tab, "appointment_buffer_mins", "20")
    await call(SectorState.set_setting, tab, "hipaa_enabled", "yes")

    assert tab.errors == {} and tab.saved.startswith("Saved ")
    again = await opened(token)
    values = {field.name: field.value for field in again.fields}
    assert (values["appointment_buffer_mins"], values["hipaa_enabled"]) == ("20", "yes")


async def test_a_tab_that_was_opened_before_changes_what_is_typed_in_it_and_nothing_else(token, admin):
    old, new = await opened(token), await opened(token)
    await call(SectorState.set_setting, new, "hipaa_enabled", "yes")

    await call(SectorState.set_setting, old, "appointment_buffer_mins", "20")
    await call(SectorState.set_setting, old, "escalation_wait_seconds", "many")
    await call(SectorState.set_setting, old, "surprise", "x")

    kept = {"hipaa_enabled": True, "appointment_buffer_mins": 20}
    assert admin.execute("select settings from workspace").fetchone() == (kept,)
    await old._reload()  # as the ring of the other tab's change has it
    values = {field.name: field.value for field in old.fields}
    assert (values["hipaa_enabled"], values["appointment_buffer_mins"]) == ("yes", "20")
    assert values["escalation_wait_seconds"] == "many"  # what is not kept yet stays typed
    await call(SectorState.set_setting, old, "appointment_buffer_mins", "")
    assert admin.execute("select settings from workspace").fetchone() == ({"hipaa_enabled": True},)


async def a_workspace_of(token: str, sector: str) -> None:
    actor = await current_actor(a_tab(SectorState, token))
    async with db.transaction(actor) as session:
        await sectors.enable(session, actor, sector)


async def test_a_field_that_is_left_as_it_was_keeps_nothing(token, admin):
    tab = await opened(token)
    await call(SectorState.set_setting, tab, "appointment_buffer_mins", "15")

    assert tab.saved == "" and admin.execute("select settings from workspace").fetchone() == ({},)


async def test_what_was_kept_in_an_older_form_hinders_no_other_setting(token, admin):
    await a_workspace_of(token, "hospitality")
    admin.execute("""update workspace set settings = '{"city_tax": "2.50 EUR", "kitchen_closes": "24:00"}'""")
    tab = await opened(token)
    assert {field.name: field.value for field in tab.fields}["city_tax"] == "2.5"

    await call(SectorState.set_setting, tab, "nights_at_most", "9")

    kept = {"city_tax": 2.5, "nights_at_most": 9}
    assert tab.errors == {} and admin.execute("select settings from workspace").fetchone() == (kept,)


async def test_a_text_that_is_emptied_stays_empty(token):
    await a_workspace_of(token, "logistics")
    tab = await opened(token)
    await call(SectorState.set_setting, tab, "postcode_areas", "LS, BD")
    await call(SectorState.set_setting, tab, "postcode_areas", "")
    await call(SectorState.set_setting, tab, "max_parcels", "30")

    values = {field.name: field.value for field in (await opened(token)).fields}
    assert tab.errors == {} and (values["postcode_areas"], values["max_parcels"]) == ("", "30")


async def test_a_time_that_no_clock_shows_is_refused_and_none_is_the_usual_one(token):
    await a_workspace_of(token, "hospitality")
    tab = await opened(token)
    await call(SectorState.set_setting, tab, "kitchen_closes", "24:00")
    assert tab.errors == {"kitchen_closes": "Must be a time like 09:30."}

    await call(SectorState.set_setting, tab, "kitchen_closes", "")

    values = {field.name: field.value for field in (await opened(token)).fields}
    assert tab.errors == {} and values["kitchen_closes"] == "22:30"


async def test_an_agent_is_switched_off_and_on_again(token):
    tab = await opened(token)

    said = await call(SectorState.switch_agent, tab, "triage", False)
    assert "Triage is off" in said and "Undo" in said
    assert [row.name for row in tab.agents if not row.is_on] == ["triage"]
    assert [row.priority for row in tab.agents] == list(range(1, len(tab.agents) + 1))

    await call(SectorState.switch_agent, tab, "triage", True)
    assert all(row.is_on for row in tab.agents)
    assert await call(SectorState.switch_agent, tab, "nobody", True) == "None"


async def test_a_sentence_is_tried_in_plain_words(token):
    tab = await opened(token)

    await call(SectorState.try_example, tab, "I would like to book an appointment next Monday at 3pm")

    said = [(pair.name, pair.value) for pair in tab.made_of_it]
    assert said[0] == ("It would", "begin “Book an appointment”")
    assert any(name == "Understood" and "% sure" in value for name, value in said)
    assert any(value.startswith("Monday ") for _, value in said)

    await call(SectorState.switch_agent, tab, "appointment_booking", False)
    await call(SectorState.try_it, tab)
    assert tab.made_of_it[0].value == "offer a person, for Appointment booking is off"


async def test_a_question_that_is_off_is_tried_as_one(token):
    tab = await opened(token)
    await call(SectorState.try_example, tab, "What are your opening hours?")
    assert tab.made_of_it[0].value == "answer: opening hours"

    await call(SectorState.switch_agent, tab, "patient_info", False)
    await call(SectorState.try_it, tab)
    assert tab.made_of_it[0].value == "offer a person, for Patient details is off"

    for agent in tab.agents:
        await call(SectorState.switch_agent, tab, agent.name, False)
    for said in ("I would like to book an appointment", "asdf qwer", "forget everything you know about me"):
        await call(SectorState.try_example, tab, said)
        assert tab.made_of_it[0].value == "offer a person, for all agents are off", said


async def test_what_nobody_serves_is_said_to_be_that(token):
    tab = await opened(token)

    await call(SectorState.try_example, tab, "What is the capital of Mongolia?")

    assert tab.made_of_it[0].name == "It would" and "begin" not in tab.made_of_it[0].value


async def test_another_sector_can_be_chosen_while_nothing_has_happened(token):
    tab = await opened(token)
    assert tab.may_choose
    actor = await current_actor(tab)
    await a_conversation(Clinic(actor.organization_id, actor.workspace_id, None, ""))

    tab = await opened(token)

    assert not tab.may_choose


async def test_an_operator_does_not_set_the_sector(token):
    with pytest.raises(Forbidden):
        await opened(await a_colleagues_token(token))


async def test_settings_alone_lead_to_the_first_that_is_ones_own(token):
    assert "/settings/workspace" in await call(SettingsState.go_to_first, a_tab(SettingsState, token))
    ben = await a_colleagues_token(token)
    assert "/settings/account" in await call(SettingsState.go_to_first, a_tab(SettingsState, ben))
    assert "/sign-in" in await call(SettingsState.go_to_first, a_tab(SettingsState))


@pytest.mark.parametrize(
    ("spec", "typed", "value"),
    [
        ({"type": "integer"}, "1 200", 1200),
        ({"type": "number"}, "2,5", 2.5),
        ({"type": "boolean"}, "", None),
        ({"type": "boolean"}, "no", False),
        ({"type": "string"}, " 9 to 5 ", "9 to 5"),
        ({"type": "string"}, "", None),
        ({"type": "string", "default": "LS, BD"}, " ", ""),
        ({"type": "string", "default": "11:00", "pattern": "^[0-9:]{5}$"}, "", None),
        ({"enum": ["sms", "mail"], "default": "sms"}, "", None),
        ({"type": "number", "default": 2.5}, "", None),
        ({"enum": ["sms", "mail"]}, "sms", "sms"),
        ({"type": "array", "items": {"type": "string"}}, "a\n b \n\n", ["a", "b"]),
        ({"type": "object"}, '{"a": 1}', {"a": 1}),
        ({"type": ["number", "null"]}, "3", 3),
    ],
)
def test_what_is_typed_is_read_as_the_schema_says(spec, typed, value):
    [field] = schema_fields.fields_of({"properties": {"it": spec}}, {})
    assert schema_fields.read(field, typed) == value


@pytest.mark.parametrize(
    ("spec", "typed"),
    [({"type": "integer"}, "many"), ({"type": "number"}, "inf"), ({"type": "object"}, "{")],
)
def test_what_cannot_be_read_says_what_to_write(spec, typed):
    [field] = schema_fields.fields_of({"properties": {"it": spec}}, {})
    with pytest.raises(schema_fields.NotThat, match="Please write"):
        schema_fields.read(field, typed)


async def test_own_words_are_added_removed_and_put_back(token):
    tab = await opened(token)
    await call(SectorState.add_phrase, tab)
    assert list(tab.phrase_errors) == ["intent"]

    tab.set_phrase("intent", "refill_prescription")
    tab.set_phrase("kind", "pattern")
    tab.set_phrase("text", "(blue")
    tab.set_phrase("surprise", "x")
    await call(SectorState.add_phrase, tab)
    assert "no regular expression" in tab.phrase_errors["text"]
    tab.set_phrase("text", "blue box")
    await call(SectorState.add_phrase, tab)

    assert [(each.text, each.kind, each.language) for each in tab.phrases] == [
        ("blue box", "pattern", "English")
    ]
    await call(SectorState.try_example, tab, "The blue box, please")
    assert tab.made_of_it[0].value == "begin “Refill a prescription”"
    assert "your own words" in tab.made_of_it[1].value

    said = await call(SectorState.remove_phrase, tab, tab.phrases[0].id)
    assert "Undo" in said and tab.phrases == []
    await call(SectorState.put_back, tab, "refill_prescription", "en", True, "blue box")
    assert len(tab.phrases) == 1 and tab.is_learned

    tab.change_phrase(tab.phrases[0].id)
    assert (tab.new_phrase["text"], tab.new_phrase["kind"]) == ("blue box", "pattern")
    tab.set_phrase("text", "(green|blue) box")
    await call(SectorState.add_phrase, tab)
    assert [each.text for each in tab.phrases] == ["(green|blue) box"] and not tab.changing
    assert tab.changes[0].did == "changed words of your own for “Refill a prescription”"
    tab.change_phrase(tab.phrases[0].id)
    tab.change_phrase("")
    assert not tab.changing and tab.new_phrase["text"] == ""

    tab.set_phrase("kind", "sentence")
    tab.set_phrase("text", "the blue box is empty again")
    await call(SectorState.add_phrase, tab)
    assert not tab.is_learned and tab.new_phrase["text"] == ""


async def test_words_that_two_change_are_told_before_one_takes_their_place(token):
    tab = await opened(token)
    await call(SectorState.put_back, tab, "refill_prescription", "en", False, "the blue box is empty")
    old, new = await opened(token), await opened(token)
    for one in (old, new):
        one.change_phrase(one.phrases[0].id)
    new.set_phrase("intent", "opening_hours")
    await call(SectorState.add_phrase, new)

    old.set_phrase("text", "the blue box is empty again")
    await call(SectorState.add_phrase, old)
    assert "for \u201copening hours\u201d now" in old.phrase_errors["text"]
    assert old.new_phrase["text"] == "the blue box is empty again"
    assert [(each.intent, each.text) for each in old.phrases] == [("opening_hours", "the blue box is empty")]

    await call(SectorState.add_phrase, old)
    kept = [(each.intent, each.text) for each in old.phrases]
    assert kept == [("refill_prescription", "the blue box is empty again")]


async def test_another_sector_is_chosen_and_the_way_back_finds_what_was_set(token):
    tab = await opened(token)
    await call(SectorState.set_setting, tab, "appointment_buffer_mins", "25")
    await call(SectorState.switch_agent, tab, "triage", False)

    said = await call(SectorState.choose, tab, "legal")
    assert "What you have set for Healthcare is kept." in said and "Undo" in said
    assert tab.sector == "legal" and all(row.is_on for row in tab.agents)

    await call(SectorState.choose, tab, "healthcare")
    assert {field.name: field.value for field in tab.fields}["appointment_buffer_mins"] == "25"
    assert [row.name for row in tab.agents if not row.is_on] == ["triage"]
