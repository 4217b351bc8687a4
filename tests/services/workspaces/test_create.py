import asyncio
from dataclasses import replace

import pytest

from caly_app import db
from caly_app.actor import Actor, Role
from caly_app.agents.channel import Channel
from caly_app.errors import Forbidden, Invalid
from caly_app.models import Workspace
from caly_app.queries import assistants as assistant_queries
from caly_app.queries import business as business_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import workspaces
from caly_app.services.conversations.start import NewConversation, start
from caly_app.services.workspaces import NewWorkspace
from tests.factories import Clinic
from tests.people import a_colleague, a_verified_admin, an_admin

pytestmark = pytest.mark.usefixtures("database")

NEW = NewWorkspace(name="Elm Row Clinic", sector="healthcare", country="GB")


SPOKEN = ["en", "es", "fr", "de"]


async def create(actor, new: NewWorkspace = NEW) -> Workspace:
    async with db.transaction(actor) as session:
        return await workspaces.create(session, actor, new)


def a_customer(of: Workspace) -> Actor:
    return Clinic(of.organization_id, of.id, of.id, of.slug).customer()


async def test_a_new_clinic_is_what_is_usual_in_its_country():
    made = await create((await an_admin()).actor)

    assert (made.slug, made.timezone, made.languages) == ("elm-row-clinic", "Europe/London", SPOKEN)
    assert made.emergency_number == "999" and made.opening_hours["mon"] == [["09:00", "18:00"]]


async def test_it_speaks_all_that_its_agent_does_and_its_own_language_first():
    actor = (await an_admin()).actor

    assert (await create(actor, replace(NEW, country="DE"))).languages == ["de", "en", "es", "fr"]
    assert (await create(actor, replace(NEW, language="fr-CA"))).languages == ["fr", "en", "es", "de"]
    assert (await create(actor, replace(NEW, country="IT"))).languages == ["it", *SPOKEN]


@pytest.mark.parametrize(
    ("asked", "channel", "language", "words"),
    [("es-MX", Channel.CHAT, "es", "Hola"), ("fr", Channel.CHAT, "fr", "Bonjour"),
     ("it-IT", Channel.CHAT, "de", "Guten Tag"), ("", Channel.CHAT, "de", "Guten Tag"),
     ("", Channel.VOICE, "de", "Guten Tag")],
)  # fmt: skip
async def test_its_customers_are_greeted_in_their_own_language_or_in_its(asked, channel, language, words):
    made = await create((await an_admin()).actor, replace(NEW, country="DE"))

    started = await start(a_customer(made), NewConversation(asked, channel))

    assert started.language == language and started.greeting.text.startswith(words)


async def test_it_has_a_chat_and_a_phone_assistant_of_version_one():
    actor = (await an_admin()).actor
    made = await create(actor, replace(NEW, country="DE"))

    actor = actor.in_workspace(made.id)
    async with db.transaction(actor) as session:
        for channel in Channel:
            assistant = await assistant_queries.for_new_conversation(session, actor, channel)
            document = await assistant_queries.document(session, actor, assistant.id, 1)
            assert (document.product_type, document.languages[0]) == (channel.value, "de")


async def test_its_first_customer_is_greeted_and_finds_somebody_to_book():
    actor = (await an_admin()).actor
    made = await create(actor)

    started = await start(a_customer(made), NewConversation())

    assert started.greeting.text
    async with db.transaction(actor) as session:
        facts = await business_queries.of_workspace(session, made.id)
    assert facts.business.resources == ("Elm Row Clinic",)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Dr. Müller & Söhne", "dr-muller-and-sohne"), ("L'Étoile", "letoile"), ("診療所", "business"),
     ("API", "api-2"), ("x" * 200, "x" * 63), ("-- !! --", "business"), ("Straße 9", "strasse-9")],
)  # fmt: skip
async def test_a_slug_is_made_of_the_name(name: str, slug: str):
    assert (await create((await an_admin()).actor, replace(NEW, name=name))).slug == slug


async def test_a_slug_that_was_not_asked_for_gives_way():
    first = await create((await an_admin()).actor)
    second = await create((await an_admin("oda@example.org", "Oak Yard")).actor)

    assert (first.slug, second.slug) == ("elm-row-clinic", "elm-row-clinic-2")


async def test_two_businesses_of_one_name_at_once_both_get_a_slug():
    ada, oda = await an_admin(), await an_admin("oda@example.org", "Oak Yard")

    made = await asyncio.gather(create(ada.actor), create(oda.actor))

    assert len({workspace.slug for workspace in made}) == 2


async def test_of_two_who_ask_for_one_slug_at_once_one_is_told_so():
    ada, oda = await an_admin(), await an_admin("oda@example.org", "Oak Yard")
    asked = replace(NEW, slug="elm")

    outcomes = await asyncio.gather(
        create(ada.actor, asked), create(oda.actor, asked), return_exceptions=True
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["Invalid", "Workspace"]


@pytest.mark.parametrize(
    ("field", "changes"),
    [("name", {"name": " "}), ("sector", {"sector": "astrology"}), ("country", {"country": "Britain"}),
     ("timezone", {"timezone": "Europe/Elm"}), ("language", {"language": "klingon"}), ("slug", {"slug": "a"}),
     ("slug", {"slug": "Elm"}), ("slug", {"slug": "-elm"}), ("slug", {"slug": "embed"}),
     ("slug", {"slug": "demo-healthcare"}), ("slug", {"slug": "elm\n"}),
     ("opening_hours", {"opening_hours": {"mon": "never"}}),
     ("emergency_number", {"emergency_number": "9" * 21})],
)  # fmt: skip
async def test_what_is_wrong_is_said_by_field(field: str, changes: dict[str, object]):
    with pytest.raises(Invalid) as refused:
        await create((await an_admin()).actor, replace(NEW, **changes))

    assert list(refused.value.fields) == [field]


async def test_the_demos_slug_is_kept_for_the_demo(admin):
    ada = await an_admin()
    admin.execute("update organization set is_demo = true")

    assert (await create(ada.actor, replace(NEW, slug="demo-healthcare"))).slug == "demo-healthcare"


async def test_an_operator_creates_no_workspace():
    ben = await a_colleague(await a_verified_admin(), role=Role.OPERATOR)

    with pytest.raises(Forbidden):
        await create(ben.actor)


async def test_it_is_found_by_its_slug_before_there_is_a_tenant():
    made = await create((await an_admin()).actor)

    async with db.lookup() as session:
        found = await workspace_queries.by_slug(session, "elm-row-clinic")
        assert found and (found.id, found.organization_id) == (made.id, made.organization_id)
        assert await workspace_queries.by_slug(session, "oak") is None


async def test_another_organization_does_not_see_it():
    made = await create((await an_admin()).actor)
    stranger = (await an_admin("oda@example.org", "Oak Yard")).actor

    async with db.transaction(stranger) as session:
        assert await workspace_queries.all_of(session, stranger) == []
        with pytest.raises(workspace_queries.WorkspaceNotFound):
            await workspace_queries.one(session, stranger, made.id)
