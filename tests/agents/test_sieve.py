"""What is sieved out is in no text: the sieve may keep too many patterns and must lose none."""

from itertools import chain
from pathlib import Path
from re import IGNORECASE, compile

import pytest
from ruamel.yaml import YAML

from caly_app.agents.sectors import all_sectors
from caly_app.agents.sieve import Sieve

WRITTEN = Path(__file__).parent / "understanding"
BY = ("fourth_author", "reachable")


def _sentences(written):
    if isinstance(written, str):
        return [written]
    return chain.from_iterable(map(_sentences, written.values() if isinstance(written, dict) else written))


def _said(sector):
    """Every fourth of its own, and of what is said in danger; every other one of these in capitals."""
    files = (
        *(WRITTEN / by / f"{sector}.yaml" for by in BY),
        *sorted((WRITTEN / "emergencies").glob("*.yaml")),
    )
    said = chain.from_iterable(_sentences(YAML(typ="safe").load(file)) for file in files if file.exists())
    return [one.upper() if place % 2 else one for place, one in enumerate([*said][::4])]


@pytest.mark.parametrize("sector", all_sectors())
def test_no_pattern_that_is_in_a_text_is_sieved_out(sector):
    loaded, found = all_sectors()[sector], 0
    sieves = (loaded.emergencies, loaded.dangers, *(loaded.sieve(one) for one in ("en", "es", "fr", "de")))
    for said in _said(sector):
        for sieve in sieves:
            in_it = [one for one in sieve if one[1].search(said)]
            assert [one for one in sieve.of(said) if one[1].search(said)] == in_it, said
            found += len(in_it)
    assert found > len(_said(sector)) / 2


def test_few_are_left_of_many():
    dangers = all_sectors()["healthcare"].dangers
    assert len([*dangers]) > 100
    assert len(dangers.of("I'd like to book an appointment with Dr Halas next Thursday at nine")) < 5


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"\bsmoke|\bgas\b", "the GAS is on"),
        (r"br[ûu]l[ée]e?s?", "je me suis brulé"),
        (r"(?:very )?ill", "ILL"),
        (r"(?:colou?r){2}", "colorcolour"),
        (r"kiss", "\u212aiſs"),  # the sign of the kelvin and a long s, which know no case
        (r"mine", "mİne"),
        (r"[^abc]def", "xdef"),
        (r"(?!gas)gar\w+", "garden"),
        (r"ab", "ab"),
        (r"[abcde]{3}xyz", "abcxyz"),
        (r"a[xy]b[xy]c[xy]d", "axbycxd"),
    ],
)
def test_what_may_be_there_is_kept(pattern, said):
    pattern = compile(pattern, IGNORECASE)
    assert pattern.search(said)
    assert Sieve({"it": [pattern]}).of(said) == [("it", pattern)]


def test_what_cannot_be_there_is_not():
    sieve = Sieve(
        {"fire": [compile(r"\b(?:fire|flames?)\b")], "any": [compile(r"\d")], "gas": [compile("gas")]}
    )
    assert [of for of, _ in sieve.of("is there a fire place")] == ["fire", "any"]
    assert [of for of, _ in sieve.of("hello")] == ["any"]
