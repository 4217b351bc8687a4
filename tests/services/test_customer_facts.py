"""What a customer agreed to be remembered by, with the real database: in whose hands, and for how long."""

from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import Role
from caly_app.errors import Forbidden, NotFound
from caly_app.ports import CustomerFact
from caly_app.services import customer_facts, customers, personal_values
from caly_app.services.conversations import answer as answering
from caly_app.services.conversations import sweep
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.customer_facts import FactsOfTurn
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")

ROS = {"name": "Ros Penhale", "phone": "020 7946 0123", "date_of_birth": "1980-05-04"}
ANN = {"name": "Ann Dell", "phone": "020 7946 0456", "date_of_birth": "1990-12-31"}
PROOF = ("4 May 1980", "020 7946 0123")
WISH = ("I want to book an appointment with Dr Halas in the morning", "the first one")


async def a_house(**columns: object) -> tuple[Clinic, UUID]:
    """A clinic that remembers its patients, and one of them."""
    clinic = await a_clinic(**{"privacy": {"memory_days": 365}, **columns})
    return clinic, await somebody(clinic, ROS)


async def somebody(clinic: Clinic, who: dict[str, str]) -> UUID:
    system = clinic.system()
    async with db.transaction(system) as session:
        return (await customers.add_verified(session, system, who, source="imported")).id


async def say(clinic: Clinic, where: UUID, *lines: str) -> TurnResult:
    for line in lines:
        result = await take_turn(clinic.customer(), where, uuid7().hex, line, DEAF)
    return result


async def asked(clinic: Clinic) -> UUID:
    """Proven, booked, and asked whether it may be remembered."""
    where = (await a_conversation(clinic)).conversation_id
    await say(clinic, where, "when is my appointment?", *PROOF, "no")
    result = await booked(clinic, where, await say(clinic, where, *WISH))
    assert result.reply and "could_remember" in result.reply.tells, result.reply
    return where


async def booked(clinic: Clinic, where: UUID, result: TurnResult) -> TurnResult:
    """With a yes to what is read back."""
    for _ in range(3):
        if result.reply and "booked" in result.reply.tells:
            return result
        result = await say(clinic, where, "yes")
    return result


async def remembered(clinic: Clinic, customer: UUID) -> dict[str, str]:
    system = clinic.system()
    async with db.transaction(system) as session:
        held = await customer_facts.of_customer(session, system, customer)
    return {one.kind: one.value for one in held}


def happened(admin: psycopg.Connection) -> list[str]:
    rows = admin.execute("select kind from timeline where details ? 'customer_id' order by id").fetchall()
    return [kind for (kind,) in rows]


async def keep(clinic: Clinic, customer: UUID, **told: str) -> UUID:
    """In a conversation of its own."""
    where, actor = (await a_conversation(clinic)).conversation_id, clinic.customer()
    async with db.transaction(actor) as session:
        turn = FactsOfTurn(session, actor, where, days=365)
        await turn.keep(customer, [CustomerFact(slot, value, 4) for slot, value in told.items()], "en")
    return where


async def test_a_yes_keeps_it_sealed_with_where_it_comes_from(admin):
    clinic, ros = await a_house()
    where = await asked(clinic)
    assert await remembered(clinic, ros) == {}

    await say(clinic, where, "yes")

    assert await remembered(clinic, ros) == {"provider": "Dr. Imre Halas", "part_of_day": "in the morning"}
    rows = admin.execute(
        "select customer_id, conversation_id, language, seq, ciphertext from customer_fact"
    ).fetchall()
    assert {row[:3] for row in rows} == {(ros, where, "en")}
    told = "select delivered from turn where conversation_id = %s and seq = %s"
    assert admin.execute(told, (where, rows[0][3])).fetchone() == (WISH[0],)
    assert not any(b"Halas" in row[4] or b"morning" in row[4] for row in rows)
    assert happened(admin) == ["customer_remembered"]


async def test_a_no_keeps_nothing_and_is_asked_once(admin):
    clinic, ros = await a_house()
    await say(clinic, await asked(clinic), "no")
    assert await remembered(clinic, ros) == {} and happened(admin) == ["customer_refused_memory"]

    where = (await a_conversation(clinic)).conversation_id
    await say(clinic, where, "when is my appointment?", *PROOF)
    result = await booked(clinic, where, await say(clinic, where, *WISH))
    assert result.reply and "booked" in result.reply.tells
    assert "could_remember" not in result.reply.tells


async def test_it_is_offered_to_who_has_proven_it_and_told_to_nobody_else(admin):
    clinic, ros = await a_house()
    await somebody(clinic, ANN)
    await keep(clinic, ros, provider="Dr. Imre Halas", part_of_day="morning")

    other = (await a_conversation(clinic)).conversation_id
    result = await say(clinic, other, "what do you remember about me?", "31 December 1990", "020 7946 0456")
    assert result.reply and "nothing_remembered" in result.reply.tells

    where = (await a_conversation(clinic)).conversation_id
    result = await say(clinic, where, "I would like to book an appointment")
    assert result.reply and result.reply.asks == ("date",) and "Halas" not in (result.reply.text or "")

    where = (await a_conversation(clinic)).conversation_id
    await say(clinic, where, "when is my appointment?", *PROOF, "no")
    result = await say(clinic, where, "I would like to book an appointment")
    assert result.reply and "Dr. Imre Halas and in the morning" in (result.reply.text or "")
    stored = admin.execute("select dialogue::text from conversation where id = %s", (where,)).fetchone()
    assert stored and "Halas" not in stored[0]


async def test_forgetting_deletes_and_is_not_asked_again(admin):
    clinic, ros = await a_house()
    await keep(clinic, ros, provider="Dr. Imre Halas")
    where = (await a_conversation(clinic)).conversation_id
    result = await say(clinic, where, "forget what you know about me", *PROOF, "yes")

    assert result.reply and "forgotten" in result.reply.tells
    assert admin.execute("select count(*) from customer_fact").fetchone() == (0,)
    assert admin.execute(
        "select refused_memory_at is not null from customer where id = %s", (ros,)
    ).fetchone() == (True,)
    assert happened(admin) == ["customer_remembered", "customer_forgotten"]


async def test_a_turn_that_dies_leaves_nothing_and_happens_once_when_it_is_done_again(admin, monkeypatch):
    clinic, ros = await a_house()
    where = await asked(clinic)

    async def dies(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(answering.private, "hide", dies)
        with pytest.raises(RuntimeError):
            await take_turn(clinic.customer(), where, "the-yes", "yes", DEAF)
    assert await remembered(clinic, ros) == {} and happened(admin) == []

    [orphan] = await sweep.orphans()
    assert await sweep.finish(orphan, DEAF) == 1
    assert await remembered(clinic, ros) and happened(admin) == ["customer_remembered"]


async def test_it_is_kept_no_longer_than_the_business_says(admin):
    clinic, ros = await a_house()
    actor = clinic.customer()
    await keep(clinic, ros, provider="Dr. Imre Halas")
    async with db.transaction(actor) as session:
        known = await customer_facts.known(session, actor, ros, days=365)
        assert [(one.value, one.told_on) for one in known.facts] == [("Dr. Imre Halas", clock.wall().date())]
    admin.execute("update customer_fact set consented_at = consented_at - interval '366 days'")
    async with db.transaction(actor) as session:
        assert not (await customer_facts.known(session, actor, ros, days=365)).facts

    other, ann = await a_house(sector="legal", privacy={})
    await keep(other, ann, provider="Ada Quist")
    assert await customer_facts.delete_old() == 1
    assert await remembered(other, ann) == {"provider": "Ada Quist"}

    off = """update workspace set privacy = '{"memory_days": 0}' where id = %s"""
    admin.execute(off, (other.workspace_id,))
    assert await customer_facts.delete_old() == 1


async def test_one_of_each_kind_and_twenty_of_a_customer_at_most(admin):
    clinic, ros = await a_house()
    await keep(clinic, ros, provider="Dr. Imre Halas", part_of_day="morning")
    await keep(clinic, ros, part_of_day="evening")
    assert await remembered(clinic, ros) == {"provider": "Dr. Imre Halas", "part_of_day": "in the evening"}

    await keep(clinic, ros, **{f"kind_{number}": "x" for number in range(20)})
    assert len(await remembered(clinic, ros)) == customer_facts.MOST
    assert admin.execute("select count(*) from customer_fact").fetchone() == (customer_facts.MOST,)


async def test_keys_are_replaced_and_retired_with_what_they_sealed():
    clinic, ros = await a_house()
    await keep(clinic, ros, provider="Dr. Imre Halas")
    of = clinic.organization_id
    async with db.tenant_transaction(of) as session:
        await personal_values.rotate(session, of)
    async with db.tenant_transaction(of) as session:
        assert await personal_values.encrypt_anew(session, of) > 1
    async with db.tenant_transaction(of) as session:
        assert await personal_values.retire_unused(session, of) == []  # too young yet
    assert await remembered(clinic, ros) == {"provider": "Dr. Imre Halas"}


async def test_who_may_see_and_delete_it(admin):
    clinic, ros = await a_house()
    await keep(clinic, ros, provider="Dr. Imre Halas")
    ada, ben = await a_member(clinic, Role.ADMIN), await a_member(clinic, Role.OPERATOR)
    stranger = await a_member(await a_clinic(), Role.ADMIN)
    async with db.transaction(ben) as session:
        [fact] = await customer_facts.of_customer(session, ben, ros)
        with pytest.raises(Forbidden):
            await customer_facts.remove(session, ben, ros, fact.id)
    async with db.transaction(stranger) as session:
        with pytest.raises(NotFound):
            await customer_facts.remove(session, stranger, ros, fact.id)
    for _ in range(2):
        async with db.transaction(ada) as session:
            await customer_facts.remove(session, ada, ros, fact.id)
    assert await remembered(clinic, ros) == {}
    assert happened(admin) == ["customer_remembered", "customer_fact_removed"]


async def test_it_goes_with_its_customer(admin):
    clinic, ros = await a_house()
    await keep(clinic, ros, provider="Dr. Imre Halas")
    admin.execute("delete from personal_value where customer_id = %s", (ros,))
    admin.execute("delete from customer where id = %s", (ros,))
    assert admin.execute("select count(*) from customer_fact").fetchone() == (0,)
