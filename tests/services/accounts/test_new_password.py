import time

import pytest

from caly_app import clock
from caly_app.errors import Invalid
from caly_app.services import accounts, sign_ins
from caly_app.services.accounts import LinkGone, WrongPassword, WrongSignIn
from caly_app.services.throttle import TooManyAttempts
from caly_app.settings import settings
from tests.people import (
    CLIENT,
    PASSWORD,
    a_verified_admin,
    invited,
    mailed_to,
    seen,
    signed_up,
    token_mailed_to,
)

pytestmark = pytest.mark.usefixtures("database")

NEW = "another battery staple"


async def test_a_mailed_link_gives_a_new_password_and_ends_every_sign_in():
    first = await signed_up()
    await accounts.request_reset(" ADA@example.org", CLIENT)

    await accounts.reset_password(await token_mailed_to("ada@example.org", "reset"), NEW, CLIENT)

    assert await sign_ins.find(first.token) is None
    with pytest.raises(WrongSignIn):
        await accounts.sign_in("ada@example.org", PASSWORD, CLIENT)
    assert (await seen(await accounts.sign_in("ada@example.org", NEW, CLIENT))).email_verified_at


async def test_it_ends_those_in_other_organizations_too():
    here = await signed_up("ben@example.org", "Oak Yard")
    token = await invited((await a_verified_admin()).actor, "ben@example.org")
    there = await accounts.accept_invitation(token, "", PASSWORD, CLIENT)
    await accounts.request_reset("ben@example.org", CLIENT)

    await accounts.reset_password(await token_mailed_to("ben@example.org", "reset"), NEW, CLIENT)

    assert await sign_ins.find(here.token) is None and await sign_ins.find(there.token) is None


async def test_asking_says_nothing_about_whether_there_is_such_an_address():
    await signed_up("ada@example.org")

    async def seconds(email: str) -> float:
        began = time.perf_counter()
        await accounts.request_reset(email, CLIENT)
        return time.perf_counter() - began

    known = min([await seconds("ada@example.org") for _ in range(3)])
    unknown = min([await seconds("nobody@example.org") for _ in range(3)])
    assert abs(known - unknown) < 0.1
    assert await mailed_to("nobody@example.org") == []


async def test_a_reset_link_is_good_once_and_so_are_those_mailed_with_it():
    await signed_up()
    await accounts.request_reset("ada@example.org", CLIENT)
    older = await token_mailed_to("ada@example.org", "reset")
    await accounts.request_reset("ada@example.org", CLIENT)
    await accounts.reset_password(await token_mailed_to("ada@example.org", "reset"), NEW, CLIENT)

    for token in (older, await token_mailed_to("ada@example.org", "reset"), "never was"):
        with pytest.raises(LinkGone):
            await accounts.reset_password(token, "yet another password", CLIENT)


async def test_a_reset_link_lasts_an_hour(admin):
    await signed_up()
    await accounts.request_reset("ada@example.org", CLIENT)
    admin.execute("update account_token set expires_at = %s", (clock.wall(),))

    with pytest.raises(LinkGone):
        await accounts.reset_password(await token_mailed_to("ada@example.org", "reset"), NEW, CLIENT)


async def test_a_bad_password_leaves_the_link_good():
    await signed_up()
    await accounts.request_reset("ada@example.org", CLIENT)
    token = await token_mailed_to("ada@example.org", "reset")
    with pytest.raises(Invalid):
        await accounts.reset_password(token, "short", CLIENT)

    await accounts.reset_password(token, NEW, CLIENT)


async def test_nobody_can_fill_somebody_elses_letter_box():
    await signed_up()
    for _ in range(8):
        await accounts.request_reset("ada@example.org", CLIENT)

    assert len([mail for mail in await mailed_to("ada@example.org") if "/reset" in mail.text]) == 5


async def test_asking_too_often_is_refused_whatever_the_address(monkeypatch):
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 1)
    await accounts.request_reset("nobody@example.org", CLIENT)

    with pytest.raises(TooManyAttempts):
        await accounts.request_reset("nobody@example.org", CLIENT)


async def test_changing_the_password_ends_all_sign_ins_but_this_one():
    this = await signed_up()
    other = await accounts.sign_in("ada@example.org", PASSWORD, CLIENT)

    await accounts.change_password(await seen(this), PASSWORD, NEW, CLIENT)

    assert await sign_ins.find(this.token) and await sign_ins.find(other.token) is None
    await accounts.sign_in("ada@example.org", NEW, CLIENT)
    assert (await mailed_to("ada@example.org"))[0].subject == "Your password was changed"


async def test_changing_it_needs_the_old_one_and_cannot_be_tried_for_ever(monkeypatch):
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 2)
    ada = await seen(await signed_up())

    for _ in range(2):
        with pytest.raises(WrongPassword):
            await accounts.change_password(ada, "wrong password", NEW, CLIENT)
    with pytest.raises(TooManyAttempts):
        await accounts.change_password(ada, PASSWORD, NEW, CLIENT)
