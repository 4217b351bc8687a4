"""The product's API for a benchmark: `python -m tests.benchmarks.server PORT [--real]`."""

import asyncio
import sys

from granian.server.embed import Server

from caly_app import wiring
from caly_app.api import app as rest
from tests.benchmarks.stub_mind import StubMind


async def serve(port: int, real: bool) -> None:
    if not real:
        StubMind().install()
    async with wiring.running("web"):
        api = Server(
            rest.make_api(),
            address="127.0.0.1",
            port=port,
            interface="asgi",
            log_enabled=False,
            backlog=4096,
            backpressure=20_000,  # as in starter/web.py: an event stream is a request that lasts
        )
        await api.serve()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), "--real" in sys.argv))
