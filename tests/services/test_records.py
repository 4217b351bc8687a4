"""Two who change one record at the same time."""

import asyncio

import pytest

from caly_app import db
from caly_app.errors import ChangedMeanwhile
from caly_app.models import Record
from caly_app.queries import records as record_queries
from caly_app.services import meanwhile, records
from caly_app.services.records import NewRecord
from tests.factories import Clinic, a_clinic

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    return await a_clinic()


async def a_record(clinic: Clinic) -> Record:
    system = clinic.system()
    async with db.transaction(system) as session:
        new = NewRecord({"medication": "Atenolol", "refills_left": 2})
        return await records.create(session, system, "prescription", new)


async def change(clinic: Clinic, record: Record, data: dict, seen: dict | None = None) -> dict:
    system = clinic.system()
    async with db.transaction(system) as session:
        return (await records.change(session, system, "prescription", record.id, data, seen)).data


async def test_who_waited_for_another_changes_what_the_other_left(clinic):
    """The one holds the row, as a turn of a customer does; the other saves what was read before."""
    record, system = await a_record(clinic), clinic.system()
    async with db.transaction(system) as session:
        await record_queries.locked(session, system, record.id)
        waits = asyncio.create_task(change(clinic, record, {"dosage": "50 mg"}, {"dosage": None}))
        await asyncio.sleep(0.2)
        assert not waits.done()
        await records.change(session, system, "prescription", record.id, {"refills_left": 1})

    assert await waits == {"medication": "Atenolol", "refills_left": 1, "dosage": "50 mg"}


async def test_of_two_who_saw_the_same_the_first_changes_it(clinic):
    record = await a_record(clinic)
    both = await asyncio.gather(
        *(change(clinic, record, {"refills_left": left}, record.data) for left in (1, 0)),
        return_exceptions=True,
    )

    [kept] = [each for each in both if isinstance(each, dict)]
    [refused] = [each for each in both if isinstance(each, ChangedMeanwhile)]
    now = kept["refills_left"]
    assert refused.fields == {"data.refills_left": f"changed meanwhile: it is \u201c{now}\u201d now"}


async def test_who_makes_it_what_it_has_become_is_not_told(clinic):
    record = await a_record(clinic)
    await change(clinic, record, {"refills_left": 1})

    assert (await change(clinic, record, {"refills_left": 1}, record.data))["refills_left"] == 1


def test_what_differs_is_named_and_what_is_gone_is_none():
    assert meanwhile.differing({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5, "d": 4}) == {
        "b": 5,
        "c": None,
        "d": 4,
    }


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({}, "changed meanwhile: there is none now"),
        ({"a": False}, "changed meanwhile: it is \u201cfalse\u201d now"),
        ({"a": "x" * 300}, f"changed meanwhile: it is \u201c{'x' * 200}...\u201d now"),
    ],
)
def test_what_it_is_now_is_said_in_short(now: dict, said: str):
    with pytest.raises(ChangedMeanwhile) as refused:
        meanwhile.merged(now, {"a": 2}, {"a": 1})
    assert refused.value.fields == {"a": said}
