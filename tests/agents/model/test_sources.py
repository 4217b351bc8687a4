"""Which facts a model is shown: those the question may be about, however many others there are."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from caly_app.agents import sources
from caly_app.errors import Unavailable
from tests.agents.model.scripted import means, talk_with
from tests.agents.world import BUSINESS, PORTS

OTHERS = {
    f"room_{n}": f"Room {n} on the {n % 7}th floor has a desk, {n % 4} windows and a lamp." for n in range(99)
}
LONG = {f"hall_{n}": f"Hall {n} is let for parties. " + "It has chairs and tables. " * 40 for n in range(30)}
RAIN = "When it pours the garden concert moves into the barn."
LEARNED = {"what_happens_if_it_rains_on_the_day": RAIN}
SPANISH = {
    "mascotas": "Los perros pequeños duermen en la habitación por 10 euros.",
    **{f"sala_{n}": f"La sala {n} tiene una mesa, {n % 4} ventanas y una lámpara." for n in range(99)},
}


class Away:
    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise Unavailable("No weights.")


async def shown(facts, question, language="en", embedder=None):
    found = await sources.likeliest(facts, question, language, embedder or PORTS.embedder)
    await sources.all_read()
    return found


async def test_few_facts_go_as_they_stand() -> None:
    few = dict(list(OTHERS.items())[:40])
    assert list(await shown(few, "does the rain matter")) == list(few)


@pytest.mark.parametrize("others", [OTHERS, LONG])
async def test_what_was_made_from_a_question_is_first_though_its_name_is_long(others) -> None:
    found = await shown({**others, **LEARNED}, "what if it rains during the concert?", embedder=Away())
    assert next(iter(found)) == next(iter(LEARNED))
    assert len(found) <= sources.FACTS_AT_MOST
    assert sum(map(len, found.values())) <= sources.CHARACTERS_AT_MOST


@pytest.mark.parametrize("said", ["¿puedo traer a mi perro?", "mi perrita pequeña, ¿puede dormir conmigo?"])
async def test_words_in_common_count_abroad_inflected_too(said) -> None:
    facts = dict(reversed(SPANISH.items()))
    assert next(iter(await shown(facts, said, "es"))) == "mascotas"


async def test_what_means_the_same_in_other_words_is_found_once_the_facts_are_read() -> None:
    facts = {**OTHERS, "kids": "Children under six travel for free."}
    question = "do I pay for my three year old toddler?"
    await shown(facts, question)
    assert "kids" in list(await shown(facts, question))[:3]


async def test_nobody_waits_while_the_facts_are_read() -> None:
    class Slow(Away):
        read = 0

        async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.read += len(texts)
            return np.ones((len(texts), 3), np.float32)

    slow, facts = Slow(), {f"hut {n}": f"Hut {n} stands by the lake of {n} swans." for n in range(60)}
    await sources.likeliest(facts, "which hut is by the lake", "en", slow)
    assert slow.read == 0
    await sources.all_read()
    assert slow.read == 60
    await sources.likeliest(facts, "which hut is by the lake", "en", slow)
    assert slow.read == 61  # the question alone: a fact is read once


async def test_the_model_is_given_what_answers_among_a_hundred() -> None:
    business = replace(BUSINESS, facts={**OTHERS, **LEARNED}, name="Barn House")
    talk, model = talk_with(means("ask_fact"), f"{RAIN} [1]", business=business)
    reply = await talk.say("should it pour with rain during the garden concert, is the whole thing off")
    assert "[1] what_happens_if_it_rains" in model.asked[-1][0].text
    assert reply.text == RAIN
