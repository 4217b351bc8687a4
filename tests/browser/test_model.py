"""An admin gives the business's own model a price and limits, and everybody sees when one comes near."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.agents.model.scripted import means
from tests.browser.test_people import PASSWORD, a_browser, a_new_account, nothing_serious, sign_in
from tests.fake_model import FakeModel, fake_model, says
from tests.web_server import WebServer

ODD = "that whatsit of my ticker needs doing"


@pytest.fixture(scope="module")
def near_by(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A Caly whose businesses may name a model on this machine."""
    data = tmp_path_factory.mktemp("near_by") / "data"
    server = WebServer(data, ["--no-demo"], environment={"CALY_MODEL_PRIVATE_URLS": "true"}).start()
    yield server
    server.end()


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model(says(means("none_of_these"))) as one:
        yield one


class Business:
    """Its admin in the browser, and its REST door."""

    def __init__(self, page: Page, door: httpx.AsyncClient) -> None:
        self.page, self._door = page, door

    async def customer(self) -> "Customer":
        [clinic] = (await self._door.get("/workspaces")).json()["items"]
        begun = await self._door.post(f"/chat/{clinic['slug']}/conversations", json={})
        return Customer(self._door, begun.json())


class Customer:
    def __init__(self, door: httpx.AsyncClient, begun: dict[str, str]) -> None:
        self._door, self._where = door, begun["conversation_id"]
        self._headers = {"Authorization": f"Bearer {begun['token']}"}

    async def says(self, turn: str) -> None:
        said = await self._door.post(
            f"/chat/conversations/{self._where}/messages",
            json={"text": ODD, "client_turn_id": turn},
            headers=self._headers,
        )
        assert said.json()["reply"]["text"], said.text


@pytest.fixture
async def business(chromium: Browser, near_by: WebServer) -> AsyncIterator[Business]:
    who = {"email": await a_new_account(near_by, has_workspace=True), "password": PASSWORD}
    async with httpx.AsyncClient(base_url=f"{near_by.address}/api/v1", timeout=30) as door:
        token = (await door.post("/auth/sign-in", json=who)).json()["token"]
        door.headers["Authorization"] = f"Bearer {token}"
        async with await a_browser(chromium, near_by) as context:
            page = await context.new_page()
            await sign_in(page, who)
            yield Business(page, door)


async def names_its_model(page: Page, fake: FakeModel) -> None:
    await page.get_by_label("Address", exact=True).fill(fake.url)
    await page.get_by_label("Model", exact=True).fill("small")
    await page.get_by_role("button", name="Try it and keep it").click()
    await expect(page.get_by_text("It is asked from the next message on.")).to_be_visible()


async def fits(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 900})
    await expect(page.get_by_role("heading", name="Price and limits")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await nothing_serious(page)


async def test_what_it_is_asked_for_is_switched_off_by_name_and_stays_off(business: Business) -> None:
    page = business.page
    await page.goto("/settings/model")
    switches = page.get_by_role("group", name="The language model is asked for")
    await expect(switches.get_by_role("checkbox")).to_have_count(3)

    await switches.get_by_label("Answering free questions from your facts").click()

    await expect(page.get_by_text("New conversations have this off.")).to_be_visible()
    await page.reload()
    await expect(switches.get_by_label("Answering free questions from your facts")).not_to_be_checked()
    await expect(switches.get_by_label("Saying outcomes in the tone of your chat")).to_be_checked()
    await nothing_serious(page)


async def test_price_and_limits_are_kept_and_an_alarm_is_seen(business: Business, fake: FakeModel) -> None:
    page = business.page
    await page.goto("/settings/model")
    await expect(page.get_by_text("These are this installation's.")).to_be_visible()
    await expect(page.get_by_text("$0.70", exact=True)).to_be_visible()
    await names_its_model(page, fake)

    await page.get_by_label("Price, sent").fill("-0.15")
    await page.get_by_label("Tokens of a conversation").fill("many")
    await page.get_by_role("button", name="Keep price and limits").click()
    await expect(page.get_by_text("Please give a number from 0 to 10,000")).to_be_visible()
    await expect(page.get_by_text("Please give a whole number")).to_be_visible()
    await expect(page.get_by_label("Price, sent")).to_have_value("-0.15")
    await nothing_serious(page)

    await page.get_by_label("Price, sent").fill("0.15")
    await page.get_by_label("Tokens of a conversation").fill("130")
    await page.get_by_role("button", name="Keep price and limits").click()
    await expect(page.get_by_text("Price and limits hold from the next message on.")).to_be_visible()
    await expect(page.get_by_label("Price of the cheaper one, sent")).to_be_hidden()
    await page.get_by_label("Cheaper model", exact=True).fill("tiny")
    await page.get_by_role("button", name="Try it and keep it").click()
    await page.get_by_label("Price of the cheaper one, sent").fill("0.02")
    await page.get_by_role("button", name="Keep price and limits").click()
    await expect(page.get_by_label("Price of the cheaper one, sent")).to_have_value("0.02")
    await expect(page.get_by_text("asked first of a cheaper one: tiny.")).to_be_visible()
    for width in (1440, 390):
        await fits(page, width)
    await page.get_by_label("Cheaper model", exact=True).fill("")
    await page.get_by_role("button", name="Try it and keep it").click()
    await expect(page.get_by_label("Price of the cheaper one, sent")).to_be_hidden()

    await page.reload()
    await expect(page.get_by_label("Price, sent")).to_have_value("0.15")
    await expect(page.get_by_label("Price, received")).to_have_value("")
    await expect(page.get_by_text("0 of 150,000,000 tokens")).to_be_visible()

    customer = await business.customer()
    await customer.says("one")
    notice = page.get_by_text("A conversation has used 92 % of what one may of the language model")
    await expect(notice).to_be_visible(timeout=40_000)
    await expect(page.get_by_text("120 of 150,000,000 tokens")).to_be_visible()
    for width in (1440, 390):
        await fits(page, width)

    await customer.says("two")
    ended = page.get_by_text("A conversation has used what one may of the language model (130 tokens)")
    await expect(ended).to_be_visible(timeout=40_000)
    await customer.says("three")
    assert len([asked for asked in fake.asked if ODD in str(asked)]) == 2
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.get_by_role("link", name="Look at it").click()
    await expect(page.get_by_role("log")).to_contain_text(ODD)
