"""What happened, in words an admin reads; filtered and paged by the address."""

from dataclasses import replace

import pytest

from caly_app import db
from caly_app.actor import Actor, Role
from caly_app.models import TimelineKind
from caly_app.services import sectors, timeline
from caly_app.services.sectors import Switch
from caly_app.state import timeline as timeline_state
from caly_app.state.happenings import Line
from caly_app.state.kinds_of_changes import AREAS, CHANGES
from caly_app.state.shell import ShellState
from caly_app.state.timeline import TimelineState
from tests.factories import Clinic, a_clinic, a_conversation, a_member
from tests.state.desk import opened, waits
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")

BASE = "/settings/timeline"


async def told(actor: Actor, path: str = BASE) -> list[Line]:
    return list((await opened(TimelineState, actor, path)).lines)


async def switched(clinic: Clinic, actor: Actor, agent: str, *, is_on: bool) -> None:
    async with db.transaction(actor) as session:
        await sectors.switch_agent(session, actor, "healthcare", Switch(agent, is_on))


async def test_who_switched_off_which_agent_is_one_line_with_its_versions():
    clinic = await a_clinic()
    ada = await a_member(clinic, Role.ADMIN)
    await switched(clinic, ada, "triage", is_on=False)

    [line] = await told(ada)

    assert line.who == ada.name and line.day
    assert line.did == "switched off the agent “Triage” (chat version 2, phone version 2)"
    assert line.href == "/settings/sector#agents"


async def test_each_kind_of_entry_is_said_in_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timeline_state, "ROWS", len(TimelineKind))  # on one page
    clinic = await a_clinic()
    ada = await a_member(clinic, Role.ADMIN)
    async with db.transaction(ada) as session:
        for kind in TimelineKind:
            if kind is not TimelineKind.ASSISTANT_CHANGED:
                timeline.record(session, ada, kind)

    lines = await told(ada, f"{BASE}?what=everything")

    assert len(lines) == len(TimelineKind) - 1
    for line in lines:
        assert line.did and "{" not in line.did and "_" not in line.did, line


async def test_what_of_the_business_was_changed_is_named_and_linked():
    clinic = await a_clinic()
    ada = await a_member(clinic, Role.ADMIN)
    ben = await a_member(clinic)
    details = (
        {"what": "facts,opening_hours"},
        {"what": "own_words", "how": "added", "intent": "refill_prescription"},
        {"what": "resources", "how": "changed", "resource_id": str(clinic.resource_ids[0])},
        {"changed": "connection", "connection": "desk"},
        {"what": "settings", "fields": "appointment_buffer_mins"},
    )
    async with db.transaction(ada) as session:
        timeline.record(session, ada, TimelineKind.MEMBER_REMOVED, member=str(ben.id))
        for each in details:
            timeline.record(session, ada, TimelineKind.WORKSPACE_CHANGED, **each)

    said = {line.did: line.href for line in await told(ada)}

    assert said["changed facts for customers, opening hours"] == "/settings/workspace"
    assert said["added words of your own for “Refill a prescription”"] == "/settings/sector#words"
    assert said["changed what can be booked: Dr. Imre Halas"] == "/settings/booking"
    settings = "changed the sector's settings: “Minutes ahead in which no time is offered”"
    assert said[settings] == "/settings/sector#settings"
    assert said["changed the server desk"] == "/settings/connections"
    assert f"removed {ben.name} from the members" in said


async def test_price_and_limits_of_the_model_are_said_as_they_were_changed():
    clinic = await a_clinic()
    ada = await a_member(clinic, Role.ADMIN)
    async with db.transaction(ada) as session:
        for terms in ("price_in=0.15, tokens_day=", ""):
            timeline.record(
                session, ada, TimelineKind.WORKSPACE_CHANGED, changed="language_model", terms=terms
            )

    assert {line.did for line in await told(ada)} == {
        "changed the language model",
        "changed the language model: price of what is sent 0.15, tokens of a day as this installation has it",
    }


async def test_the_daily_course_is_shown_only_where_it_is_asked_for():
    clinic = await a_clinic()
    ada = await a_member(clinic, Role.ADMIN)
    await waits(clinic)
    assert await told(ada) == []

    [queued, began] = await told(ada, f"{BASE}?what=conversations")
    assert (began.who, began.did) == ("A customer", "began a conversation")
    assert queued.did == "was put into the queue: Asked for a person"
    assert began.href.startswith("/conversations/")
    assert [line.did for line in await told(ada, f"{BASE}?what=started")] == ["began a conversation"]


async def test_it_is_filtered_by_person_and_period_and_walked_page_by_page(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timeline_state, "ROWS", 2)
    clinic = await a_clinic()
    ada, ben = await a_member(clinic, Role.ADMIN), await a_member(clinic, Role.ADMIN)
    for actor in (ada, ada, ben, ada):
        async with db.transaction(actor) as session:
            timeline.record(session, actor, TimelineKind.WORKSPACE_CHANGED, what="name")

    assert len(await told(ada, f"{BASE}?who={ben.id}")) == 1
    assert len(await told(ada, f"{BASE}?when=today&who={ben.id}")) == 1
    assert await told(ada, f"{BASE}?when=yesterday") == []
    first = await opened(TimelineState, ada, f"{BASE}?who={ada.id}")
    assert len(first.lines) == 2 and first.is_first_page
    second = await opened(TimelineState, ada, first.older)
    assert len(second.lines) == 1 and not second.older and second.newest == f"{BASE}?who={ada.id}"
    assert not {line.id for line in first.lines} & {line.id for line in second.lines}
    assert str(ben.id) in str(await call(TimelineState.filter_by, first, "who", str(ben.id)))


async def test_another_tenants_timeline_is_nobodys_here():
    clinic, other = await a_clinic(), await a_clinic()
    ada, eve = await a_member(clinic, Role.ADMIN), await a_member(other, Role.ADMIN)
    await switched(clinic, ada, "triage", is_on=False)

    assert await told(eve, f"{BASE}?what=everything") == []


async def test_what_belongs_to_no_workspace_is_shown_to_its_own_organization():
    clinic, other = await a_clinic(), await a_clinic()
    ada, eve = await a_member(clinic, Role.ADMIN), await a_member(other, Role.ADMIN)
    async with db.transaction(ada) as session:
        timeline.record(session, replace(ada, workspace_id=None), TimelineKind.MEMBER_JOINED)
        timeline.record(session, ada, TimelineKind.WORKSPACE_CHANGED, what="name")

    assert {line.did for line in await told(ada)} == {"joined", "changed name"}
    assert await told(eve) == []


async def test_an_operator_is_told_that_it_is_for_admins():
    clinic = await a_clinic()
    operator = await a_member(clinic)
    await a_conversation(clinic)

    tab = await opened(TimelineState, operator, f"{BASE}?what=everything")
    assert tab.refusal == "Only an admin can see what was changed." and tab.lines == []
    for path, is_refused in (
        (BASE, True),
        ("/settings/sector", True),
        ("/settings/account", False),
        ("/settings/members", False),
        ("/queue", False),
    ):
        assert (await opened(ShellState, operator, path)).is_refused is is_refused, path
    assert not (await opened(ShellState, await a_member(clinic, Role.ADMIN), BASE)).is_refused


def test_each_kind_stands_in_one_area():
    kinds = [kind for area in AREAS for kind in area.kinds]
    assert len(kinds) == len(set(kinds))
    assert set(TimelineKind) - set(kinds) == {TimelineKind.DATA_KEY_ROTATED}, "of no workspace"
    assert TimelineKind.STARTED not in CHANGES and TimelineKind.ASSISTANT_CHANGED in CHANGES
