"""Sentences with a postal address in brackets, and sentences without one, in four languages."""

from pathlib import Path

_HERE = Path(__file__).parent


def with_an_address() -> list[tuple[str, str]]:
    """The sentence, and the address in it."""
    return [_said(line) for line in _lines("with_an_address.tsv")]


def without_one() -> list[str]:
    return _lines("without_one.tsv")


def _lines(name: str) -> list[str]:
    return [line.split("\t")[1] for line in (_HERE / name).read_text("utf-8").splitlines()]


def _said(line: str) -> tuple[str, str]:
    before, _, rest = line.partition("[")
    address, _, behind = rest.partition("]")
    return before + address + behind, address
