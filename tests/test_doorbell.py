import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from caly_app import clock, db, doorbell
from caly_app.models import Note, Organization
from tests.factories import Clinic, a_clinic, a_conversation

SOON = 2


@pytest.fixture
async def clinic(doorman) -> Clinic:
    return await a_clinic()


async def ring_here(clinic: Clinic) -> None:
    async with db.transaction(clinic.customer()) as session:
        doorbell.ring(session, "here")


@pytest.fixture
async def heard(clinic):
    async with doorbell.listening("here") as event:
        async with asyncio.timeout(SOON):
            while not event.is_set():  # until both doormen are connected
                await ring_here(clinic)
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.1)
        event.clear()
        yield event


async def test_a_ring_is_heard_after_the_commit_and_not_before(heard, clinic):
    async with db.transaction(clinic.customer()) as session:
        doorbell.ring(session, "here")
        await asyncio.sleep(0.1)
        assert not heard.is_set()

    await asyncio.wait_for(heard.wait(), SOON)


async def test_a_rollback_is_silent(heard, clinic):
    with pytest.raises(ZeroDivisionError):
        async with db.transaction(clinic.customer()) as session:
            doorbell.ring(session, "here")
            raise ZeroDivisionError

    await asyncio.sleep(0.1)
    assert not heard.is_set()


async def test_a_commit_that_fails_is_silent(heard, clinic):
    with pytest.raises(IntegrityError):
        async with db.transaction(clinic.customer()) as session:
            doorbell.ring(session, "here")
            session.add(Organization(id=clinic.organization_id, name="twice", created_at=clock.wall()))

    await asyncio.sleep(0.1)
    assert not heard.is_set()


async def test_the_hot_transaction_rings_too_and_shares_what_the_orm_writes(heard, clinic, admin):
    """One transaction of psycopg's statements and the ORM: both are there, or neither is."""
    conversation = (await a_conversation(clinic)).conversation_id
    note = {
        "organization_id": clinic.organization_id,
        "conversation_id": conversation,
        "author_id": clinic.organization_id,
        "text": "both",
        "written_at": clock.wall(),
    }
    with pytest.raises(ZeroDivisionError):
        async with db.hot_transaction(clinic.organization_id) as hot:
            await hot.driver.execute("update workspace set name = 'changed'")
            hot.session.add(Note(**note))
            await hot.flush()
            raise ZeroDivisionError
    assert admin.execute("select name from workspace").fetchone() == ("Elm Row Clinic",)
    assert admin.execute("select count(*) from note").fetchone() == (0,)

    async with db.hot_transaction(clinic.organization_id) as hot:
        await hot.driver.execute("update workspace set name = 'changed'")
        hot.session.add(Note(**note))
        doorbell.ring(hot.session, "here")

    assert admin.execute("select name from workspace").fetchone() == ("changed",)
    assert admin.execute("select count(*) from note").fetchone() == (1,)
    await asyncio.wait_for(heard.wait(), SOON)


async def test_a_ring_that_is_lost_only_delays(monkeypatch):
    monkeypatch.setattr(doorbell, "LOOK_AGAIN_SECONDS", 0.01)
    async with doorbell.listening("here") as nothing:
        await asyncio.wait_for(doorbell.next_ring(nothing), SOON)
