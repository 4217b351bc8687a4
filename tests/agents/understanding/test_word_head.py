"""Spanish, French and German: by words and parts of words, where no pattern knew them."""

import pytest

from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import open_clauses, read
from caly_app.agents.understanding.word_head import LANGUAGES, learn, word_head
from caly_app.errors import Unavailable


class Away:
    """No embedding is needed here."""

    async def embed(self, texts):
        raise Unavailable


@pytest.fixture(scope="module")
def head():
    return learn(
        ["qué tiempo hace mañana", "cuéntame un chiste", "quién ganó el partido", "me gusta el fútbol"],
        {
            "book": [
                "quiero reservar una mesa",
                "resérvame mesa para dos",
                "una reserva para hoy",
                "mesa libre hoy",
            ],
            "cancel": [
                "anula la reserva",
                "ya no vamos, anúlala",
                "cancelad lo del viernes",
                "no podremos ir",
            ],
        },
    )


def test_a_word_in_another_form_is_known_by_its_parts(head):
    assert head.judge("reservaría mesas").intent == "book"
    assert head.judge("anulación").intent == "cancel"


def test_accents_and_capitals_do_not_matter(head):
    assert (
        head.judge("RESERVAME MESA PARA DOS").confidence == head.judge("resérvame mesa para dos").confidence
    )


@pytest.mark.parametrize("said", ["", "???", "12345", "xyzzy plugh", "¿?" * 400])
def test_what_has_no_word_that_was_met_is_none_of_ours(head, said):
    assert not head.judge(said).in_scope


@pytest.mark.parametrize("said", ["blub dub", "xyzzy plugh", "asdf qwer tzui"])
@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("sector", all_sectors())
def test_no_sector_takes_what_nobody_says(sector, language, said):
    found = word_head(sector, language)
    assert found is not None and not found.judge(said).in_scope


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("sector", all_sectors())
def test_every_intent_has_examples_in_every_language(sector, language):
    found = word_head(sector, language)
    assert found is not None
    assert set(found.intents) >= set(all_sectors()[sector].intents) - {"emergency"}


async def test_it_is_heard_where_no_pattern_knows_it():
    said = "gebt mir mal eure Prämie fürs Motorrad"
    insurance = all_sectors()["insurance"]
    assert open_clauses(insurance, [said], "de").readings[0].by == "none"
    [reading] = await read(insurance, [said], "de", Away())

    assert (reading.by, reading.in_scope) == ("examples", True)
    assert "get_quote" in (reading.intent, reading.runner_up)


async def test_what_is_settled_by_small_talk_is_left_alone():
    [reading] = await read(all_sectors()["healthcare"], ["muchas gracias"], "es", Away())
    assert (reading.intent, reading.sure) == ("thanks", True)
