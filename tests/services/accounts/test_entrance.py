import asyncio
import time

import pytest

from caly_app import clock, doorbell
from caly_app.actor import Role
from caly_app.services import accounts, sign_ins, throttle
from caly_app.services.accounts import NotMember, WrongSignIn
from caly_app.services.throttle import Client, TooManyAttempts
from caly_app.settings import settings
from tests.people import CLIENT, ELSEWHERE, PASSWORD, a_verified_admin, an_admin, invited, seen, signed_up

pytestmark = pytest.mark.usefixtures("database")


async def test_who_signed_up_can_sign_in_whatever_the_letters_case():
    signed = await signed_up("Ada@Example.org")

    again = await accounts.sign_in(" ADA@example.ORG ", PASSWORD, CLIENT)

    assert (again.account_id, again.organization_id) == (signed.account_id, signed.organization_id)
    assert (await seen(again)).role is Role.ADMIN


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org", "not an address", "\x00", ""])
async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(email: str):
    await signed_up("ada@example.org")

    with pytest.raises(WrongSignIn) as refused:
        await accounts.sign_in(email, "wrong password", CLIENT)

    assert refused.value.status == 401


async def test_an_unknown_address_takes_as_long_as_a_wrong_password():
    await signed_up("ada@example.org")

    async def seconds(email: str) -> float:
        began = time.perf_counter()
        with pytest.raises(WrongSignIn):
            await accounts.sign_in(email, "wrong password", CLIENT)
        return time.perf_counter() - began

    known = [await seconds("ada@example.org") for _ in range(5)]
    unknown = [await seconds("nobody@example.org") for _ in range(5)]

    assert 0.4 < sorted(unknown)[2] / sorted(known)[2] < 2.5


async def test_several_who_come_to_their_end_at_once_do_not_wait_for_each_other(monkeypatch):
    """Each clears away what the others have counted: two that did so at once were a deadlock."""
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 100)
    are_all_in = asyncio.Barrier(6)

    async def attempt() -> None:
        async with throttle.attempt("sign in", CLIENT, "ada@example.org"):
            await are_all_in.wait()

    await asyncio.gather(*(attempt() for _ in range(6)))


async def test_after_many_failures_even_the_right_password_is_refused_for_a_while(monkeypatch):
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 3)
    await signed_up("ada@example.org")
    await fail("ada@example.org", CLIENT, times=3)

    with pytest.raises(TooManyAttempts) as refused:
        await accounts.sign_in("ada@example.org", PASSWORD, CLIENT)

    assert 200 < refused.value.retry_after_seconds <= 300


async def test_nobody_is_locked_out_by_failures_from_elsewhere(monkeypatch):
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 3)
    await signed_up("ada@example.org")
    await fail("ada@example.org", ELSEWHERE, times=3)

    await accounts.sign_in("ada@example.org", PASSWORD, CLIENT)


async def test_one_client_cannot_try_one_password_on_everybody(monkeypatch):
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 1)
    monkeypatch.setattr(throttle, "OF_ONE_CLIENT", 3)
    await signed_up("ada@example.org")
    for number in range(3):
        await fail(f"someone{number}@example.org", CLIENT)

    with pytest.raises(TooManyAttempts):
        await accounts.sign_in("ada@example.org", PASSWORD, CLIENT)


async def test_a_browser_they_signed_in_with_before_is_not_locked_out_by_others_of_its_address(monkeypatch):
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 1)
    monkeypatch.setattr(throttle, "OF_ONE_CLIENT", 1)
    mark = (await signed_up("ada@example.org")).mark
    await fail("somebody@example.org", CLIENT)

    known = Client(CLIENT.address, CLIENT.user_agent, mark)
    await accounts.sign_in("ada@example.org", PASSWORD, known)

    with pytest.raises(TooManyAttempts):
        await accounts.sign_in("ada@example.org", PASSWORD, Client(CLIENT.address, mark=mark[:-2]))


async def test_many_attempts_at_once_are_no_way_round(monkeypatch):
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 3)
    await signed_up("ada@example.org")

    outcomes = await asyncio.gather(
        *(accounts.sign_in("ada@example.org", "wrong password", CLIENT) for _ in range(8)),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["TooManyAttempts"] * 5 + ["WrongSignIn"] * 3


async def test_a_success_forgets_the_failures_before_it(monkeypatch):
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 3)
    await signed_up("ada@example.org")
    for _ in range(3):
        await fail("ada@example.org", CLIENT, times=2)
        await accounts.sign_in("ada@example.org", PASSWORD, CLIENT)


async def test_signing_out_ends_this_sign_in_and_no_other():
    first, second = await signed_up(), await accounts.sign_in("ada@example.org", PASSWORD, CLIENT)

    await accounts.sign_out(await seen(first))

    assert await sign_ins.find(first.token) is None
    assert await sign_ins.find(second.token)


async def test_signing_out_everywhere_ends_all_and_rings_for_open_pages(doorman):
    first, second = await signed_up(), await accounts.sign_in("ada@example.org", PASSWORD, CLIENT)

    async with doorbell.listening(doorbell.account(first.account_id)) as heard:
        await accounts.sign_out_everywhere(await seen(first))
        await asyncio.wait_for(heard.wait(), 2)

    assert await sign_ins.find(first.token) is None and await sign_ins.find(second.token) is None


async def test_signing_out_everywhere_means_every_organization():
    here = await signed_up("ben@example.org", "Oak Yard")
    token = await invited((await a_verified_admin()).actor, "ben@example.org")
    there = await accounts.accept_invitation(token, "", PASSWORD, CLIENT)

    await accounts.sign_out_everywhere(await seen(here))

    assert await sign_ins.find(there.token) is None


async def test_the_organization_is_the_one_asked_for_or_the_last_used():
    own = await signed_up("ben@example.org", "Oak Yard")
    admin = await a_verified_admin()
    token = await invited(admin.actor, "ben@example.org")
    joined = await accounts.accept_invitation(token, "", PASSWORD, CLIENT)
    assert joined.organization_id == admin.actor.organization_id

    assert (await sign_in_as_ben()).organization_id == joined.organization_id
    assert (await sign_in_as_ben(own.organization_id)).organization_id == own.organization_id
    assert (await sign_in_as_ben()).organization_id == own.organization_id
    with pytest.raises(NotMember):
        await sign_in_as_ben((await an_admin("cy@example.org", "Yew")).actor.organization_id)


async def test_switching_to_another_organization_needs_no_password_and_ends_the_old_sign_in():
    own = await signed_up("ben@example.org", "Oak Yard")
    token = await invited((await a_verified_admin()).actor, "ben@example.org")
    joined = await accounts.accept_invitation(token, "", PASSWORD, CLIENT)

    switched = await accounts.switch_organization(await seen(joined), own.organization_id, CLIENT)

    assert (await seen(switched)).actor.organization_id == own.organization_id
    assert await sign_ins.find(joined.token) is None


async def test_a_sign_in_ends_by_itself(monkeypatch, admin):
    signed = await signed_up()

    admin.execute("update sign_in set expires_at = %s", (clock.wall(),))

    assert await sign_ins.find(signed.token) is None


async def sign_in_as_ben(organization_id=None):
    return await accounts.sign_in("ben@example.org", PASSWORD, CLIENT, organization_id)


async def fail(email: str, client: Client, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongSignIn):
            await accounts.sign_in(email, "wrong password", client)
