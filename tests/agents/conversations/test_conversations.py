"""Customers of a clinic, one conversation each. What must hold for every reply is checked for every reply."""

import re
from dataclasses import replace

import pytest
from uuid_utils.compat import uuid7

from caly_app.agents.channel import Channel
from caly_app.agents.config import AssistantDocument, default_document
from caly_app.agents.reply import Reply
from caly_app.agents.sectors import all_sectors
from caly_app.ports import StoredRecord
from tests.agents.conversations.script import Conversation, Line, conversations
from tests.agents.world import BUSINESS, Talk, a_clinic, a_known_patient, booked_for

FILES = ("booking.txt", "their_own.txt", "small_talk.txt", "limits.txt", "languages.txt", "voice.txt")
ALL = [one for file in FILES for one in conversations(file)]
SECTOR = all_sectors()["healthcare"]
LONGEST = 480  # characters of a reply
EFFECTS = {"booked", "moved", "cancelled", "refill_requested", "message_left", "detail_changed"}
THEIRS = ("Rosa", "Penhale", "rosa@", "1 Elm Row, Leeds", "0123")  # of the one patient on the books
FACTS = {
    "address": "We are at 14 Elm Row, a five-minute walk from the market square.",
    "parking": "Parking is free for two hours behind the house.",
    "prices": "A first visit is £60, a follow-up £40. Vaccinations are £25.",
    "payment": "You can pay by card or in cash at the front desk.",
    "cancellation": "Cancelling is free up to 24 hours before the visit.",
}


@pytest.mark.parametrize("one", ALL, ids=[one.title.replace(" ", "-") for one in ALL])
async def test_conversation(one: Conversation):
    talk = await _the_setting(one)
    before = ""
    for line in one.lines:
        reply = await talk.say(line.said)
        _as_expected(line, reply)
        _always(reply, talk, one)
        assert reply.text != before or "repeated" in reply.tells or len(reply.text) < 160, (
            "word for word again"
        )
        before = reply.text
    if one.booked is not None:
        assert sorted(" ".join(booking) for booking in talk.clinic.bookings()) == sorted(one.booked)


async def _the_setting(one: Conversation) -> Talk:
    """! appointment AT · ! language es · ! voice · ! nobody there · ! full DAY · ! tone warm"""
    clinic = a_clinic()
    who = a_known_patient(clinic)
    given: dict[str, object] = {}
    for medication, left in (("Atenolol", 3), ("Sertraline", 0)):
        _on_the_books(
            clinic, who, "prescription", {"medication": medication, "dosage": "50 mg", "refills_left": left}
        )
    _on_the_books(
        clinic, who, "test_result", {"test": "blood count", "status": "ready", "taken_on": "2026-10-01"}
    )
    for word, rest in one.settings:
        match word:
            case "appointment":
                await booked_for(clinic, who, rest, len(clinic.booked) % 2)
            case "language":
                given["language"] = rest
            case "voice":
                given |= {
                    "channel": Channel.VOICE,
                    "config": default_document("healthcare", "voice", "", "en"),
                }
            case "tone":
                given["config"] = AssistantDocument.model_validate({"persona": {"tone": rest}})
            case "nobody":
                clinic.operators = 0
            case "full":
                clinic.taken |= {
                    (d.id, at) for d in clinic.doctors for at in clinic.free[d.id] if str(at.date()) == rest
                }
            case _:
                raise ValueError(f"{one.title}: there is no setting {word}")
    return Talk(clinic, business=replace(BUSINESS, facts=FACTS), **given)


def _on_the_books(clinic, who, kind: str, data: dict[str, object]) -> None:
    record = StoredRecord(uuid7(), kind, f"{kind[:2].upper()}-{len(clinic.stored) + 1}", data)
    clinic.stored[record.id] = (record, who)


def _as_expected(line: Line, reply: Reply) -> None:
    said = f"{line.said!r} -> {reply.text!r} {reply.asks} {reply.offers} {reply.tells}"
    if (asks := line.listed("asks")) is not None:
        assert reply.asks == asks, said
    if (offers := line.listed("offers")) is not None:
        assert set(offers) <= set(reply.offers), said
    if (tells := line.listed("tells")) is not None:
        assert [code for code in reply.tells if code in tells] == list(tells), said
    assert all(text in reply.text for text in line.all_of("says")), said
    assert not any(text in reply.text for text in line.all_of("never")), said
    wanted = line.all_of("escalates")
    assert [str(reply.escalation)] == wanted if wanted else reply.escalation is None, said
    assert reply.ends == bool(line.all_of("ends")), said


def _always(reply: Reply, talk: Talk, one: Conversation) -> None:
    assert "!" not in reply.text and 0 < len(reply.text) <= LONGEST, reply.text
    assert set(reply.asks) <= set(SECTOR.asks) and set(reply.offers) <= set(SECTOR.offers), reply
    assert set(reply.tells) <= set(SECTOR.tells), reply.tells
    _nothing_is_said_that_was_not_done(reply)
    _nothing_personal_before_proof(reply, talk)
    if "confirmation" in reply.asks and re.search(r"\b\d\d:\d\d\b", reply.text):
        assert (
            re.search(r"\w+day,? .*\b20\d\d\b", reply.text) or talk.language != "en" or reply.language != "en"
        )


def _nothing_is_said_that_was_not_done(reply: Reply) -> None:
    done = {run.tells for run in reply.tool_runs if run.done}
    assert {code for code in reply.tells if code in EFFECTS} == done


def _nothing_personal_before_proof(reply: Reply, talk: Talk) -> None:
    proven = talk.document.get("identity", {}).get("customer_id")
    told = " ".join([*(m.text for m in talk.history if m.role == "user"), *talk.vault.values()])
    if not proven:
        assert not any(piece in reply.text and piece not in told for piece in THEIRS), reply.text
