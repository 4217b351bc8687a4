"""How long the figures take: `python -m tests.benchmarks.metrics [conversations]` (50,000 of them).

In an embedded Postgres of its own: one workspace with so many conversations over 200 days, each with a
dialogue of a kilobyte, and a reviewed turn for every tenth; three quarters of them are another
organization's again, so that row security has something to leave out. Prints the milliseconds of what
the page reads, for 7, 30, 90 and 200 days: the fastest, the median and the slowest of ten readings. Each
is read beside as many days before. What two processes worked for one reading (ours, and Postgres's of this
connection) depends least on who else uses the machine: it must stay under 300 ms.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg

from caly_app import db
from caly_app.embedded_postgres import EmbeddedPostgres
from caly_app.queries import business, metrics
from tests.conftest import migrate
from tests.factories import Clinic, a_clinic

CONVERSATIONS = 50_000
READINGS = 10
BOUND_MS = 300

_CONVERSATIONS = """
insert into conversation (id, organization_id, workspace_id, channel, sector, assistant_id, assistant_version,
  language, handled_by, operator_name, last_seq, dialogue, context, instruction, last_words, has_escalated,
  started_at, last_said_at, ended_at, ended_by, outcome, disposition, agents)
select uuidv7(at - now()), %(organization)s, %(workspace)s, 'chat', 'healthcare', %(assistant)s, 1, 'en',
  'agent', '', 8, jsonb_build_object('flows', repeat('x', 1000)), '{}', '', 'thank you', n %% 6 = 0,
  at, at + interval '3 minutes', case when n %% 50 > 0 then at + interval '5 minutes' end, 'customer',
  case when n %% 50 = 0 then null when n %% 6 = 0 then 'escalated' when n %% 17 = 0 then 'abandoned'
       else 'contained' end,
  case when n %% 12 = 0 then 'solved' else '' end,
  (array['appointment_booking', 'prescription_refill', 'triage', 'follow_up', 'patient_info'])
    [1 + n %% 5 : 1 + n %% 5 + (n %% 3 = 0)::int]
from (select n, now() - n * interval '200 days' / %(count)s as at from generate_series(1, %(count)s) n) made
"""
_TURNS = """
insert into turn (id, organization_id, conversation_id, seq, speaker, author_name, delivered, asks, offers,
                  tells, quick_replies, why, language, said_at)
select gen_random_uuid(), organization_id, id, 1, 'customer', '', 'words', '{}', '{}', '{}', '[]', '{}', 'en',
       started_at
from conversation where workspace_id = %(workspace)s
"""
_REVIEWS = """
insert into review (id, organization_id, workspace_id, conversation_id, turn_id, understood, confidence,
                    agent, language, meant, is_right, state, proposed_by, proposed_by_name, proposed_at,
                    reviewed_by_name)
select gen_random_uuid(), organization_id, %(workspace)s, conversation_id, id, 'book_appointment', random(),
       'appointment_booking', 'en', 'book_appointment', random() < 0.8, 'accepted', gen_random_uuid(), '',
       said_at, ''
from turn t where random() < 0.1 and exists
  (select from conversation c where c.id = t.conversation_id and c.workspace_id = %(workspace)s)
"""


async def measure(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="caly-metrics-") as folder:
        postgres = EmbeddedPostgres(Path(folder))
        urls = postgres.start()
        try:
            migrate(urls.owner)
            db.open(urls.app, urls.admin)
            clinic = await a_clinic()
            strangers = [await a_clinic() for _ in range(3)]
            with psycopg.connect(urls.admin, autocommit=True) as admin:
                for each in (clinic, *strangers):
                    _fill(admin, each, count)
            with psycopg.connect(urls.owner, autocommit=True) as owner:
                owner.execute("vacuum analyze")
            for days in (7, 30, 90, 200):
                await _print(clinic, days)
            await db.close()
        finally:
            postgres.stop()


def _fill(admin: psycopg.Connection, clinic: Clinic, count: int) -> None:
    about = {
        "organization": clinic.organization_id,
        "workspace": clinic.workspace_id,
        "assistant": clinic.assistant_id,
        "count": count,
    }
    for statement in (_CONVERSATIONS, _TURNS, _REVIEWS):
        admin.execute(statement, about)


async def _print(clinic: Clinic, days: int) -> None:
    actor, spent, worked, conversations = clinic.system(), [], 0.0, 0
    for _ in range(READINGS):
        async with db.transaction(actor) as session:
            facts = await business.of_workspace(session, clinic.workspace_id)
            asked = metrics.period(facts, days)
            backend = psutil.Process((await session.driver()).info.backend_pid)
            began, busy = time.perf_counter(), _cpu_seconds(backend)
            found = await metrics.of_workspace(session, actor, asked)
            spent.append((time.perf_counter() - began) * 1000)
            worked += (_cpu_seconds(backend) - busy) * 1000
            conversations = found.counts.began
    of_cpu = worked / READINGS
    verdict = "" if of_cpu < BOUND_MS else f"  over {BOUND_MS} ms"
    print(
        f"{days:4} days, {conversations:6,} conversations: worked {of_cpu:4.0f} ms{verdict}; "
        f"took {min(spent):4.0f} ms at least, {statistics.median(spent):4.0f} in the median, "
        f"{max(spent):4.0f} at most"
    )


def _cpu_seconds(backend: psutil.Process) -> float:
    times = backend.cpu_times()
    return time.process_time() + times.user + times.system


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else CONVERSATIONS))
