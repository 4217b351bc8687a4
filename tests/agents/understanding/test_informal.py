"""Among friends: "habt ihr" and "podéis" mean what the formal words mean."""

import pytest

from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.informal import formal
from caly_app.agents.understanding.local import open_clauses, weigh


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("habt ihr nen Termin", "de", "haben Sie einen Termin"),
        ("gibts das bei euch", "de", "gibt es das bei Ihnen"),
        ("podeis abrirlo", "es", "pueden abrirlo"),
        ("cobráis mucho", "es", "cobran mucho"),
        ("y a un médecin ?", "fr", "il y a un médecin ?"),
        ("mon appart", "fr", "mon appartement"),
        ("habt ihr das", "en", "habt ihr das"),
    ],
)
def test_it_is_read_as_one_would_say_it_to_strangers(said, language, meant):
    assert formal(said, language) == meant


@pytest.mark.parametrize(
    ("sector", "said", "language", "wish"),
    [
        ("telecom", "habt ihr ne Störung", "de", "check_outage"),
        ("legal", "c'est qui vos avocats", "fr", "find_provider"),
        ("education", "que cursos dais por la tarde", "es", "find_course"),
    ],
)
def test_a_wish_is_known_by_it(sector, said, language, wish):
    assert open_clauses(all_sectors()[sector], [said], language).readings[0].intent == wish


def test_what_the_seller_said_is_no_plea_to_repeat_and_a_person_is_heard_anywhere():
    read = [
        open_clauses(all_sectors()["real_estate"], [said], "es").readings[0].intent
        for said in (
            "qué ha dicho el vendedor de la casa",
            "no me sirve de nada quiero hablar con una persona ya",
        )
    ]
    assert read == ["offer_status", "human_handoff"]


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("olvidad lo de ver la casa", "es"),
        ("laissez tomber, visiter la maison", "fr"),
        ("vergiss das Haus ansehen", "de"),
    ],
)
def test_beside_words_that_speak_against_it_a_wish_is_not_begun(said, language):
    sector = all_sectors()["real_estate"]
    [reading] = weigh(sector, open_clauses(sector, [said], language), None)
    assert not reading.sure
