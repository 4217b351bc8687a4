"""Words that one process is given hold in the other: nothing is held there longer than it is so."""

import pytest

from tests.benchmarks.own_words import MEANT, WORDS, a_clinic_and_its_admin, two_processes

pytestmark = pytest.mark.timeout(600)


async def test_own_words_are_understood_and_forgotten_in_another_process(database, tmp_path, record_property):
    """How soon is for `tests.benchmarks.own_words` to print; here that it comes, on a busy machine, too."""
    clinic, token = await a_clinic_and_its_admin()
    with two_processes(database, tmp_path, token) as (here, there):
        for name, words in WORDS.items():
            assert there.understood(clinic.slug, words) != MEANT

            phrase = here.add(words)
            record_property(f"{name}, understood after ms", there.until(clinic.slug, words, is_meant=True))

            here.remove(phrase)
            record_property(f"{name}, forgotten after ms", there.until(clinic.slug, words, is_meant=False))
