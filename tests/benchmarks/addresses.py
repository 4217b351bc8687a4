"""How well postal addresses are found: `.venv/bin/python -m tests.benchmarks.addresses`.

On sentences written for it, and on all that customers say in tests/scenarios: there each that is found is
printed, for somebody to look at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from caly_app.postal_addresses import find
from tests.postal_addresses import with_an_address, without_one

_SCENARIOS = Path(__file__).parents[1] / "scenarios"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Heard:
    said: list[str]
    found: dict[str, list[str]]  # sentence -> the addresses in it


def heard_in_scenarios() -> Heard:
    said = {
        words
        for path in sorted(_SCENARIOS.rglob("*.yaml"))
        for words in _said(yaml.load(path.read_text("utf-8"), Loader=_LOADER))
    }
    found = {words: [words[one.start : one.end] for one in find(words)] for words in sorted(said)}
    return Heard(sorted(said), {words: addresses for words, addresses in found.items() if addresses})


def _said(document: object) -> Iterator[str]:
    match document:
        case dict():
            for name, value in document.items():
                if name == "say" and isinstance(value, str):
                    yield value
                else:
                    yield from _said(value)
        case list():
            for each in document:
                yield from _said(each)


def main() -> None:
    written, nobodys, heard = with_an_address(), without_one(), heard_in_scenarios()
    found = [any(address in said[one.start : one.end] for one in find(said)) for said, address in written]
    alarmed = [said for said in nobodys if find(said)]
    print(f"with an address: {sum(found)} of {len(written)} found")
    print(f"without one: {len(alarmed)} of {len(nobodys)} alarmed: {alarmed}")
    print(f"in scenarios: {len(heard.found)} of {len(heard.said)} messages")
    for said, addresses in heard.found.items():
        print(f"  {addresses} in: {said[:100]}")


if __name__ == "__main__":
    main()
