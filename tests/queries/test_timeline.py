"""The timeline of a workspace: by its own index, and of nobody else."""

import re
from collections.abc import Sequence

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from caly_app import db
from caly_app.actor import Actor, ActorKind, Role
from caly_app.embedded_postgres import Urls
from caly_app.errors import Forbidden
from caly_app.models import TimelineEntry, TimelineKind
from caly_app.queries import timeline as timeline_queries
from caly_app.queries.timeline import EVERYTHING, TimelineFilter
from caly_app.services import timeline
from tests.factories import Clinic, a_clinic, a_member

pytestmark = pytest.mark.usefixtures("database")

BY_TIME, BY_KIND = "ix_timeline_by_time", "ix_timeline_by_kind"
ROWS, PAGE = 100_000, 51


def a_long_past(admin: psycopg.Connection, clinic: Clinic, actor: Actor, rows: int) -> None:
    """A row each minute; one of a thousand is a change, by the actor."""
    admin.execute(
        "insert into timeline (id, organization_id, workspace_id, kind, actor_kind, actor_id, actor_name,"
        " details, happened_at) select gen_random_uuid(), %(org)s, %(workspace)s,"
        " case when n %% 1000 = 0 then 'assistant_changed' else 'started' end,"
        " case when n %% 1000 = 0 then 'operator' else 'customer' end,"
        " case when n %% 1000 = 0 then %(actor)s::uuid else gen_random_uuid() end, '', '{}',"
        " timestamptz '2026-01-01' + n * interval '1 minute' from generate_series(1, %(rows)s) n",
        {
            "org": clinic.organization_id,
            "workspace": clinic.workspace_id,
            "actor": actor.id,
            "rows": rows,
        },
    )


async def plan(actor: Actor, wanted: TimelineFilter, after: TimelineEntry | None = None) -> str:
    """As the pages' own role gets it."""
    behind = (after.happened_at, after.id) if after else None
    query = timeline_queries.newest(actor, wanted, after=behind, limit=PAGE)
    said = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    async with db.transaction(actor) as session:
        found: Sequence[tuple[str]] = (await session.execute(text(f"explain (analyze) {said}"))).all()
    return "\n".join(line for (line,) in found)


async def test_each_page_of_a_hundred_thousand_is_read_by_the_index(admin: psycopg.Connection, urls: Urls):
    clinic, other = await a_clinic(), await a_clinic()
    ada = await a_member(clinic, Role.ADMIN)
    a_long_past(admin, clinic, ada, ROWS)
    a_long_past(admin, other, await a_member(other, Role.ADMIN), 1000)
    with psycopg.connect(urls.owner, autocommit=True) as owner:  # as autovacuum does
        owner.execute("analyze timeline")
    async with db.transaction(ada) as session:
        seen = await timeline_queries.of_workspace(session, ada, limit=50)

    changes = frozenset({TimelineKind.ASSISTANT_CHANGED, TimelineKind.WORKSPACE_CHANGED})
    for wanted, after, index in (
        (EVERYTHING, None, BY_TIME),
        (EVERYTHING, seen[-1], BY_TIME),
        (TimelineFilter(kinds=changes), None, BY_KIND),
        (TimelineFilter(kinds=changes), seen[-1], BY_KIND),
        (TimelineFilter(kinds=changes, happened_before=seen[-1].happened_at), None, BY_KIND),
    ):
        said = await plan(ada, wanted, after)
        assert index in said and "Seq Scan" not in said, said
        read = [int(found) for found in re.findall(r"timeline .*actual.*rows=(\d+)", said)]
        assert read and max(read) <= 2 * PAGE, said


async def test_page_by_page_each_is_seen_once_and_another_tenants_never(admin: psycopg.Connection):
    clinic, other = await a_clinic(), await a_clinic()
    sister = await a_clinic(organization_id=clinic.organization_id)
    ada, eve = await a_member(clinic, Role.ADMIN), await a_member(other, Role.ADMIN)
    for of, actor in ((clinic, ada), (other, eve), (sister, ada.in_workspace(sister.workspace_id))):
        a_long_past(admin, of, actor, 120)

    seen: list[TimelineEntry] = []
    while True:
        after = (seen[-1].happened_at, seen[-1].id) if seen else None
        async with db.transaction(ada) as session:
            page = await timeline_queries.of_workspace(session, ada, after=after, limit=50)
        seen += page
        if len(page) < 50:
            break

    assert len(seen) == len({entry.id for entry in seen}) == 120
    assert {entry.workspace_id for entry in seen} == {clinic.workspace_id}
    assert [entry.happened_at for entry in seen] == sorted((each.happened_at for each in seen), reverse=True)
    async with db.transaction(eve) as session:  # who names another tenant's workspace sees nothing
        assert await timeline_queries.of_workspace(session, eve.in_workspace(clinic.workspace_id)) == []


async def test_it_is_filtered_by_person_and_period(admin: psycopg.Connection):
    clinic = await a_clinic()
    ada, ben = await a_member(clinic, Role.ADMIN), await a_member(clinic, Role.ADMIN)
    async with db.transaction(ada) as session:
        timeline.record(session, ada, TimelineKind.WORKSPACE_CHANGED, what="name")
    async with db.transaction(ben) as session:
        timeline.record(session, ben, TimelineKind.WORKSPACE_CHANGED, what="facts")
        timeline.record(session, clinic.customer(), TimelineKind.STARTED)

    async def what(wanted: TimelineFilter) -> list[object]:
        async with db.transaction(ada) as session:
            found = await timeline_queries.of_workspace(session, ada, wanted)
        return [entry.details.get("what") for entry in found]

    assert await what(TimelineFilter(actor_id=ben.id)) == ["facts"]
    assert await what(TimelineFilter(actor_kind=ActorKind.CUSTOMER)) == [None]
    assert sorted(map(str, await what(TimelineFilter(actor_kind=ActorKind.OPERATOR)))) == ["facts", "name"]
    async with db.transaction(ada) as session:
        last = (await timeline_queries.of_workspace(session, ada))[0].happened_at
    assert await what(TimelineFilter(happened_before=last)) != await what(EVERYTHING)
    assert len(await what(TimelineFilter(happened_from=last))) >= 1


async def test_an_operator_sees_none_of_it():
    clinic = await a_clinic()
    operator = await a_member(clinic)
    async with db.transaction(operator) as session:
        with pytest.raises(Forbidden):
            await timeline_queries.of_workspace(session, operator)
