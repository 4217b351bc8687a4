"""What is wrong with a scenario, and where."""

from collections.abc import Iterator
from contextlib import contextmanager

from caly_app.scenarios.names import Unknown


class Wrong(Exception):
    """One thing of a scenario that is not right. `path`: its place."""

    def __init__(self, path: str, words: str) -> None:
        self.path, self.words = path, words
        super().__init__(f"{path}: {words}")


@contextmanager
def at(path: str) -> Iterator[None]:
    """An unknown name inside is wrong at this place."""
    try:
        yield
    except Unknown as unknown:
        raise Wrong(path, str(unknown)) from None
