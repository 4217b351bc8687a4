"""kill -9 of the web process at eight points of a turn: one outcome, one booking, one escalation."""

import time
from collections.abc import Iterator
from datetime import timedelta

import httpx
import psycopg
import pytest

from caly_app import clock, db
from tests.factories import Clinic, a_clinic
from tests.kills.victim import POINTS
from tests.kills.web import Web, environment_of, wait_until

SECONDS_TO_RECOVER = 10

pytestmark = [pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def web(urls, tmp_path_factory) -> Iterator[Web]:
    environment = environment_of(urls, tmp_path_factory.mktemp("data"))
    web = Web(environment, tmp_path_factory.mktemp("fuses"))
    yield web
    web.end()


class Customer:
    """Somebody at the other end of HTTP."""

    def __init__(self, web: Web, slug: str) -> None:
        self._web = web
        begun = httpx.post(f"{web.url}/chat/{slug}/conversations", json={}, timeout=20)
        begun.raise_for_status()
        self.conversation = begun.json()["conversation_id"]
        self._token = begun.json()["token"]

    def say(self, words: str, turn: str, stream: bool = False) -> dict[str, object] | None:
        """The answer; None when the connection broke."""
        headers = {"Authorization": f"Bearer {self._token}"}
        if stream:
            headers["Accept"] = "text/event-stream"
        try:
            answer = httpx.post(
                f"{self._web.url}/chat/conversations/{self.conversation}/messages",
                json={"text": words, "client_turn_id": turn},
                headers=headers,
                timeout=30,
            )
        except httpx.HTTPError:
            return None
        answer.raise_for_status()
        return {} if stream else answer.json()


def one_outcome_each(admin: psycopg.Connection) -> bool:
    """Every turn of a customer has exactly one answer: unique by the database, and none is missing."""
    (missing,) = admin.execute(
        "select count(*) from turn said where speaker = 'customer' "
        "and not exists (select from turn outcome where outcome.answers = said.id)"
    ).fetchone() or (None,)
    return missing == 0


@pytest.fixture
async def clinic(database) -> Clinic:
    clinic = await a_clinic(slug="kill-clinic")
    await db.close()
    return clinic


@pytest.mark.parametrize("point", POINTS)
def test_killed_there(point: str, web: Web, clinic: Clinic, admin: psycopg.Connection, is_full: bool):
    times = 50 if is_full else 2
    day = clock.wall().date() + timedelta(days=14)
    for number in range(times):
        customer = Customer(web, clinic.slug)
        turn = f"{point}:{number}"
        (web.fuses / turn).touch()
        if point == "escalation":
            words = "I want to talk to a person"
        else:
            when = f"{day + timedelta(days=number // 8)} at {9 + number % 8}:00"
            customer.say(
                f"I would like to book an appointment on {when}. My name is Ros Penhale, "
                "my number is 020 7946 0123",
                turn="details",
            )
            words = "yes, please book it"

        customer.say(words, turn, stream=point == "streaming")
        wait_until(web.died, 5)
        web.start()
        restarted = time.monotonic()
        if number % 2:  # every other customer does not come back: then the sweeper must do it
            customer.say(words, turn)
        wait_until(lambda: one_outcome_each(admin), SECONDS_TO_RECOVER)
        assert time.monotonic() - restarted < SECONDS_TO_RECOVER

        booked = admin.execute(
            "select count(*) from appointment where conversation_id = %s", (customer.conversation,)
        ).fetchone()
        asked = admin.execute(
            "select count(*) from escalation where conversation_id = %s", (customer.conversation,)
        ).fetchone()
        assert (booked, asked) == (((0,), (1,)) if point == "escalation" else ((1,), (0,)))
    effects = admin.execute("select count(*), count(distinct (turn_id, step)) from tool_run").fetchone()
    assert effects and effects[0] == effects[1]
