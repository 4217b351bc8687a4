"""How soon a business's own words, added over one process, are understood by another, and forgotten again.

    python -m tests.benchmarks.own_words [times]

Two processes of the product's API over one Postgres. Words are added at the one; at the other, which holds
what it last read of the business, a customer says them again and again, each time in a new conversation.
Milliseconds from the answer that they were added (or taken away) to the first question that shows it; the
conversation and the whole turn count, too.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import psycopg

from caly_app import db
from caly_app.embedded_postgres import EmbeddedPostgres, Urls
from tests.api.people import Business, a_token, bearer
from tests.benchmarks.http import percentile
from tests.conftest import ROOT, migrate
from tests.factories import Clinic, a_clinic
from tests.kills.web import environment_of, free_port, wait_until

TIMES = 20
MEANT = "refill_prescription"


@dataclass(frozen=True)
class Words:
    kind: str
    text: str
    said: str  # by a customer
    language: str = "en"


WORDS = {
    "pattern": Words("pattern", r"\bbrindle\w*\b", "Brindlewick it is"),
    "sentence": Words("sentence", "the Larch Lane matter", "the Larch Lane matter"),
    "like one in German": Words("sentence", "wieder so eine Zorblaxkiste", "noch so eine Zorblaxkiste", "de"),
}
_READY_SECONDS, _AT_MOST_SECONDS = 240, 60


@dataclass
class Door:
    """One process of the API, and who stands at it."""

    http: httpx.Client
    admin: psycopg.Connection

    def add(self, words: Words) -> str:
        path = f"/sector/healthcare/intents/{MEANT}/phrases"
        body = {"kind": words.kind, "text": words.text, "language": words.language}
        answer = self.http.post(path, json=body)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def remove(self, phrase: str) -> None:
        self.http.delete(f"/sector/healthcare/phrases/{phrase}").raise_for_status()

    def understood(self, slug: str, words: Words) -> str:
        """What a new customer's first sentence is taken for, by the "why" that is stored with the answer."""
        begun = self.http.post(f"/chat/{slug}/conversations", json={"language": words.language}).json()
        conversation = begun["conversation_id"]
        self.http.post(
            f"/chat/conversations/{conversation}/messages",
            headers=bearer(begun["token"]),
            json={"text": words.said, "client_turn_id": "one"},
        ).raise_for_status()
        (why,) = self.admin.execute(
            "select why from turn where conversation_id = %s and answers is not null", (conversation,)
        ).fetchone() or ({},)
        return ", ".join(each["intent"] or "" for each in why.get("understood", ()))

    def until(self, slug: str, words: Words, is_meant: bool) -> float:
        """Milliseconds until it is understood, or no longer is."""
        began = time.perf_counter()
        wait_until(lambda: (self.understood(slug, words) == MEANT) == is_meant, _AT_MOST_SECONDS)
        return (time.perf_counter() - began) * 1000


@contextmanager
def two_processes(urls: Urls, data: Path, token: str) -> Iterator[tuple[Door, Door]]:
    """Where somebody of the business changes it, and where customers talk."""
    ports = (free_port(), free_port())
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.server", str(port), "--real"],
            cwd=ROOT,
            env=environment_of(urls, data),
        )
        for port in ports
    ]
    try:
        with psycopg.connect(urls.admin, autocommit=True) as admin:
            here, there = (
                Door(httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=30), admin)
                for port in ports
            )
            here.http.headers.update(bearer(token))
            for door in (here, there):
                wait_until(partial(_answers, door), _READY_SECONDS)
            yield here, there
            here.http.close()
            there.http.close()
    finally:
        for process in running:
            process.kill()
            process.wait()


def _answers(door: Door) -> bool:
    try:
        return door.http.get("/health").is_success
    except httpx.HTTPError:
        return False


async def a_clinic_and_its_admin() -> tuple[Clinic, str]:
    clinic = await a_clinic(languages=["en", "de"])
    return clinic, await a_token(Business(clinic.organization_id, clinic.workspace_id))


def main(times: int) -> None:
    with tempfile.TemporaryDirectory(prefix="caly-benchmark-") as folder:
        postgres = EmbeddedPostgres(Path(folder))
        urls = postgres.start()
        try:
            migrate(urls.owner)
            db.open(urls.app, urls.admin)
            clinic, token = asyncio.run(_set_up())
            with two_processes(urls, Path(folder), token) as (here, there):
                for name, words in WORDS.items():
                    _measure(name, words, clinic.slug, here, there, times)
        finally:
            postgres.stop()


async def _set_up() -> tuple[Clinic, str]:
    clinic, token = await a_clinic_and_its_admin()
    await db.close()
    return clinic, token


def _measure(name: str, words: Words, slug: str, here: Door, there: Door, times: int) -> None:
    there.understood(slug, words)  # what it reads of the business it has read before
    added, gone, turn = [], [], []
    for _ in range(times):
        phrase = here.add(words)
        added.append(there.until(slug, words, is_meant=True) / 1000)
        here.remove(phrase)
        gone.append(there.until(slug, words, is_meant=False) / 1000)
        began = time.perf_counter()
        there.understood(slug, words)
        turn.append(time.perf_counter() - began)
    for what, took in (("understood", added), ("forgotten", gone), ("a turn besides", turn)):
        print(
            f"{name:18} {what:15} P50 {percentile(took, 0.5):4.0f} ms  P95 {percentile(took, 0.95):4.0f} ms"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES)
