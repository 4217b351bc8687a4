"""Against a gateway that speaks the real protocol, on good days and bad ones."""

from typing import Any

import pytest

from caly_app.adapters.twilio import GatewayAway, GatewayBusy, TextRefused, TwilioTexter
from tests.fake_gateway import (
    ACCOUNT,
    SENDER,
    TOKEN,
    FakeGateway,
    a_page,
    fake_gateway,
    hangs,
    hangs_up,
    says,
)

TO = "+12125550143"


@pytest.fixture
async def fake():
    async with fake_gateway() as one:
        yield one


def texter(fake: FakeGateway, **kwargs: Any) -> TwilioTexter:
    wired = {"token": TOKEN, "sender": SENDER, "only_public": False, "timeout_seconds": 1, **kwargs}
    return TwilioTexter(fake.url, ACCOUNT, **wired)


async def test_a_message_is_handed_over(fake):
    await texter(fake).send(to=TO, text="Ihr Code für Müller & Söhne: 482159")

    assert fake.sent == [{"From": SENDER, "To": TO, "Body": "Ihr Code für Müller & Söhne: 482159"}]
    assert fake.asked[0].headers["content-type"] == "application/x-www-form-urlencoded"


async def test_a_messaging_service_may_send_it(fake):
    await texter(fake, sender="MG" + "1" * 32).send(to=TO, text="Hello")

    assert fake.sent == [{"MessagingServiceSid": "MG" + "1" * 32, "To": TO, "Body": "Hello"}]


async def test_a_number_that_is_none_is_refused_for_good(fake):
    with pytest.raises(TextRefused) as refusal:
        await texter(fake).send(to="020 7946", text="Hello")

    assert "21211" in refusal.value.message and "Invalid 'To'" in refusal.value.message


@pytest.mark.parametrize(
    "bad",
    [says(401), says(403), says(404), says(500), says(503), says(302, headers="Location: /else\r\n")],
    ids=["401", "403", "404", "500", "503", "302"],
)
async def test_what_may_be_better_the_next_time_is_put_off(fake, bad):
    fake.then(bad)
    with pytest.raises(GatewayAway):
        await texter(fake).send(to=TO, text="Hello")
    assert len(fake.asked) == 1  # the outbox decides whether there is another attempt


async def test_a_wrong_token_lets_nobody_in(fake):
    with pytest.raises(GatewayAway, match="let us in"):
        await texter(fake, token="other").send(to=TO, text="Hello")
    assert fake.sent == []


@pytest.mark.parametrize(
    ("headers", "seconds"), [("Retry-After: 7\r\n", 7), ("", 1), ("Retry-After: Friday\r\n", 1)]
)
async def test_it_says_when_to_come_back(fake, headers, seconds):
    fake.then(says(429, {"code": 20429, "message": "Too Many Requests"}, headers))
    with pytest.raises(GatewayBusy) as busy:
        await texter(fake).send(to=TO, text="Hello")
    assert busy.value.wait_seconds == seconds


@pytest.mark.parametrize(
    "bad", [a_page, hangs, hangs_up, says(201, [])], ids=["page", "hangs", "ends", "list"]
)
async def test_whoever_does_not_say_what_it_has_done_has_not_done_it(fake, bad):
    fake.then(bad)
    with pytest.raises(GatewayAway):
        await texter(fake, timeout_seconds=0.3).send(to=TO, text="Hello")


async def test_where_nobody_listens_it_is_away():
    with pytest.raises(GatewayAway):
        await texter(FakeGateway(port=1)).send(to=TO, text="Hello")


async def test_a_gateway_in_a_network_of_our_own_is_not_reached(fake):
    with pytest.raises(GatewayAway):
        await texter(fake, only_public=True).send(to=TO, text="Hello")
    assert fake.asked == []


async def test_whether_it_lets_us_in(fake):
    await texter(fake).try_it()
    with pytest.raises(GatewayAway, match="let us in"):
        await texter(fake, token="other").try_it()
    assert fake.sent == []
