"""What a business says itself widens the head over words, too: near its sentences, and nowhere else."""

import pytest

from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import NOTHING, Reading, read
from caly_app.agents.understanding.own_word_head import WidenedWordHead
from caly_app.agents.understanding.own_words import NO_WORDS, OwnWords, Phrase
from caly_app.agents.understanding.word_head import word_head
from tests.agents.understanding.test_authors_kept_apart import NOBODYS, share, written
from tests.agents.understanding.test_own_words import alarms, sentence
from tests.agents.understanding.test_word_head import Away

CLINIC = all_sectors()["healthcare"]
REFILL = "refill_prescription"
ALIKE = {
    "de": (
        ("die Zorblaxkiste bitte", "wieder so eine Zorblaxkiste", "habt ihr meine Zorblaxkiste"),
        ("noch so eine Zorblaxkiste", "ich warte auf zorblaxkisten"),
    ),
    "es": (
        ("la caja zorblax por favor", "otra vez lo de zorblax", "mi zorblax de siempre"),
        ("¿Hay zorblax?", "zorblax, como siempre"),
    ),
    "fr": (
        ("la boîte zorblax svp", "encore du zorblax", "mon zorblax habituel"),
        ("encore une boite de zorblax", "mon zorblax comme d'habitude"),
    ),
}
LANGUAGES = pytest.mark.parametrize("language", ALIKE)


def words(language: str, said: tuple[str, ...], intent: str = REFILL) -> OwnWords:
    return OwnWords.of([Phrase(intent, language, False, one) for one in said])


async def readings(said: list[str], language: str, own: OwnWords = NO_WORDS, sector=CLINIC) -> list[Reading]:
    return await read(sector, said, language, Away(), own)


@LANGUAGES
async def test_what_is_like_a_sentence_is_heard(language: str):
    own, said = ALIKE[language]
    for before, after in zip(
        await readings([*said], language),
        await readings([*said], language, words(language, own)),
        strict=True,
    ):
        assert not (before.sure and before.intent == REFILL)
        assert (after.intent, after.sure, after.is_own) == (REFILL, True, False)


@LANGUAGES
async def test_what_is_not_like_it_is_read_as_before(language: str):
    others = [one for said in written("fourth_author_abroad/healthcare")[language].values() for one in said]
    others += written("fourth_author_abroad/out_of_scope")[language]
    before = await readings(others, language)
    after = await readings(others, language, words(language, ALIKE[language][0]))

    assert [(one.intent, one.sure, one.in_scope) for one in after] == [
        (one.intent, one.sure, one.in_scope) for one in before
    ]
    assert [one.confidence for one in after] == pytest.approx([one.confidence for one in before], abs=0.05)


async def test_sentences_of_another_language_and_of_an_intent_that_is_no_more_add_nothing():
    said = ["noch so eine Zorblaxkiste"]
    assert await readings(said, "de", words("es", ALIKE["de"][0])) == await readings(said, "de")
    assert await readings(said, "de", words("de", ALIKE["de"][0], "fly")) == await readings(said, "de")
    [one] = await readings(["something else"], "it", words("it", ("qualcosa",)))
    assert one == NOTHING


@LANGUAGES
async def test_with_thirty_sentences_by_others_as_much_of_what_is_acted_on_is_right(language: str):
    """Those of one author as a business's own, tried on those of another."""
    ours, nobodys = [], []
    for name, sector in all_sectors().items():
        own = [
            Phrase(intent, language, False, one)
            for intent, said in written(f"third_author_abroad/{name}")[language].items()
            for one in said
        ]
        told = {**written(f"fourth_author_abroad/{name}")[language]}
        told[NOBODYS] = written("fourth_author_abroad/out_of_scope")[language]
        flat = [(intent, one) for intent, said in told.items() for one in said]
        found = await readings([one for _, one in flat], language, OwnWords.of(own), sector)
        pairs = [(intent, one) for (intent, _), one in zip(flat, found, strict=True)]
        ours += [(intent, one) for intent, one in pairs if intent != NOBODYS]
        nobodys += [one for intent, one in pairs if intent == NOBODYS]

    assert share([intent == one.intent for intent, one in ours if one.sure]) >= 0.93
    assert share([intent == one.intent and one.in_scope for intent, one in ours]) >= 0.79
    assert share([not one.in_scope for one in nobodys]) >= 0.85


def test_the_same_sentences_are_learned_once():
    own = words("de", ALIKE["de"][0])
    widened = own.over_words("healthcare", "de")
    assert isinstance(widened, WidenedWordHead)
    assert words("de", ALIKE["de"][0]).over_words("healthcare", "de") is widened
    assert NO_WORDS.over_words("healthcare", "de") is word_head("healthcare", "de")


async def test_who_is_in_danger_is_heard_whatever_is_like_the_words_of_the_business():
    own = [
        sentence(f"mi padre no respira {how}", "book_appointment", "es")
        for how in ("hondo", "por la nariz", "como debe", "a gusto de noche")
    ]
    assert await alarms("mi padre no respira", *own, sector="healthcare")
    assert await alarms("mi padre se ha caído y no respira", *own, sector="healthcare")
    assert await alarms("se cayó al pozo y no contesta, mi padre", *own)
