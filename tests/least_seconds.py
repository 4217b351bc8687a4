"""Guards against patterns that run away: what a text costs by itself, whatever else the machine does."""

import gc
import time
from collections.abc import Callable


def ends_within(seconds: float, call: Callable[[], object], attempts: int = 5) -> bool:
    """Whether one of the attempts costs less of this thread's processor than that.

    One attempt alone says little: it may pay for a first use, and would pay for clearing away what a
    thousand other tests have left. A pattern that runs away does so each time.
    """
    gc.disable()
    try:
        return any(_seconds(call) < seconds for _ in range(attempts))
    finally:
        gc.enable()


def _seconds(call: Callable[[], object]) -> float:
    began = time.thread_time()
    call()
    return time.thread_time() - began
