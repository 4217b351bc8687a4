"""A business with two operators and its customers, made by the doors that programs use."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from playwright.async_api import Browser, BrowserContext

from tests.browser.test_people import PASSWORD, an_address, web_mailed_token
from tests.web_server import WebServer


@dataclass
class Desk:
    """`ada` and `ben` are tokens; Ada is the admin, Ben an operator."""

    web: WebServer
    slug: str
    ada: str
    ben: str

    async def browser_of(self, chromium: Browser, token: str, **how: Any) -> BrowserContext:
        how = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **how}
        context = await chromium.new_context(base_url=self.web.address, **how)
        await context.add_cookies([{"name": "caly_session", "value": token, "url": self.web.address}])
        return context

    async def customer(self, name: str = "") -> "Customer":
        person = {"customer": {"name": name}} if name else {}
        door = httpx.AsyncClient(base_url=f"{self.web.address}/api/v1", timeout=30)
        started = (await door.post(f"/chat/{self.slug}/conversations", json=person)).json()
        door.headers["Authorization"] = f"Bearer {started['token']}"
        return Customer(door, started["conversation_id"])

    async def rest(self, token: str, method: str, path: str, body: Any = None) -> httpx.Response:
        async with httpx.AsyncClient(base_url=f"{self.web.address}/api/v1", timeout=30) as door:
            return await door.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})


@dataclass
class Customer:
    door: httpx.AsyncClient
    conversation_id: str

    async def says(self, text: str) -> dict[str, Any]:
        message = {"text": text, "client_turn_id": uuid4().hex}
        answer = await self.door.post(f"/chat/conversations/{self.conversation_id}/messages", json=message)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def hears(self) -> list[str]:
        """Everything that was said to them, by anybody."""
        answer = await self.door.get(f"/chat/conversations/{self.conversation_id}/messages")
        return [item["text"] for item in answer.json()["items"] if item["speaker"] != "customer"]


async def a_desk(web: WebServer) -> Desk:
    ada_at, ben_at = an_address(), an_address()
    async with httpx.AsyncClient(base_url=f"{web.address}/api/v1", timeout=30) as door:
        new = {"organization": "Elm Row", "name": "Ada Marsh", "email": ada_at, "password": PASSWORD}
        ada = (await door.post("/auth/sign-up", json=new)).json()["token"]
        door.headers["Authorization"] = f"Bearer {ada}"
        business = {"name": "Elm Row Clinic", "sector": "healthcare", "country": "GB"}
        workspace = (await door.post("/workspaces", json=business)).json()
        verified = await door.post(
            "/auth/verify", json={"token": await web_mailed_token(web, ada_at, "verify")}
        )
        assert verified.status_code == 204, verified.text
        invited = await door.post("/invitations", json={"email": ben_at, "role": "operator"})
        assert invited.status_code == 201, invited.text
        del door.headers["Authorization"]
        invitation = {
            "token": await web_mailed_token(web, ben_at, "invitation"),
            "name": "Ben Okoro",
            "password": PASSWORD,
        }
        joined = await door.post("/auth/invitation/accept", json=invitation)
        assert joined.status_code == 201, joined.text
    return Desk(web, workspace["slug"], ada, joined.json()["token"])
