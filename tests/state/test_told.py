"""Whatever an agent's turn can tell, ask, offer or do has words, in every sector."""

import re

import pytest

from caly_app.agents.commands import Answer
from caly_app.agents.engine.answers import TOPICS
from caly_app.agents.hindsight import told as command
from caly_app.agents.sector import Sector
from caly_app.agents.sectors import all_sectors
from caly_app.agents.tool_gate import CHECKS
from caly_app.queries.dialogues import in_words as spaced
from caly_app.state import heard, told, why

CODE = re.compile(r"[_{}]")
SECTORS = all_sectors()


@pytest.mark.parametrize("sector", SECTORS.values(), ids=SECTORS)
def test_no_code_is_without_words(sector: Sector):
    for code in sector.tells:
        words = told.in_words(code, sector)
        assert words != spaced(code).lower() and not CODE.search(words), code
        assert re.search(r"[A-Za-z]{3}", words), code
    titles = {sector.title_of(flow, "en") for flow in sector.flows}
    for name, tool in sector.tools.items():
        words = told.deed(name, sector)
        assert not CODE.search(words), name
        assert words in titles or not tool.writes, name
    for offer in sector.offers:
        assert told.offer(offer) != spaced(offer).lower() and not CODE.search(told.offer(offer)), offer
    for ask in sector.asks:
        assert not CODE.search(heard.asked_in_words([ask], sector)), ask
        assert ask in sector.slots or heard.asked_in_words([ask], sector) != spaced(ask).lower(), ask
    for topic in TOPICS:
        words = heard.in_words([command(Answer(topic))], sector)
        assert topic in sector.intents or words != spaced(topic) or topic == "thanks", topic
        assert not CODE.search(words), topic


def test_each_check_of_the_gate_is_refused_in_words():
    assert set(why.REFUSED) == set(CHECKS)


def test_an_outcome_is_told_by_the_sector_s_own_sentence_with_names_for_its_values():
    shop = SECTORS["ecommerce"]
    assert told.in_words("refund_made", shop) == (
        "“I have refunded [amount] for order [order number], the way you paid. The reference is [reference].”"
    )
    assert told.in_words("estimate_planned", shop) == "“Order [reference] is planned to arrive on [day].”"
    assert told.in_words("fact", shop) == "one of your facts"
    assert told.deed("make_refund", shop) == "Get a refund"
