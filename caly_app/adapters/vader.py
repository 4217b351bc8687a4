"""How a message sounds, by a word list for English.

VADER: C.J. Hutto and E.E. Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
Social Media Text", ICWSM-14 (2014). It counts words, not meaning: "my chest pain is worse" sounds
unhappy to it too.
"""

from functools import cached_property

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

_CHARACTERS_READ = 2000


class Vader:
    """Fulfils `ports.Sentiment`."""

    def of(self, text: str, language: str) -> float | None:
        """-1 (bad) to 1 (good); None for other languages than English, and where there is no word."""
        if language.partition("-")[0].lower() != "en":
            return None
        scores = self._analyzer.polarity_scores(text[:_CHARACTERS_READ])
        if not scores["pos"] and not scores["neg"] and not scores["neu"]:
            return None
        return float(scores["compound"])

    @cached_property
    def _analyzer(self) -> SentimentIntensityAnalyzer:
        return SentimentIntensityAnalyzer()
