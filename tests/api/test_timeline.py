"""What happened in a workspace, over REST: for its admins, page by page."""

import httpx
import pytest

from caly_app.actor import Role
from tests.api.houses import a_house
from tests.api.people import a_token, bearer

pytestmark = pytest.mark.usefixtures("database")


async def test_an_admin_sees_which_agent_was_switched_off_and_by_whom(api: httpx.AsyncClient) -> None:
    house = await a_house()
    headers = bearer(await a_token(house.business, Role.ADMIN))
    for action in ("disable", "enable"):
        path = f"/sector/healthcare/agents/triage/{action}"
        assert (await api.post(path, json={}, headers=headers)).status_code == 200

    seen = []
    cursor: str | None = None
    while True:
        query = {"kind": "assistant_changed", "limit": "1", **({"cursor": cursor} if cursor else {})}
        answer = (await api.get("/timeline", params=query, headers=headers)).json()
        seen += answer["items"]
        if not (cursor := answer["next"]):
            break

    named = [one for one in seen if "agent" in one["details"]]
    switched = [(one["details"]["agent"], one["details"]["is_on"]) for one in named]
    assert set(switched) == {("triage", True), ("triage", False)}
    assert switched[0] == ("triage", True), "newest first"
    assert len({one["id"] for one in seen}) == len(seen)


async def test_who_only_looks_sees_no_changes(api: httpx.AsyncClient) -> None:
    house = await a_house()
    headers = bearer(await a_token(house.business, Role.VIEWER))
    assert (await api.get("/timeline", headers=headers)).status_code == 403
