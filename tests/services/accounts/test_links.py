import pytest

from caly_app import clock
from caly_app.services import accounts
from caly_app.services.accounts import LinkGone, MailedAlready
from tests.people import CLIENT, an_admin, mailed_to, seen, signed_up, token_mailed_to

pytestmark = pytest.mark.usefixtures("database")


async def test_the_mailed_link_verifies_the_address_also_when_it_is_opened_twice():
    signed = await signed_up()
    token = await token_mailed_to("ada@example.org", "verify")

    await accounts.verify(token)
    await accounts.verify(token)

    assert (await seen(signed)).email_verified_at


async def test_a_link_of_another_kind_verifies_nothing():
    await signed_up()
    await accounts.request_reset("ada@example.org", CLIENT)

    with pytest.raises(LinkGone):
        await accounts.verify(await token_mailed_to("ada@example.org", "reset"))


@pytest.mark.parametrize("token", ["", "no such link", "\x00", "\ud800"])
async def test_a_made_up_link_is_gone(token: str):
    with pytest.raises(LinkGone):
        await accounts.verify(token)


async def test_an_old_link_is_gone(admin):
    await signed_up()
    admin.execute("update account_token set expires_at = %s", (clock.wall(),))

    with pytest.raises(LinkGone):
        await accounts.verify(await token_mailed_to("ada@example.org", "verify"))


async def test_another_mail_comes_when_asked_for_but_not_at_every_click(admin):
    ada = await an_admin()
    with pytest.raises(MailedAlready):
        await accounts.mail_verification(ada)

    admin.execute("update account_token set created_at = created_at - interval '1 minute'")
    await accounts.mail_verification(ada)

    assert len(await mailed_to("ada@example.org")) == 2


async def test_a_verified_address_gets_no_further_mail():
    signed = await signed_up()
    await accounts.verify(await token_mailed_to("ada@example.org", "verify"))

    await accounts.mail_verification(await seen(signed))

    assert len(await mailed_to("ada@example.org")) == 1
