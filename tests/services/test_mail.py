from datetime import timedelta

import pytest

from caly_app import clock, db
from caly_app.errors import AskedToWait, Refused, Unavailable
from caly_app.models import Mail, MailChannel, MailState, Organization
from caly_app.queries import mail as mail_queries
from caly_app.services import accounts, mail
from caly_app.settings import settings
from tests.factories import an_organization
from tests.people import CLIENT, a_colleague, a_verified_admin, an_admin

pytestmark = pytest.mark.usefixtures("database")


class Postman:
    """Remembers what was given to it; `refuses` what is asked of it."""

    def __init__(self, refuses: Exception | None = None) -> None:
        self.refuses, self.delivered = refuses, []

    async def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        if self.refuses:
            raise self.refuses
        self.delivered.append((to, subject))


@pytest.fixture
def server(monkeypatch) -> None:
    monkeypatch.setattr(settings, "smtp_host", "mail.example.org")


async def written(key: str = "hello:1") -> Mail:
    organization_id = await an_organization()
    async with db.tenant_transaction(organization_id) as session:
        letter = await mail.write(session, organization_id, key, "ada@example.org", "Hello\n there", "Words")
    assert letter
    return letter


async def now(letter: Mail) -> Mail:
    async with db.tenant_transaction(letter.organization_id) as session:
        return await mail_queries.locked(session, letter.id)


def jobs(admin) -> list:
    return admin.execute("select args, scheduled_at from procrastinate_jobs order by id").fetchall()


async def test_without_a_mail_server_it_is_kept_and_nothing_waits(admin):
    letter = await written()

    assert letter.state is MailState.KEPT and letter.subject == "Hello there"
    assert jobs(admin) == []
    async with db.admin_transaction() as session:
        assert [view.text for view in await mail_queries.recent(session)] == ["Words"]


async def test_the_same_letter_is_written_once():
    letter = await written()

    async with db.tenant_transaction(letter.organization_id) as session:
        again = await mail.write(session, letter.organization_id, letter.key, "x@example.org", "Else", "Else")

    assert again is None


async def test_a_job_sends_it_once(server, admin):
    letter, postman = await written(), Postman()
    [(arguments, _)] = jobs(admin)
    assert arguments == {"organization_id": str(letter.organization_id), "mail_id": str(letter.id)}

    for _ in range(2):
        await mail.send(letter.organization_id, letter.id, postman)

    assert postman.delivered == [("ada@example.org", "Hello there")]
    assert (await now(letter)).state is MailState.SENT


async def test_while_the_server_is_away_it_is_tried_again_later_and_later(server, admin):
    letter = await written()

    for _ in range(2):
        await mail.send(letter.organization_id, letter.id, Postman(Unavailable("It sleeps.")))

    tried = await now(letter)
    assert (tried.state, tried.attempts, tried.error) == (MailState.WAITING, 2, "It sleeps.")
    [_, (_, first), (_, second)] = jobs(admin)
    assert timedelta(seconds=50) < first - clock.wall() < timedelta(minutes=1)
    assert timedelta(seconds=110) < second - clock.wall() < timedelta(minutes=2)


async def test_at_last_it_is_given_up(server, admin):
    letter = await written()

    for _ in range(mail.ATTEMPTS_AT_MOST):
        await mail.send(letter.organization_id, letter.id, Postman(Unavailable()))

    assert (await now(letter)).state is MailState.FAILED


async def test_what_the_server_refuses_is_not_tried_again(server, admin):
    letter = await written()

    await mail.send(letter.organization_id, letter.id, Postman(Refused("No such person.")))

    assert ((await now(letter)).state, (await now(letter)).error) == (MailState.FAILED, "No such person.")
    assert len(jobs(admin)) == 1


async def test_mail_of_the_demo_is_kept_even_with_a_server(server, admin):
    organization = Organization(name="Demo", is_demo=True, created_at=clock.wall())
    async with db.tenant_transaction(organization.id) as session:
        session.add(organization)
        await session.flush()
        letter = await mail.write(session, organization.id, "a", "ada@example.org", "Hello", "Words")

    assert letter and letter.state is MailState.KEPT and jobs(admin) == []


async def test_only_the_demos_own_mail_is_on_the_page_and_no_link_into_somebody_elses_account(admin):
    ada = await a_verified_admin()
    await a_colleague(ada, "ben@example.org")
    await an_admin("oda@example.org", "Oak Yard")
    for email in ("ada@example.org", "ben@example.org"):
        await accounts.request_reset(email, CLIENT)
    assert await on_the_page(ada) == []

    admin.execute("update organization set is_demo = true")

    subjects = [(view.to_address, view.subject) for view in await on_the_page(ada)]
    assert ("ada@example.org", "Choose a new password") in subjects
    assert ("ben@example.org", "Choose a new password") not in subjects
    assert ("ben@example.org", "Ada Quist invites you to Elm Row") in subjects
    assert "oda@example.org" not in str(subjects)


async def on_the_page(signed_in):
    async with db.transaction(signed_in.actor) as session:
        return await mail_queries.of_demo(session, signed_in.actor)


# --- text messages, and what is worth nothing after a while ---


class Phone:
    """Remembers the texts that came; `refuses` what is asked of it."""

    def __init__(self, refuses: Exception | None = None) -> None:
        self.refuses, self.delivered = refuses, []

    async def send(self, *, to: str, text: str) -> None:
        if self.refuses:
            raise self.refuses
        self.delivered.append((to, text))


@pytest.fixture
def gateway(monkeypatch) -> None:
    monkeypatch.setattr(settings, "sms_account", "AC1")


async def texted(**more: object) -> Mail:
    organization_id = await an_organization()
    async with db.tenant_transaction(organization_id) as session:
        text = await mail.write(
            session, organization_id, "a", "+12125550143", "", "Hi", channel=MailChannel.TEXT, **more
        )
    assert text
    return text


async def test_without_a_gateway_a_text_message_is_kept_though_mail_leaves(server, admin):
    text = await texted()

    assert text.state is MailState.KEPT and jobs(admin) == []


async def test_a_text_message_goes_to_the_gateway_once_and_never_to_the_mail_server(gateway, admin):
    text, phone, postman = await texted(), Phone(), Postman()

    for _ in range(2):
        await mail.send(text.organization_id, text.id, postman, phone)

    assert (phone.delivered, postman.delivered) == ([("+12125550143", "Hi")], [])
    assert (await now(text)).state is MailState.SENT


async def test_mail_alone_is_kept_where_only_texts_leave(gateway):
    assert (await written()).state is MailState.KEPT


async def test_a_gateway_says_when_it_is_asked_again(gateway, admin):
    text = await texted()
    await mail.send(text.organization_id, text.id, None, Phone(AskedToWait("Later.", wait_seconds=240)))

    [_, (_, again)] = jobs(admin)
    assert timedelta(seconds=230) < again - clock.wall() < timedelta(seconds=241)


async def test_what_is_soon_worth_nothing_is_tried_again_soon_and_at_last_not_sent(
    gateway, admin, monkeypatch
):
    text = await texted(good_until=clock.wall() + timedelta(minutes=10))
    await mail.send(text.organization_id, text.id, None, Phone(Unavailable("It sleeps.")))
    [_, (_, again)] = jobs(admin)
    assert again - clock.wall() < timedelta(seconds=6)

    later = clock.wall() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "wall", lambda: later)
    phone = Phone()
    await mail.send(text.organization_id, text.id, None, phone)

    assert phone.delivered == []
    given_up = await now(text)
    assert (given_up.state, given_up.error) == (MailState.FAILED, "It sleeps.")


async def test_what_was_given_up_is_told_to_whoever_runs_it(gateway):
    text = await texted()
    await mail.send(text.organization_id, text.id, None, Phone(Refused("21211: no number.")))

    async with db.admin_transaction() as session:
        [one] = await mail_queries.given_up(session, clock.wall() - timedelta(days=1))
    assert (one.channel, one.count, one.why) == (MailChannel.TEXT, 1, "21211: no number.")
