"""A server that lives on when the process under test is killed: in a thread of its own, with its own loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TypeVar

Fake = TypeVar("Fake")


@contextmanager
def beside(serving: AbstractAsyncContextManager[Fake]) -> Iterator[Fake]:
    """What `serving` gives, for as long as it is served."""
    served: list[Fake] = []
    is_up, is_over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with serving as fake:
            served.append(fake)
            is_up.set()
            await asyncio.to_thread(is_over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert is_up.wait(10)
    yield served[0]
    is_over.set()
    thread.join(10)
