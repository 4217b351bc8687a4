import pytest

from caly_app.adapters.vader import Vader


@pytest.mark.parametrize("said", ["This is terrible, I am so angry!", "worst service ever"])
def test_angry_words_are_below_zero(said):
    assert Vader().of(said, "en") < -0.5


def test_kind_words_are_above_zero():
    assert Vader().of("Thank you, that was wonderful", "en-GB") > 0.5


@pytest.mark.parametrize("language", ["es", "fr", "de", "ja"])
def test_nobody_can_tell_in_other_languages(language):
    assert Vader().of("terrible", language) is None


@pytest.mark.parametrize("said", ["", "   "])
def test_nobody_can_tell_without_words(said):
    assert Vader().of(said, "en") is None


def test_a_huge_message_is_no_trouble():
    assert Vader().of("awful " * 50_000, "en") < 0
