"""Sums as their readers write them: the sign of the business's own money, whatever the language."""

from dataclasses import replace

import pytest

from caly_app.agents.phrasing import Phrasing
from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("language", "country", "sum_", "says"),
    [
        ("en", "GB", "309.00 GBP", "£309.00"),
        ("es", "GB", "309.00 GBP", "309,00 £"),
        ("fr", "GB", "309.00 GBP", "309,00 £"),
        ("de", "GB", "309.00 GBP", "309,00 £"),
        ("fr", "US", "1234.50 USD", "1 234,50 $"),
        ("fr", "GB", "1234.50 USD", "1 234,50 $US"),  # another country's
        ("de", "CH", "12.50 CHF", "CHF 12.50"),
        ("fr", "PL", "12.50 PLN", "12,50 PLN"),  # written in letters there
        ("es", "JP", "500 JPY", "500 ￥"),
    ],
)
def test_money_reads_right_in_each_language(language: str, country: str, sum_: str, says: str) -> None:
    turn = a_demo_of("hospitality").turn("hello")
    business = replace(turn.business, country=country)
    said = Phrasing(turn.sector, turn.config, business, language).money(sum_)
    assert " ".join(said.split()) == says
