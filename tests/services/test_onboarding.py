import pytest

from caly_app import db
from caly_app.queries import business as business_queries
from caly_app.queries import onboarding as onboarding_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import onboarding
from caly_app.services.onboarding import Guess, SectorMissing
from caly_app.services.workspaces import WorkspaceChanges
from tests.people import an_admin

pytestmark = pytest.mark.usefixtures("database")

LONDON = Guess("Europe/London", ["en-GB", "en"])


@pytest.fixture
async def ada(database):
    return (await an_admin()).actor


async def begin(actor, guess: Guess = LONDON):
    async with db.transaction(actor) as session:
        return await onboarding.begin(session, actor, guess)


async def save(actor, workspace, **changes: object):
    async with db.transaction(actor) as session:
        return await onboarding.save(session, actor, workspace.id, WorkspaceChanges(**changes))


async def test_it_begins_with_what_is_usual_where_the_browser_is(ada):
    begun = await begin(ada, Guess("America/Chicago", ["es-MX", "en"]))

    assert (begun.name, begun.country, begun.timezone) == ("Elm Row", "US", "America/Chicago")
    assert (begun.emergency_number, begun.slug) == ("911", "elm-row")
    assert begun.languages == ["es", "en", "fr", "de"]


@pytest.mark.parametrize(
    ("guess", "country", "language"),
    [(Guess(), "GB", "en"), (Guess("Mars/Olympus", ["tlh"]), "GB", "en"), (Guess("", ["de-AT"]), "AT", "de"),
     (Guess("Europe/Rome", ["it-IT"]), "IT", "en")],
)  # fmt: skip
async def test_a_browser_that_says_little_does_no_harm(ada, guess, country, language):
    begun = await begin(ada, guess)

    assert (begun.country, begun.languages[0]) == (country, language)


async def test_whoever_comes_back_goes_on_where_they_were(ada):
    begun = await begin(ada)
    await save(ada, begun, name="Elm Row Clinic")

    again = await begin(ada, Guess("America/Chicago"))

    assert (again.id, again.name, again.country) == (begun.id, "Elm Row Clinic", "GB")


async def test_the_slug_goes_with_the_name_until_somebody_chooses_one(ada):
    begun = await begin(ada)
    assert (await save(ada, begun, name="Oak Yard")).slug == "oak-yard"

    await save(ada, begun, slug="the-oak")

    assert (await save(ada, begun, name="Ash Yard")).slug == "the-oak"


async def test_a_slug_that_had_to_give_way_does_not_change_at_every_letter(ada):
    await save(ada, await begin(ada), name="Oak")
    oda = (await an_admin("oda@example.org", "Somewhere")).actor
    begun = await begin(oda)

    slugs = [(await save(oda, begun, name=name)).slug for name in ("Oak", "Oak ", "Oak")]

    assert slugs == ["oak-2"] * 3


async def test_zone_and_emergency_number_go_with_the_country(ada):
    begun = await begin(ada)

    moved = await save(ada, begun, country="US")

    assert (moved.timezone, moved.emergency_number) == ("America/New_York", "911")


async def test_a_number_that_was_set_by_hand_stays(ada):
    begun = await begin(ada)
    await save(ada, begun, emergency_number="112")

    assert (await save(ada, begun, country="US")).emergency_number == "112"


async def test_a_sector_is_chosen_before_anybody_talks_to_the_agent(ada):
    begun = await begin(ada)
    with pytest.raises(SectorMissing):
        await go_to(ada, begun, "talk")

    async with db.transaction(ada) as session:
        await onboarding.choose_sector(session, ada, begun.id, "healthcare")
    await go_to(ada, begun, "talk")

    async with db.transaction(ada) as session:
        facts = await business_queries.of_workspace(session, begun.id)
    assert facts.business.resources == ("Elm Row",)


async def test_who_can_be_booked_bears_the_business_s_name_whatever_it_becomes(ada):
    begun = await begin(ada)
    async with db.transaction(ada) as session:
        await onboarding.choose_sector(session, ada, begun.id, "healthcare")

    await save(ada, begun, name="Oak Yard")

    async with db.transaction(ada) as session:
        facts = await business_queries.of_workspace(session, begun.id)
    assert facts.business.resources == ("Oak Yard",)


async def test_when_it_is_done_the_next_one_is_another_business(ada):
    begun = await begin(ada)
    async with db.transaction(ada) as session:
        await onboarding.choose_sector(session, ada, begun.id, "healthcare")
    await go_to(ada, begun, "done")

    assert (await begin(ada)).id != begun.id


async def test_what_is_left_to_do(ada):
    begun = await begin(ada)

    async with db.transaction(ada) as session:
        workspace = await workspace_queries.locked(session, ada, begun.id)
        so_far = await onboarding_queries.so_far(session, ada, workspace)

    assert not any(
        [so_far.address_is_verified, so_far.agent_has_answered, so_far.facts_are_written,
         so_far.site_is_named, so_far.colleagues_are_invited]
    )  # fmt: skip


async def go_to(actor, workspace, step: str) -> None:
    async with db.transaction(actor) as session:
        await onboarding.go_to(session, actor, workspace.id, step)
