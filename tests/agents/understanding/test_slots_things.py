"""References, numbers, money and choices."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from caly_app.agents.understanding.picked_by_word import place_by_own_word
from caly_app.agents.understanding.slots import Found, SlotContext, find

NOW = datetime(2026, 10, 5, 14, 0, tzinfo=ZoneInfo("Europe/London"))
DOCTORS = ("Dr. Imre Halas", "Dr. Nadia Osei", "Dr. Peter Lind")
TIMES = ("Thursday 09:30", "Thursday 11:00", "Friday 14:00")


def found(
    kind: str,
    said: str,
    expected: str | None = None,
    language: str = "en",
    region: str = "GB",
    options: tuple[str, ...] = (),
) -> list[Found]:
    return find(kind, said, SlotContext(NOW, region, language, options, expected))


def values(
    kind: str, said: str, expected: str | None = None, language: str = "en", region: str = "GB"
) -> list[str]:
    return [one.value for one in found(kind, said, expected, language, region)]


@pytest.mark.parametrize("expected", [None, "reference"])
@pytest.mark.parametrize(
    ("said", "reference"),
    [
        ("4K7T-9QXM", "4K7T-9QXM"),
        ("it's 4k7t-9qxm please", "4K7T-9QXM"),
        ("my reference is 4k7t9qxm", "4K7T-9QXM"),
        ("my booking reference is 4K7T 9QXM", "4K7T-9QXM"),
        ("four k seven t nine q x m", "4K7T-9QXM"),
        ("four k seven t dash nine q x m", "4K7T-9QXM"),
        ("4O7T-9IXL", "407T-91X1"),
        ("RX-1001", "RX-1001"),
        ("rx-1001", "RX-1001"),
        ("RX 1001", "RX-1001"),
        ("r x one zero zero one", "RX-1001"),
        ("prescription rx one zero zero one", "RX-1001"),
        ("hello it's c w two zero four five one eight seven", "CW-2045187"),
        ("AP-1", "AP-1"),
        ("POL-2026-00123", "POL-2026-00123"),
        ("order number 100234", "100234"),
        ("order 370795561790", "370795561790"),
        ("#4521", "4521"),
    ],
)
def test_a_reference(said: str, reference: str, expected: str | None) -> None:
    assert values("reference", said, expected) == [reference]


@pytest.mark.parametrize("expected", [None, "reference"])
@pytest.mark.parametrize(
    "said",
    [
        "",
        "tomorrow",
        "thursday",
        "long-term",
        "well-made",
        "appointment",
        "half past four",
        "yes",
        "I don't have it",
        "it's lost",
    ],
)
def test_no_reference(said: str, expected: str | None) -> None:
    assert values("reference", said, expected) == []


def test_a_reference_that_needs_to_be_asked_for() -> None:
    assert values("reference", "pharmacy") == []
    assert values("reference", "79460123") == []
    assert values("reference", "79460123", "reference") == ["79460123"]
    assert values("reference", "100234", "reference") == ["100234"]
    (one,) = found("reference", "rx1001", "reference")
    assert (one.value, one.alternatives) == ("RX1001", ("RX-1001",))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("two people", ["2"]),
        ("a table for 4", ["4"]),
        ("party of twelve", ["12"]),
        ("just me", ["1"]),
        ("me and my wife", ["2"]),
        ("a dozen", ["12"]),
        ("1,200", ["1200"]),
        ("3.5", ["3.5"]),
        ("one hundred and five", ["105"]),
        ("two thousand", ["2000"]),
        ("two adults and three children", ["2", "3"]),
        ("four, no, five", ["5"]),
        ("8/10", []),
        ("14:30", []),
        ("this one", []),
        ("one five six three three one", []),
        ("", []),
    ],
)
def test_numbers(said: str, number: list[str]) -> None:
    assert values("number", said) == number


def test_numbers_in_other_languages() -> None:
    assert values("number", "dos personas", language="es") == ["2"]
    assert values("number", "quatre-vingt-douze", language="fr") == ["92"]
    assert values("number", "einundzwanzig", language="de") == ["21"]


@pytest.mark.parametrize(
    ("said", "sum_of_money"),
    [
        ("£12.50", ["12.50 GBP"]),
        ("12,50 €", ["12.50 EUR"]),
        ("1.250,50 €", ["1250.50 EUR"]),
        ("$1,200", ["1200.00 USD"]),
        ("twenty pounds", ["20.00 GBP"]),
        ("two pounds fifty", ["2.50 GBP"]),
        ("fifty quid", ["50.00 GBP"]),
        ("99p", ["0.99 GBP"]),
        ("one hundred and fifty dollars", ["150.00 USD"]),
        ("500 yen", ["500 JPY"]),
        ("CHF 20", ["20.00 CHF"]),
        ("5 10 p.m.", []),
        ("table for 4", []),
    ],
)
def test_money(said: str, sum_of_money: list[str]) -> None:
    assert values("money", said) == sum_of_money


def test_a_bare_sum_is_in_the_regions_currency() -> None:
    assert values("money", "about 200", "money") == ["200.00 GBP"]
    assert values("money", "200", "money", region="US") == ["200.00 USD"]
    assert values("money", "ten dollars", region="CA") == ["10.00 CAD"]


@pytest.mark.parametrize(
    ("said", "choice"),
    [
        ("2", "Dr. Nadia Osei"),
        ("two", "Dr. Nadia Osei"),
        ("the second one", "Dr. Nadia Osei"),
        ("the second", "Dr. Nadia Osei"),
        ("number three please", "Dr. Peter Lind"),
        ("option 2", "Dr. Nadia Osei"),
        ("i'd like the first one", "Dr. Imre Halas"),
        ("the last one", "Dr. Peter Lind"),
        ("last", "Dr. Peter Lind"),
        ("b", "Dr. Nadia Osei"),
        ("halas", "Dr. Imre Halas"),
        ("dr hallas", "Dr. Imre Halas"),
        ("with doctor lind please", "Dr. Peter Lind"),
        ("Nadia", "Dr. Nadia Osei"),
        ("Dr. Peter Lind", "Dr. Peter Lind"),
        ("halas, no, osei", "Dr. Nadia Osei"),
        ("whoever", "any"),
        ("any", "any"),
        ("any of them", "any"),
        ("anyone is fine", "any"),
        ("no preference", "any"),
        ("i don't mind", "any"),
        ("doesn't matter", "any"),
        ("first available", "first"),
        ("the earliest", "first"),
        ("as soon as possible", "first"),
    ],
)
def test_a_choice_among_names(said: str, choice: str) -> None:
    assert [one.value for one in found("choice", said, options=DOCTORS)] == [choice]


def test_choices_that_settle_nothing() -> None:
    assert found("choice", "yes", options=DOCTORS) == []
    assert found("choice", "4", options=DOCTORS) == []
    assert found("choice", "", options=DOCTORS) == []
    assert found("choice", "not halas", options=DOCTORS) == []
    assert found("choice", "is there any parking", options=DOCTORS) == []
    assert [one.problem for one in found("choice", "neither", options=DOCTORS)] == ["none_of_these"]
    assert [one.value for one in found("choice", "halas or osei", options=DOCTORS)] == list(DOCTORS[:2])


@pytest.mark.parametrize(
    ("said", "choice"),
    [
        ("eleven", "Thursday 11:00"),
        ("half nine then, no, eleven", "Thursday 11:00"),
        ("the 11 o'clock", "Thursday 11:00"),
        ("thursday at 11", "Thursday 11:00"),
        ("half past nine", "Thursday 09:30"),
        ("nine thirty please", "Thursday 09:30"),
        ("friday", "Friday 14:00"),
        ("the friday one", "Friday 14:00"),
        ("friday at two", "Friday 14:00"),
        ("2pm", "Friday 14:00"),
        ("14:00", "Friday 14:00"),
        ("the second one", "Thursday 11:00"),
        ("3", "Friday 14:00"),
        ("first", "Thursday 09:30"),
        ("the earlier one", "Thursday 09:30"),
        ("the last", "Friday 14:00"),
    ],
)
def test_a_choice_among_times(said: str, choice: str) -> None:
    assert [one.value for one in found("choice", said, options=TIMES)] == [choice]


def test_a_choice_that_fits_several_names_them() -> None:
    (one,) = found("choice", "thursday", options=TIMES)
    assert (one.value, one.problem, one.alternatives) == ("", "ambiguous", TIMES[:2])
    (two,) = found("choice", "2", options=TIMES)  # the second, or two o'clock
    assert (two.problem, two.alternatives) == ("ambiguous", TIMES[1:])


def test_choices_in_other_languages() -> None:
    def said(words: str, language: str) -> list[str]:
        return [one.value for one in found("choice", words, language=language, options=TIMES)]

    assert said("la segunda", "es") == [TIMES[1]]
    assert said("cualquiera", "es") == ["any"]
    assert said("lo antes posible", "es") == ["first"]
    assert said("peu importe", "fr") == ["any"]
    assert said("le premier", "fr") == [TIMES[0]]
    assert said("egal", "de") == ["any"]
    assert said("der zweite", "de") == [TIMES[1]]
    assert said("um elf", "de") == [TIMES[1]]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("the garden menu sounds lovely", 1),
        ("we'd go for gardan", 1),
        ("saffron please", 2),
        ("the menu with meat", None),
        ("garden or saffron", None),
        ("29.90", None),
    ],
)
def test_of_what_is_offered_a_word_of_its_own_names_one(said, place) -> None:
    labels = ("Picnic menu, £18.50 a guest", "Garden menu, £29.90 a guest", "Saffron menu, £36.75 a guest")
    assert place_by_own_word(said, labels) == place


@pytest.mark.parametrize(
    ("said", "language", "value"),
    [
        ("Angebot 3117, wir kommen zu neunt", "de", "3117"),
        ("das Angebot mit der Nummer 3117", "de", "3117"),
        ("Meine Police 44071: was ist dabei?", "de", "44071"),
        ("acepto el presupuesto número 3117", "es", "3117"),
        ("c'est pour le devis 3117", "fr", "3117"),
        ("we're happy with quote no. 3117", "en", "3117"),
        ("un presupuesto de 3000 euros", "es", None),
        ("ein Angebot 300 Personen", "de", None),
        ("presupuesto 3000 euros", "es", None),
        ("Paket 750 Gramm", "de", None),
        ("Bestellung 200 Stück", "de", None),
        ("a prescription, 250 mg", "en", None),
        ("prescription 250 mg", "en", None),
        ("un devis 80 assiettes", "fr", None),
        ("pedido 300 platos", "es", None),
        ("my order 100234 stuck in Leeds", "en", "100234"),
        ("Paket 4821 ging verloren", "de", "4821"),
        ("my policy 80417 covers a second driver", "en", "80417"),
        ("a quote 80 covers for Friday", "en", None),
    ],
)
def test_a_number_right_behind_what_it_is_of(said: str, language: str, value: str | None) -> None:
    assert values("reference", said, language=language) == ([value] if value else [])
