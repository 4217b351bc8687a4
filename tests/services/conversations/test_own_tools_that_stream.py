"""Words about what tools of the business's own have found leave as they come, and only what stands."""

import time
from dataclasses import replace
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from caly_app.ports import Ports
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.take_turn import take_turn
from tests.agents.model.test_own_tools import QUESTION, WHERE
from tests.factories import Clinic
from tests.fake_business import gives
from tests.fake_model import calls, says, tells, then_cuts, then_stalls
from tests.services.conversations.test_own_tools import (
    NOTHING_UNDERSTOOD,
    begun,
    fake,
    ports,
    shop,
    text_of,
)

pytestmark = pytest.mark.usefixtures("database")
__all__ = ["fake", "ports", "shop"]

READ = calls(("track_parcel", {"number": "P-1"}), text="Let me look for it. ")
ONE, TWO = "It is in Leeds. ", "It arrives on 9 October."
NO_MORE = "More than that I do not know. A person of the team may."
NO_MORE_NOW = "I cannot look up more just now. A person of the team may help."


async def read_by(clinic: Clinic, where: UUID, ports: Ports) -> tuple[TurnResult, list[str], list[float]]:
    read: list[str] = []
    times: list[float] = []

    def leave(words: str) -> None:
        read.append(words)
        times.append(time.monotonic())

    result = await take_turn(clinic.customer(), where, uuid7().hex, QUESTION, replace(ports, leave=leave))
    return result, read, [*times, time.monotonic()]


async def test_the_first_words_are_read_while_the_last_are_made(fake, shop, ports, admin):
    clinic, where = await begun(shop)
    shop.usual = gives(WHERE)
    fake.then(NOTHING_UNDERSTOOD, READ, tells(ONE, TWO, pause=1.5))
    result, read, times = await read_by(clinic, where, ports)

    assert read == ["It is in Leeds."], "what was said beside a call before anything was found is no answer"
    assert times[1] - times[0] > 0.8  # then it was written
    assert text_of(result).startswith(ONE + TWO)
    assert admin.execute(
        "select count(*), sum(quantity) from usage where kind = 'model.tools'"
    ).fetchall() == [(2, 240)]


@pytest.mark.parametrize(
    ("bad", "rest"),
    [
        (tells(ONE, "It costs £7. "), NO_MORE),
        (tells(ONE, "I have refunded it. "), NO_MORE),
        (tells(ONE, ends=then_cuts), NO_MORE_NOW),
        (tells(ONE, ends=then_stalls), NO_MORE_NOW),
    ],
    ids=["a-number", "a-deed", "cut", "stalls"],
)
async def test_what_has_left_stands_and_the_rest_is_honest(fake, shop, ports, bad, rest):
    clinic, where = await begun(shop)
    shop.usual = gives(WHERE)
    fake.then(NOTHING_UNDERSTOOD, READ, bad)
    result, read, _ = await read_by(clinic, where, ports)
    assert read == ["It is in Leeds."] and text_of(result) == f"It is in Leeds. {rest}"


@pytest.mark.parametrize(
    "bad", ["It costs £7. It is in Leeds. ", "I have refunded it. ", "It is with Dr. Halas. ", "NONE. "]
)
async def test_what_may_not_be_said_does_not_leave(fake, shop, ports, bad):
    clinic, where = await begun(shop)
    shop.usual = gives(WHERE)
    fake.then(NOTHING_UNDERSTOOD, READ, tells(*bad))
    result, read, _ = await read_by(clinic, where, ports)
    assert not read and not any(word in text_of(result) for word in ("£7", "refunded", "Dr.", "NONE"))


async def test_a_read_that_is_wanted_behind_words_goes_on_from_them(fake, shop, ports):
    clinic, where = await begun(shop)
    shop.usual = gives(WHERE)
    again = calls(("price", {"number": "P-1"}), text=ONE)
    fake.then(NOTHING_UNDERSTOOD, READ, again, says("It costs £12.50. NONE"))
    result, read, _ = await read_by(clinic, where, ports)
    assert read == ["It is in Leeds.", " It costs £12.50."]
    assert text_of(result).startswith("".join(read)) and "NONE" not in text_of(result)


async def test_a_write_that_is_wanted_behind_words_is_confirmed_behind_them(fake, shop, ports):
    clinic, where = await begun(shop)
    shop.usual = gives(WHERE)
    write = calls(("open_ticket", {"subject": "Leaking tap"}), text=ONE)
    fake.then(NOTHING_UNDERSTOOD, READ, write)
    result, read, _ = await read_by(clinic, where, ports)
    assert read == ["It is in Leeds."] and text_of(result).startswith("It is in Leeds. ")
    assert result.reply and result.reply.asks == ("confirmation",) and result.reply.card
    assert [asked.path for asked in shop.asked] == ["/api/parcels/P-1"], "nothing is written before the yes"
