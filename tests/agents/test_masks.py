"""Card numbers and codes are taken out of a customer's words; what only looks like them stays."""

import pytest

from caly_app.agents.masks import is_card, without_cards, without_codes
from tests.least_seconds import ends_within


@pytest.mark.parametrize(
    "said",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111 1111 1111 1111 12/27 123",
        "4111 1111 1111 1111 12 27 123",
        "block 4111.1111.1111.1111 now",
        "four one one one one one one one one one one one one one one one, it was stolen",
        "it is four one one one, one one one one, one one one one, one one one one",
    ],
)
def test_a_card_number_keeps_its_last_four_digits(said):
    masked = without_cards(said)

    assert "[card ending in 1111]" in masked
    assert "4111" not in masked and "one one one" not in masked


@pytest.mark.parametrize(
    "said",
    [
        "mi tarjeta es " + "cuatro dos " * 8,
        "es la cuarenta y dos, " + "cuarenta y dos " * 7,
        "cuatro mil doscientos cuarenta y dos, 4242, cuatro dos cuatro dos, cuarenta y dos cuarenta y dos",
        "meine Karte ist " + "vier zwei " * 8,
        "zweiundvierzig " * 8 + "bitte",
        "viertausendzweihundertzweiundvierzig " * 4,
        "ma carte, c'est le " + "quatre deux " * 8,
        "quarante-deux " * 8,
        "quatre mille deux cent quarante-deux, 4242 4242 4242",
        "four two, um, four two, uh, four two four two, er, four two four two four two four two",
        "four thousand two hundred forty two, 4242 4242 4242",
        "ｆｏｕｒ ｔｗｏ " * 8,
    ],
)
def test_a_card_is_heard_in_the_words_of_four_languages(said):
    masked = without_cards(said)

    assert masked.count("[card ending in 4242]") == 1
    assert "4242" not in masked.replace("[card ending in 4242]", "")
    assert not any(word in masked for word in ("cuatro", "vier", "zwei", "quatre", "four", "ｆｏｕｒ"))


def test_digits_told_double_or_three_times():
    said = "it is double five double five double five triple five five five five double four double four ok"

    assert without_cards(said) == "it is [card ending in 4444] ok"


@pytest.mark.parametrize(
    "said",
    [
        "un café para dos, a las tres y media, o para cuatro a las cinco",
        "mi teléfono es seis uno dos tres cuatro cinco seis siete ocho",
        "wir sind zwei Erwachsene und drei Kinder, vier und sechs Jahre alt, um halb acht",
        "un ou deux, trois peut-être, le six à sept heures, du huit au neuf",
    ],
)
def test_other_numbers_of_four_languages_stay(said):
    assert without_cards(said) == said


def test_cards_of_other_lengths():
    said = "3782 822463 10005, 6011000990139424 and 4222222222222"

    assert without_cards(said) == "[card ending in 0005], [card ending in 9424] and [card ending in 2222]"


def test_a_card_is_found_behind_another_and_among_other_numbers():
    said = "12 34 4111 1111 1111 1111 12/27 123 5555555555554444 and three thousand eight two eight two two"

    assert without_cards(said).startswith("12 34 [card ending in 1111] 12/27 123 [card ending in 4444] and")


@pytest.mark.parametrize("group", ["4111 1111 1111 1112 ", "1 ", "12,", "four one one seven ", "0123456789"])
def test_a_long_list_of_numbers_is_read_in_a_moment(group):
    """As long as a message may be. It is read where all other conversations wait."""
    said = (group * 4000)[:4000]

    assert ends_within(0.2, lambda: without_cards(said))


@pytest.mark.parametrize(
    "said",
    [
        "my number is 020 7946 0123",
        "020 7946 0123, born 04 05 1980",
        "4111 1111 1111 1112",  # a slip: no such card
        "tobias fenn, dob 11.7.1976, 02079460612",  # the digits of both would be one
        "born 11-07-1976 020 7946 0612 it is about my card",
        "order 100234",
        "the SIM is 8944100000000000007",
        "from 12.10.2026 to 14.10.2026, 2 adults",
        "+44 20 7946 0123",
    ],
)
def test_what_is_no_card_stays(said):
    assert without_cards(said) == said


@pytest.mark.parametrize(
    ("said", "language", "kept"),
    [
        ("482159", "en", "[code]"),
        ("it's 482 159 thanks", "en", "it's [code] thanks"),
        ("48-21-59", "en", "[code]"),
        ("four eight two one five nine", "en", "[code]"),
        ("cuatro ocho dos uno cinco nueve", "es", "[code]"),
        ("I did not get it", "en", "I did not get it"),
    ],
)
def test_a_code_is_not_kept(said, language, kept):
    assert without_codes(said, language) == kept


def test_the_last_digit_checks_the_others():
    assert is_card("4111111111111111") and not is_card("4111111111111112")
    assert not is_card("411111111111") and not is_card("0000000000000000")
