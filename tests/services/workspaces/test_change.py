import asyncio
from datetime import date

import pytest

from caly_app import db, doorbell
from caly_app.actor import Actor, Permission, Role
from caly_app.errors import ChangedMeanwhile, Forbidden, Invalid, NotFound
from caly_app.queries import business as business_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import workspaces
from caly_app.services.workspaces import Part, WorkspaceChanges
from caly_app.services.workspaces.change import SectorIsUsed, SlugIsUsed
from tests.factories import a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database):
    return await a_clinic()


@pytest.fixture
async def ada(clinic) -> Actor:
    return await a_member(clinic, Role.ADMIN)


async def change(actor: Actor, **changes: object) -> None:
    async with db.transaction(actor) as session:
        await workspaces.change(session, actor, actor.workspace_id, WorkspaceChanges(**changes))


async def facts(actor: Actor):
    async with db.transaction(actor) as session:
        return await business_queries.of_workspace(session, actor.workspace_id)


async def view(actor: Actor):
    async with db.transaction(actor) as session:
        return await workspace_queries.one(session, actor, actor.workspace_id)


async def test_what_agents_know_is_new_with_the_next_message(ada):
    assert (await facts(ada)).business.facts == {"parking": "free for two hours behind the house"}

    await change(ada, facts={"parking": "none", "lifts": 2}, opening_hours={"mon": "8-12"}, name="Elm House")

    business = (await facts(ada)).business
    assert business.facts == {"parking": "none", "lifts": "2"} and business.name == "Elm House"
    assert list(business.opening_hours) == ["mon"]


async def test_two_parts_at_once_are_both_kept(ada):
    await asyncio.gather(
        change(ada, facts=Part({"lifts": "two", "parking": None})),
        change(ada, facts=Part({"dogs": "yes"})),
        change(ada, opening_hours=Part({"mon": "8-12"})),
        change(ada, opening_hours=Part({"tue": []})),
        change(ada, allowed_domains=Part({"a.example.org": True})),
        change(ada, allowed_domains=Part({"b.example.org": True})),
        choose(ada, "transcript", "phone", False),
        choose(ada, "transcript", "address", False),
    )

    kept = await view(ada)
    assert kept.facts == {"lifts": "two", "dogs": "yes"}
    assert kept.opening_hours["mon"] == [["08:00", "12:00"]] and "tue" not in kept.opening_hours
    assert set(kept.allowed_domains) == {"a.example.org", "b.example.org"}
    assert not {"phone", "address"} & set(kept.privacy["transcript"])


async def test_a_fact_that_was_seen_otherwise_is_not_changed(ada):
    with pytest.raises(ChangedMeanwhile) as refused:
        await change(ada, facts=Part({"parking": None}, {"parking": "none"}))

    assert list(refused.value.fields) == ["facts.parking"] and "parking" in (await view(ada)).facts


async def choose(actor: Actor, place: str, kind: str, is_chosen: bool) -> None:
    async with db.transaction(actor) as session:
        await workspaces.choose_privacy(session, actor, actor.workspace_id, place, kind, is_chosen)


@pytest.mark.parametrize(
    ("changes", "spoken"),
    [({"language": "de"}, ["de", "en", "es", "it"]), ({"language": "fr"}, ["fr", "en", "es", "de", "it"]),
     ({"language": "en-GB"}, ["en", "es", "de", "it"]),
     ({"languages": Part({"fr": True})}, ["en", "es", "de", "it", "fr"]),
     ({"languages": Part({"es": None, "it": None})}, ["en", "de"]),
     ({"languages": Part({"en": None})}, ["en", "es", "de", "it"]),
     ({"language": "de", "languages": Part({"de": None, "es": None})}, ["de", "en", "it"]),
     ({"languages": ["fr"]}, ["fr"])],
)  # fmt: skip
async def test_another_main_language_or_one_of_the_others_wipes_none(ada, changes, spoken):
    await change(ada, languages=["en", "es", "de", "it"])

    await change(ada, **changes)

    assert list((await facts(ada)).business.languages) == spoken


async def test_what_is_not_named_stays(ada):
    before = await view(ada)

    await change(ada, name="Elm House")

    after = await view(ada)
    assert (after.name, after.facts, after.slug) == ("Elm House", before.facts, before.slug)


@pytest.mark.parametrize(
    ("field", "changes"),
    [("name", {"name": ""}), ("country", {"country": "ZZ"}), ("timezone", {"timezone": "here"}),
     ("languages", {"languages": []}), ("languages", {"languages": ["en", "qq"]}),
     ("language", {"language": "qq"}), ("languages", {"languages": Part({"qq": True})}),
     ("opening_hours", {"opening_hours": {"mon": "9-8"}}), ("facts", {"facts": {"a": {"b": "c"}}}),
     ("facts", {"facts": {f"fact {n}": "x" for n in range(101)}}), ("facts", {"facts": {"": "x"}}),
     ("facts", {"facts": {"a": "x" * 2001}}), ("allowed_domains", {"allowed_domains": ["not a domain"]}),
     ("allowed_domains", {"allowed_domains": ["'none'; script-src *"]}),
     ("emergency_number", {"emergency_number": "call mum"}),
     ("branding.color", {"branding": {"color": "#fff"}})],
)  # fmt: skip
async def test_what_is_wrong_is_said_by_field_and_nothing_is_changed(ada, field, changes):
    before = await view(ada)

    with pytest.raises(Invalid) as refused:
        await change(ada, **changes)

    assert list(refused.value.fields) == [field]
    assert await view(ada) == before


@pytest.mark.parametrize(
    ("written", "kept"),
    [("https://www.Example.org/contact?x=1", "www.example.org"), ("*.example.org", "*.example.org"),
     ("localhost:8080", "localhost:8080"), ("example.org.", "example.org"), ("127.0.0.1", "127.0.0.1")],
)  # fmt: skip
async def test_domains_may_be_pasted_as_addresses(ada, written: str, kept: str):
    await change(ada, allowed_domains=[written, written])

    assert (await view(ada)).allowed_domains == (kept,)


async def test_an_operator_changes_nothing_and_a_key_only_with_its_scope(clinic):
    with pytest.raises(Forbidden):
        await change(await a_member(clinic, Role.OPERATOR), name="Mine")

    keyed = Actor(clinic.system().kind, clinic.workspace_id, clinic.organization_id, clinic.workspace_id,
                  frozenset({Permission.CHANGE_WORKSPACES}))  # fmt: skip
    await change(keyed, name="Ours")


async def test_another_organizations_workspace_is_not_there(clinic):
    stranger = await a_member(await a_clinic(), Role.ADMIN)

    with pytest.raises(NotFound):
        async with db.transaction(stranger) as session:
            await workspaces.change(session, stranger, clinic.workspace_id, WorkspaceChanges(name="Mine"))


async def test_the_slug_stays_once_the_setup_is_done(ada):
    with pytest.raises(SlugIsUsed):
        await change(ada, slug="elsewhere")


async def test_the_sector_stays_once_a_customer_has_come(clinic, ada):
    await a_conversation(clinic)

    with pytest.raises(SectorIsUsed):
        async with db.transaction(ada) as session:
            workspace = await workspace_queries.locked(session, ada, clinic.workspace_id)
            workspace.sector = "another"
            await session.flush()
            await workspaces.choose_sector(session, ada, clinic.workspace_id, "healthcare")


async def test_open_pages_are_rung(ada, doorman):
    async with doorbell.listening(doorbell.workspace(ada.workspace_id)) as heard:
        await change(ada, name="Elm House")
        await asyncio.wait_for(heard.wait(), 2)


async def test_a_holiday_closes_the_day_for_the_next_message(ada):
    christmas = date(2026, 12, 25)
    assert (await facts(ada)).business.hours_on(christmas)

    async with db.transaction(ada) as session:
        added = await workspaces.add_holiday(session, ada, ada.workspace_id, christmas, "Christmas")
    assert (await facts(ada)).business.holidays == {christmas: "Christmas"}

    async with db.transaction(ada) as session:
        await workspaces.remove_holiday(session, ada, ada.workspace_id, added)
    assert (await facts(ada)).business.hours_on(christmas)


async def test_a_holiday_added_twice_is_one_with_the_later_name(ada):
    async with db.transaction(ada) as session:
        first = await workspaces.add_holiday(session, ada, ada.workspace_id, date(2026, 12, 25), "Xmas")
        second = await workspaces.add_holiday(session, ada, ada.workspace_id, date(2026, 12, 25), "Christmas")

    assert first == second and [day.name for day in (await view(ada)).holidays] == ["Christmas"]


async def test_the_countrys_public_holidays_can_be_added_at_once(ada):
    async with db.transaction(ada) as session:
        count = await workspaces.add_public_holidays(session, ada, ada.workspace_id)

    days = (await view(ada)).holidays
    assert len(days) == count > 5 and any("Christmas" in day.name for day in days)


async def test_a_holiday_that_is_not_there_cannot_be_removed(ada):
    with pytest.raises(NotFound):
        async with db.transaction(ada) as session:
            await workspaces.remove_holiday(session, ada, ada.workspace_id, ada.id)
