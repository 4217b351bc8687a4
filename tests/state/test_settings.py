import pytest

from caly_app import db
from caly_app.actor import Permission, Role
from caly_app.errors import Forbidden
from caly_app.models import MailChannel
from caly_app.queries.sign_ins import SignedIn
from caly_app.services import accounts, api_keys, mail, sign_ins, workspaces
from caly_app.services.workspaces import NewWorkspace, Part, WorkspaceChanges
from caly_app.state.account import AccountState, browser
from caly_app.state.business_form import times_of
from caly_app.state.keys import KeysState
from caly_app.state.mail import MailState
from caly_app.state.members import MembersState
from caly_app.state.signed_in import current_actor
from caly_app.state.workspace import WorkspaceState
from tests.people import CLIENT, PASSWORD, invited, mailed_to, seen, signed_up, token_mailed_to
from tests.state.tabs import a_tab, call

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def token(database) -> str:
    """Of an admin with a verified address and a workspace."""
    signed = await signed_up()
    await accounts.verify(await token_mailed_to("ada@example.org", "verify"))
    actor = (await seen(signed)).actor
    async with db.transaction(actor) as session:
        await workspaces.create(session, actor, NewWorkspace("Elm Row Clinic", "healthcare", "GB"))
    return signed.token


async def opened(of, token: str, path: str = "/"):
    tab = a_tab(of, token, path)
    await tab._reload()
    return tab


async def test_settings_are_kept_as_they_are_typed(token):
    tab = await opened(WorkspaceState, token)

    tab.add_fact()
    await call(WorkspaceState.set_fact_name, tab, 0, "parking")
    await call(WorkspaceState.set_fact_value, tab, 0, "none")
    await call(WorkspaceState.set_sites, tab, "https://www.example.org/\n*.example.com")
    await call(WorkspaceState.set_color, tab, "#2B4A6F")

    assert tab.errors == {}
    again = await opened(WorkspaceState, token)
    assert [(fact.name, fact.value) for fact in again.facts] == [("parking", "none")]
    assert again.sites == "www.example.org\n*.example.com" and again.color == "#2b4a6f"


async def test_the_main_language_and_the_others_are_chosen_and_nothing_is_wiped(token):
    tab = await opened(WorkspaceState, token)
    assert tab.language == "en" and spoken(tab) == {"es": True, "fr": True, "de": True}
    await over_rest(tab, languages=["en", "es", "fr", "de", "it"])

    await call(WorkspaceState.set_language, tab, "es")

    assert tab.language == "es" and spoken(tab) == {"en": True, "fr": True, "de": True, "it": True}
    await call(WorkspaceState.speak, tab, "fr", False)
    assert spoken(tab) == {"en": True, "fr": False, "de": True, "it": True}
    again = await opened(WorkspaceState, token)
    assert (again.language, spoken(again)) == ("es", spoken(tab))
    assert {each.value: each.label for each in again.languages}["it"] == "Italian"


async def over_rest(tab: WorkspaceState, **changes: object) -> None:
    """While the page is open."""
    actor = await current_actor(tab)
    async with db.transaction(actor) as session:
        await workspaces.change(session, actor, actor.workspace_id, WorkspaceChanges(**changes))


def spoken(tab: WorkspaceState) -> dict[str, bool]:
    return {each.code: each.is_spoken for each in tab.others}


async def test_a_colour_that_cannot_be_seen_is_refused_with_its_contrast(token):
    tab = await opened(WorkspaceState, token)

    await call(WorkspaceState.set_color, tab, "#ffe066")

    assert "too light" in tab.errors["branding.color"] and tab.color_says == "Contrast on white: 1.3 to 1."


async def test_a_fact_that_is_removed_is_gone(token):
    tab = await opened(WorkspaceState, token)
    for index, name in enumerate(("parking", "lifts")):
        tab.add_fact()
        await call(WorkspaceState.set_fact_name, tab, index, name)
        await call(WorkspaceState.set_fact_value, tab, index, "yes")

    await call(WorkspaceState.remove_fact, tab, 0)

    assert [fact.name for fact in (await opened(WorkspaceState, token)).facts] == ["lifts"]


async def test_what_is_written_before_its_name_is_said_to_wait_for_it(token):
    tab = await opened(WorkspaceState, token)
    tab.add_fact()
    await call(WorkspaceState.set_fact_value, tab, 0, "behind the house")
    assert "not kept yet" in tab.errors["facts"]

    await call(WorkspaceState.set_fact_name, tab, 0, "parking")

    assert "facts" not in tab.errors
    assert [fact.name for fact in (await opened(WorkspaceState, token)).facts] == ["parking"]


async def with_facts(token, **facts: str) -> WorkspaceState:
    tab = await opened(WorkspaceState, token)
    actor = await current_actor(tab)
    async with db.transaction(actor) as session:
        await workspaces.change(session, actor, actor.workspace_id, WorkspaceChanges(facts=facts))
    return await opened(WorkspaceState, token)


async def learned(tab, **facts: str | None) -> None:
    """As an answered question, an accepted draft or somebody in another tab has it."""
    actor = await current_actor(tab)
    async with db.transaction(actor) as session:
        await workspaces.change(session, actor, actor.workspace_id, WorkspaceChanges(facts=Part(facts)))


def stored_facts(admin) -> dict[str, str]:
    return admin.execute("select facts from workspace").fetchone()[0]


def index_of(tab, name: str) -> int:
    return next(fact.index for fact in tab.facts if fact.name == name)


async def test_what_was_learned_meanwhile_stays_when_another_fact_is_typed(token, admin):
    tab = await with_facts(token, parking="none", lifts="two")
    await learned(tab, dogs="yes", lifts=None)

    await call(WorkspaceState.set_fact_value, tab, index_of(tab, "parking"), "behind the house")
    assert stored_facts(admin) == {"parking": "behind the house", "dogs": "yes"}
    assert {fact.name for fact in tab.facts} == {"parking", "dogs"}

    await call(WorkspaceState.set_fact_name, tab, index_of(tab, "parking"), "cars")
    assert stored_facts(admin) == {"cars": "behind the house", "dogs": "yes"} and tab.errors == {}


async def test_a_fact_that_two_changed_is_shown_before_one_takes_its_place(token, admin):
    tab = await with_facts(token, parking="none")
    await learned(tab, parking="two hours")

    await call(WorkspaceState.set_fact_value, tab, index_of(tab, "parking"), "one hour")
    assert "it is \u201ctwo hours\u201d now" in tab.errors["facts"]
    assert [fact.value for fact in tab.facts] == ["one hour"] and stored_facts(admin) == {
        "parking": "two hours"
    }

    await call(WorkspaceState.set_fact_value, tab, index_of(tab, "parking"), "one hour.")
    assert stored_facts(admin) == {"parking": "one hour."} and tab.errors == {}


async def test_a_name_that_another_fact_has_takes_nobodys_place(token, admin):
    tab = await with_facts(token, parking="none")
    await learned(tab, dogs="yes")
    tab.add_fact()
    new = tab.facts[-1].index
    await call(WorkspaceState.set_fact_value, tab, new, "no")

    await call(WorkspaceState.set_fact_name, tab, new, "dogs")
    assert "two facts named \u201cdogs\u201d" in tab.errors["facts"]
    await call(WorkspaceState.set_fact_name, tab, new, "cats")

    assert stored_facts(admin) == {"parking": "none", "dogs": "yes", "cats": "no"} and tab.errors == {}


async def test_a_fact_that_is_removed_can_be_put_back(token, admin):
    tab = await with_facts(token, parking="none", lifts="two")

    assert "Undo" in await call(WorkspaceState.remove_fact, tab, index_of(tab, "parking"))
    assert stored_facts(admin) == {"lifts": "two"}
    await call(WorkspaceState.put_back_fact, tab, "parking", "none")
    assert stored_facts(admin) == {"lifts": "two", "parking": "none"}
    assert {fact.name for fact in tab.facts} == {"parking", "lifts"}

    await learned(tab, lifts="three")
    assert "Undo" not in await call(WorkspaceState.remove_fact, tab, index_of(tab, "lifts"))
    assert "three" in tab.errors["facts"] and stored_facts(admin)["lifts"] == "three"


async def test_a_tab_that_was_opened_before_changes_what_is_typed_in_it_and_nothing_else(token, admin):
    old, new = await opened(WorkspaceState, token), await opened(WorkspaceState, token)
    await call(WorkspaceState.set_opens, new, "mon", 0, "07:00")
    await call(WorkspaceState.set_welcome, new, "Hello!")
    await call(WorkspaceState.set_sites, new, "a.example.org")
    await call(WorkspaceState.hide_in, new, "transcript", "address", False)

    await call(WorkspaceState.set_sites, old, "b.example.org")
    await call(WorkspaceState.set_opens, old, "tue", 0, "")
    await call(WorkspaceState.set_closes, old, "wed", 0, "20:00")
    await call(WorkspaceState.set_color, old, "#2B4A6F")
    await call(WorkspaceState.hide_in, old, "transcript", "phone", False)
    await call(WorkspaceState.want, old, "email", True)

    row = admin.execute("select opening_hours, branding, allowed_domains, privacy from workspace").fetchone()
    hours, looks, sites, privacy = row
    assert (hours["mon"], hours["tue"], hours["wed"]) == (
        [["07:00", "18:00"]], [["09:00", "18:00"]], [["09:00", "20:00"]],
    )  # fmt: skip
    assert (looks["welcome"], looks["color"]) == ("Hello!", "#2b4a6f")
    assert sites == ["a.example.org", "b.example.org"]
    assert not {"phone", "address"} & set(privacy["transcript"]) and "prompt" not in privacy
    await old._reload()
    assert old.welcome == "Hello!" and times_of(old.hours[0]) == [["07:00", "18:00"]]
    assert times_of(old.hours[1]) == [["", "18:00"]]  # what is being typed stays
    assert old.sites == "b.example.org\na.example.org" or old.sites == "a.example.org\nb.example.org"


async def test_holidays_come_and_go(token):
    tab = await opened(WorkspaceState, token)
    assert "choose a date" in await call(WorkspaceState.add_holiday, tab)

    tab.set_holiday_date("2026-12-25")
    tab.set_holiday_name("Christmas")
    await call(WorkspaceState.add_holiday, tab)
    assert [(day.on, day.name) for day in tab.holidays] == [("Fri 25 Dec 2026", "Christmas")]

    await call(WorkspaceState.remove_holiday, tab, tab.holidays[0].id)
    assert tab.holidays == []


async def test_an_operator_does_not_see_the_settings_of_the_business(token):
    ben = await a_colleagues_token(token)

    with pytest.raises(Forbidden):
        await opened(WorkspaceState, ben)


async def test_members_are_invited_changed_and_removed(token):
    tab = await opened(MembersState, token)

    tab.set_email("ben")
    await call(MembersState.invite, tab)
    assert tab.error == "This is not an e-mail address."

    tab.set_email("ben@example.org")
    await call(MembersState.invite, tab)
    assert (tab.error, [row.email for row in tab.invited]) == ("", ["ben@example.org"])

    await call(MembersState.revoke, tab, tab.invited[0].id)
    assert tab.invited == []

    await a_colleagues_token(token)
    await tab._reload()
    ben = next(row for row in tab.rows if not row.is_me)
    await call(MembersState.change_role, tab, ben.account_id, "viewer")
    assert next(row for row in tab.rows if not row.is_me).role == "viewer"

    tab.ask_to_remove(ben.account_id)
    await call(MembersState.remove, tab)
    assert [row.is_me for row in tab.rows] == [True] and tab.asked is None


async def test_the_last_admin_is_told_why_not(token):
    tab = await opened(MembersState, token)

    said = await call(MembersState.change_role, tab, tab.rows[0].account_id, "viewer")

    assert "last admin" in said and tab.rows[0].role == "admin"


async def test_what_a_browser_makes_up_is_refused(token):
    tab = await opened(MembersState, token)

    assert "no such role" in await call(MembersState.change_role, tab, tab.rows[0].account_id, "emperor")
    assert "nothing here" in await call(MembersState.change_role, tab, "not an id", "viewer")


async def test_an_operator_sees_members_and_no_invitations(token):
    tab = await opened(MembersState, await a_colleagues_token(token))

    assert len(tab.rows) == 2 and tab.invited == [] and not tab.may_change


async def test_keys_are_listed_and_revoked_by_name(token):
    actor = await current_actor(a_tab(KeysState, token))
    async with db.transaction(actor) as session:
        scopes = [Permission.READ_RECORDS.value, Permission.READ_CONVERSATIONS.value]
        made = await api_keys.create(session, actor, "Website", scopes)
    tab = await opened(KeysState, token)
    assert [key.may for key in tab.keys] == ["Read conversations, Read records"]
    assert tab.door.endswith(f"?workspace_id={actor.workspace_id}") and made.key not in str(tab.dict())

    tab.ask_to_revoke(tab.keys[0].id)
    assert "Website" in await call(KeysState.revoke, tab)

    assert tab.keys == [] and await sign_ins.find(made.key) is None


async def test_one_s_own_name_and_sign_ins(token):
    await accounts.sign_in("ada@example.org", PASSWORD, CLIENT)
    tab = await opened(AccountState, token)
    assert (tab.name, [each.is_this for each in tab.sign_ins].count(True)) == ("Ada Quist", 1)
    assert len(tab.sign_ins) == 2 and [each.is_here for each in tab.organizations] == [True]

    await call(AccountState.set_name, tab, " ")
    assert tab.error == "Please fill this in."
    await call(AccountState.set_name, tab, "Ada Lund")
    assert (tab.error, tab.saved) == ("", "Saved")


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("python-httpx/0.28", "python-httpx"),
        ("", "A program"),
    ],
)
def test_a_browser_in_words(user_agent: str, words: str):
    assert browser(user_agent) == words


async def test_the_demos_mail_is_on_its_page_and_nobody_elses(token, admin):
    tab = await opened(MailState, token)
    assert not tab.is_demo and tab.letters == []

    admin.execute("update organization set is_demo = true")
    tab = await opened(MailState, token)

    assert tab.letters[0].link.endswith(await token_mailed_to("ada@example.org", "verify"))
    assert len(tab.letters) == len(await mailed_to("ada@example.org"))


async def test_the_demos_text_messages_are_beside_its_mail(token, admin):
    admin.execute("update organization set is_demo = true")
    found = await sign_ins.find(token)
    assert isinstance(found, SignedIn)
    actor, channel = found.actor, MailChannel.TEXT
    async with db.transaction(actor) as session:
        await mail.write(
            session, actor.organization_id, "a", "+12125550143", "", "Your code is 482159.", channel=channel
        )
    tab = await opened(MailState, token)

    newest = tab.letters[0]
    assert (newest.is_text, newest.address, newest.subject) == (True, "+12125550143", "")
    assert [letter.is_text for letter in tab.letters[1:]] == [False] * (len(tab.letters) - 1)


async def a_colleagues_token(token: str) -> str:
    found = await sign_ins.find(token)
    assert found
    link = await invited(found.actor, "ben@example.org", Role.OPERATOR)
    return (await accounts.accept_invitation(link, "Ben Roth", PASSWORD, CLIENT)).token


async def test_what_is_hidden_is_the_sectors_until_it_is_chosen(token):
    tab = await opened(WorkspaceState, token)
    assert all(kind.in_transcript and kind.in_prompt for kind in tab.hidden) and not tab.has_chosen

    await call(WorkspaceState.hide_in, tab, "transcript", "address", False)
    await call(WorkspaceState.hide_in, tab, "nowhere", "address", False)

    again = await opened(WorkspaceState, token)
    assert [kind.kind for kind in again.hidden if not kind.in_transcript] == ["address"]
    assert again.has_chosen and tab.errors == {}
    await call(WorkspaceState.hide_as_the_sector_says, again)
    assert all(kind.in_transcript for kind in again.hidden) and not again.has_chosen


async def test_what_is_remembered_is_the_sectors_until_it_is_chosen(token, admin):
    tab = await opened(WorkspaceState, token)
    assert tab.memory_days == "0" and "the part of the day" in tab.remembers

    await call(WorkspaceState.set_memory_days, tab, "365")
    await call(WorkspaceState.set_memory_days, tab, "12345")
    await call(WorkspaceState.hide_in, tab, "transcript", "address", False)

    again = await opened(WorkspaceState, token)
    assert again.memory_days == "365" and again.has_chosen and again.errors == {}
    admin.execute("""update workspace set privacy = '{"memory_days": 45}'""")
    again = await opened(WorkspaceState, token)
    assert (again.memory_days, again.memory_choices[2].label) == ("45", "For 45 days")
    await call(WorkspaceState.hide_as_the_sector_says, again)
    assert again.memory_days == "0"


async def test_a_business_switches_its_notes_on_customers_off_and_on(token):
    tab = await opened(WorkspaceState, token)
    assert tab.writes_notes
    await call(WorkspaceState.set_writes_notes, tab, False)
    assert not tab.writes_notes and not (await opened(WorkspaceState, token)).writes_notes
    await call(WorkspaceState.set_writes_notes, tab, True)
    assert (await opened(WorkspaceState, token)).writes_notes
