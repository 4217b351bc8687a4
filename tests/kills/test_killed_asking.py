"""kill -9 while a language model is asked: what it may have cost stays counted, and the limit holds."""

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from caly_app import db
from tests.agents.model.scripted import means
from tests.factories import Clinic, a_clinic
from tests.fake_model import FakeModel, after, fake_model, says
from tests.kills.beside import beside
from tests.kills.test_killed import Customer, one_outcome_each
from tests.kills.web import Web, environment_of, wait_until

ODD = "that whatsit of my ticker needs doing"
SECONDS_TO_RECOVER = 20
TOKENS_OF_A_DAY = 800  # less than what one question and its answer may come to

pytestmark = [pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeModel]:
    with beside(fake_model(after(3, says(means("none_of_these"))))) as fake:
        yield fake


@pytest.fixture
async def clinic(database: Any) -> Clinic:
    clinic = await a_clinic(slug="kill-asking")
    await db.close()
    return clinic


@pytest.fixture(scope="module")
def web(urls, fake, tmp_path_factory) -> Iterator[Web]:
    environment = environment_of(urls, tmp_path_factory.mktemp("data"))
    asks = {"CALY_MODEL_URL": fake.url, "CALY_MODEL_TOKENS_WORKSPACE_DAY": str(TOKENS_OF_A_DAY)}
    web = Web({**environment, **asks}, tmp_path_factory.mktemp("fuses"))
    yield web
    web.end()


def begun_by(admin: psycopg.Connection) -> list[tuple[int, int]]:
    return admin.execute("select quantity, cost_micros from usage where kind = 'model.begun'").fetchall()


def test_what_was_being_asked_stays_counted(
    web: Web, clinic: Clinic, fake: FakeModel, admin: psycopg.Connection
):
    customer = Customer(web, clinic.slug)
    saying = threading.Thread(target=customer.say, args=(ODD, "one"))
    saying.start()
    wait_until(lambda: len(fake.asked) == 1, 20)
    [(tokens, micros)] = begun_by(admin)
    web.process.kill()
    wait_until(web.died, 5)
    saying.join()
    assert tokens > TOKENS_OF_A_DAY and micros > 0

    # The turn is played again by whoever finds it, and nobody asks any more.
    wait_until(lambda: one_outcome_each(admin), SECONDS_TO_RECOVER)
    web.start()
    for place in range(2):
        answer = customer.say(ODD, f"again:{place}")
        assert answer and answer["reply"], "the customer is answered all the same"
    assert len(fake.asked) == 1 and begun_by(admin) == [(tokens, micros)]
