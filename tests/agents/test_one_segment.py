import pytest

from caly_app.agents.one_segment import SEPTETS, in_one_segment, septets


@pytest.mark.parametrize(
    ("text", "length"),
    [("Ihr Code", 8), ("10 €", 5), ("{}", 4), ("ñ ü à é", 7), ("código", None), ("银行", None)],
)
def test_how_long_it_is_for_the_network(text, length):
    assert septets(text) == length


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("código", "codigo"),
        ("Café Müller", "Café Müller"),
        ("Łódź’s “Bank”…", 'odz\'s "Bank"...'),
        ("银行 Bank", "Bank"),
        ("a\u00a0b", "a b"),
    ],
)
def test_letters_that_the_network_has_not(text, fitting):
    assert in_one_segment(text) == fitting


def test_what_is_too_long_is_cut_and_doubles_count_twice():
    assert len(in_one_segment("x" * 500)) == SEPTETS
    assert len(in_one_segment("€" * 500)) == SEPTETS // 2
    assert septets(in_one_segment("x€" * 200)) <= SEPTETS
