"""What the first message of a sector and language would wait for is read and learned while it is written."""

from asyncio import Task, create_task

from caly_app.agents.thinking import read_up
from caly_app.agents.understanding import danger, danger_abroad, local, word_head

_begun: set[tuple[str, str]] = set()
_learning: set[Task[None]] = set()  # a task that nobody holds may be gone before it is done


def get_ready(sector_name: str, language: str) -> None:
    """Returns at once; once in a process for each sector and language, beside the event loop."""
    key = sector_name, language
    if key in _begun:
        return
    _begun.add(key)
    task = create_task(read_up(_learn, *key))
    _learning.add(task)
    task.add_done_callback(_learning.discard)


def _learn(sector_name: str, language: str) -> None:
    if language in local.LEARNED:
        local.built_in(sector_name)
        danger.trained()
    elif language in word_head.LANGUAGES:
        word_head.word_head(sector_name, language)
        danger_abroad.danger_abroad(language)
