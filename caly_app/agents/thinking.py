"""Where thinking is done: beside the event loop, a few at a time, in the order of asking.

Python thinks on one core however many threads there are; more of them would only take turns with the event
loop, which then answers nobody, and holds its connections all the longer. So whoever comes waits their turn.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")

AT_ONCE = 2  # so that one who needs something read first holds up nobody

_thinking = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="thinking")
_reading = ThreadPoolExecutor(1, thread_name_prefix="reading")


async def think(work: Callable[Given, Made], *given: Given.args, **more: Given.kwargs) -> Made:
    """What a turn takes milliseconds for."""
    return await _beside(_thinking, lambda: work(*given, **more))


async def read_up(work: Callable[Given, Made], *given: Given.args, **more: Given.kwargs) -> Made:
    """What is read or learned once for many, and takes tenths of a second: one after another, so that who
    wants the same finds it done."""
    return await _beside(_reading, lambda: work(*given, **more))


async def _beside(threads: ThreadPoolExecutor, work: Callable[[], Made]) -> Made:
    context = copy_context()  # the business's time is in it
    return await asyncio.get_running_loop().run_in_executor(threads, lambda: context.run(work))
