"""schemathesis reads the API's own description and looks for promises that are not kept."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from granian.server.embed import Server

from caly_app.api.app import make_api
from caly_app.settings import settings
from tests.api.houses import House, a_house
from tests.api.people import a_token

SECONDS = 75
SECONDS_FULL = 900
MADE_WITHIN = 120  # seconds: the description, on a busy machine


@pytest.fixture
async def address(database) -> AsyncIterator[str]:
    """The API behind the server it runs behind in production."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(make_api(), address="127.0.0.1", port=port, interface="asginl")
    serving = asyncio.create_task(server.serve())
    yield f"http://127.0.0.1:{port}"
    server.stop()
    await serving


@pytest.mark.timeout(1200)
async def test_the_description_holds(address: str, tmp_path: Path, is_full: bool, monkeypatch) -> None:
    """No 500, no answer that is not described, nothing invalid that is taken, nothing valid that is not."""
    for limit in (
        "limit_anonymous_requests_per_minute",
        "limit_requests_per_minute",
        "limit_messages_per_minute",
    ):
        monkeypatch.setattr(settings, limit, 1_000_000)
    description = f"{address}/api/v1/openapi.json"
    async with httpx.AsyncClient(timeout=MADE_WITHIN) as reader:
        (await reader.get(description)).raise_for_status()  # its first reader waits until it is made
    house = await a_house()
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(await _configuration(house))
    thoroughness = [f"--max-time={SECONDS_FULL}"] if is_full else [f"--max-time={SECONDS}", "--seed=1"]
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run"),
        description,
        *thoroughness,
        stdout=PIPE,
        stderr=STDOUT,
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1"},
    )
    said, _ = await run.communicate()
    assert run.returncode == 0, said.decode()[-20_000:]


async def _configuration(house: House) -> str:
    """Each side with its own token; whoever signs out or leaves must not shut the door for all."""
    admin, member, leaver = [await a_token(house.business) for _ in range(3)]
    ids = "\n".join(f'{name} = "{value}"' for name, value in house.ids.items())
    return f"""
request-timeout = 10
max-stream-events = 1

[headers]
Authorization = "Bearer {admin}"

[parameters]
{ids}

# What a sector's records may hold is known to the sector, not to the description.
[checks.positive_data_acceptance]
enabled = false

[[operations]]
include-path-regex = "^/api/v1/chat"
headers = {{ Authorization = "Bearer {house.customers_token}" }}

[[operations]]
include-path-regex = "sign-out|switch|leave|password"
headers = {{ Authorization = "Bearer {leaver}" }}

[[operations]]
include-path-regex = "^/api/v1/(auth/me|auth/verify/mail|members)$"
headers = {{ Authorization = "Bearer {member}" }}

# `false` sent as CSV is a file with one column and no rows.
[[operations]]
include-path-regex = "/records/[^/]+/import$"
checks.negative_data_rejection.enabled = false
"""
