"""What a worded answer rests on, over REST: with the answer, afterwards, and for the business."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from caly_app import wiring
from caly_app.actor import Role
from caly_app.adapters.openai_compatible import OpenAiCompatible
from tests.agents.model.scripted import means
from tests.api.people import Business, a_token, bearer
from tests.api.test_chat import Chat, Listener, begin, read
from tests.factories import DEAF, Clinic, a_clinic
from tests.fake_model import FakeModel, fake_model, says

pytestmark = pytest.mark.usefixtures("database", "doorman")

ODD = "would my labrador be in anybody's way"
SIZES = "https://clinic.example.org/visit"
FACTS = {
    "guide_dogs": f"Guide dogs are welcome. More on {SIZES}.",
    "fact_3": "Parking is free for two hours.",
}
ANSWER = "Guide dogs are welcome. [2] Parking is free for two hours. [1]"  # as the database orders them
FOR_CUSTOMERS = [
    {"title": "Guide dogs", "link": SIZES},
    {"title": "Parking is free for two hours", "link": None},
]


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeModel]:
    async with fake_model() as one:
        ports = replace(DEAF, model=OpenAiCompatible(one.url, "key", "small"))
        monkeypatch.setattr(wiring, "ports", lambda: ports)
        one.then(says(means("ask_fact")), says(ANSWER))
        yield one


@pytest.fixture
async def clinic() -> Clinic:
    return await a_clinic("elm-row", facts=FACTS)


async def test_an_answer_carries_its_sources_and_so_does_its_turn_afterwards(
    api: httpx.AsyncClient, fake: FakeModel, clinic: Clinic
) -> None:
    chat = await begin(api)
    async with Listener(chat) as ear:
        answer = (await chat.say(ODD, "m1")).json()
        await ear.until(lambda: len(ear.turns) == 3)
    assert answer["reply"]["sources"] == FOR_CUSTOMERS
    assert (await chat.say(ODD, "m1")).json()["reply"]["sources"] == FOR_CUSTOMERS
    assert [turn["sources"] for turn in ear.turns] == [[], [], FOR_CUSTOMERS]
    seen = await chat.get()
    assert [turn["sources"] for turn in seen.json()["items"]] == [[], [], FOR_CUSTOMERS]
    assert "fact_3" not in seen.text and "guide_dogs" not in seen.text

    await api.post(f"/chat/conversations/{chat.id}/end", headers=chat.headers)
    later = (await chat.say("When are you open?", "m2")).json()
    assert later["reply"]["sources"] == []
    chat.id, chat.token = later["conversation_id"], later["token"]
    assert FOR_CUSTOMERS in [turn["sources"] for turn in (await chat.get()).json()["earlier"]]


async def test_a_stream_is_done_with_its_sources(
    api: httpx.AsyncClient, fake: FakeModel, clinic: Clinic
) -> None:
    chat = await begin(api)
    answer = await api.post(
        f"/chat/conversations/{chat.id}/messages",
        json={"text": ODD, "client_turn_id": "m1"},
        headers={**chat.headers, "Accept": "text/event-stream"},
    )
    events = [(name, data) for name, _, data in read(answer.text)]
    assert "".join(data["text"] for name, data in events if name == "piece") == _text(events[-1][1])
    assert events[-1][0] == "done" and events[-1][1]["reply"]["sources"] == FOR_CUSTOMERS


async def test_the_business_reads_which_facts_they_are(
    api: httpx.AsyncClient, fake: FakeModel, clinic: Clinic
) -> None:
    chat = await begin(api)
    await chat.say(ODD)
    token = bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id), Role.VIEWER))
    turns = (await api.get(f"/conversations/{chat.id}/turns", headers=token)).json()["items"]
    assert [turn["sources"] for turn in turns] == [
        *([], []),
        [
            {"kind": "fact", "name": "guide_dogs", **FOR_CUSTOMERS[0]},
            {"kind": "fact", "name": "fact_3", **FOR_CUSTOMERS[1]},
        ],
    ]


async def test_an_answer_that_is_known_already_has_them_in_another_conversation_too(
    api: httpx.AsyncClient, fake: FakeModel, clinic: Clinic
) -> None:
    first: dict[str, Any] = (await (await begin(api)).say(ODD)).json()
    fake.then(says(means("ask_fact")))
    second = (await (await begin(api)).say(ODD)).json()
    assert first["reply"]["sources"] == second["reply"]["sources"] == FOR_CUSTOMERS
    assert len(fake.asked) == 3


async def test_a_fact_that_changes_its_name_is_called_what_it_was_called_then(
    api: httpx.AsyncClient, fake: FakeModel, clinic: Clinic
) -> None:
    chat: Chat = await begin(api)
    await chat.say(ODD)
    token = bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id)))
    changed = await api.patch(
        f"/workspaces/{clinic.workspace_id}", json={"facts": {"dogs": "No."}}, headers=token
    )
    assert changed.status_code == 200, changed.text
    assert (await chat.get()).json()["items"][-1]["sources"] == FOR_CUSTOMERS


def _text(done: dict[str, Any]) -> str:
    return str(done["reply"]["text"])
