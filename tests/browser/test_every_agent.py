"""Every agent of every demo workspace, in its chat page: from a customer's first words to what came of them.

What is said and what must come of it stands in agents/, one file for each sector, in the form of scenarios
(docs/scenarios.md). Words in square brackets are a button that is pressed. It counts as a failure when
something is asked that no line answers, or asked twice.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import PERMISSIONS_OF, Actor, ActorKind, Role
from caly_app.agents.sectors import all_sectors
from caly_app.embedded_postgres import Urls
from caly_app.models import Organization
from caly_app.queries import scenarios as queries
from caly_app.scenarios import file, grade, play
from caly_app.scenarios.choose import Heard, Line, Script
from caly_app.scenarios.grade import CameOf
from caly_app.scenarios.reask import Exchange
from caly_app.scenarios.rows import Row, all_rows
from caly_app.scenarios.setup import Prepared
from caly_app.services.demo import business
from tests.browser.chat_door import ChatDoor

AGENTS = Path(__file__).with_name("agents")
PHONE = ViewportSize(width=390, height=844)
LOCALES = {"en": "en-GB", "es": "es-ES"}
IN_SPANISH = 3  # agents of each sector, at least
LAST_TURN = """
select t.asks, t.offers, t.tells, c.ended_at is not null
from turn t join conversation c on c.id = t.conversation_id
where c.workspace_id = %s and t.speaker = 'agent' order by c.id desc, t.seq desc limit 1
"""


def conversations(sector: str) -> list[Prepared]:
    return play.prepared(file.read(AGENTS / f"{sector}.yaml"), sector, {})


@pytest.mark.parametrize("sector", sorted(all_sectors()))
def test_each_agent_has_a_conversation(sector: str) -> None:
    covered: dict[str, set[str]] = {"en": set(), "es": set()}
    for one in conversations(sector):
        covered[one.scenario.language] |= {*one.scenario.covers}

    assert covered["en"] == {*all_sectors()[sector].agents}
    assert covered["es"] <= covered["en"] and len(covered["es"]) >= IN_SPANISH


@pytest.mark.timeout(400)  # up to eighteen conversations, perhaps beside much else
@pytest.mark.parametrize("sector", sorted(all_sectors()))
async def test_each_conversation_comes_to_its_end(
    sector: str, database: Urls, doorman: None, door: ChatDoor, chromium: Browser, admin: psycopg.Connection
) -> None:
    ready = conversations(sector)
    inside, slug = await a_demo(sector, ready[0].ground.now)
    wrong = []
    for language, locale in LOCALES.items():
        context = await chromium.new_context(viewport=PHONE, locale=locale)
        await context.add_init_script("localStorage.clear()")  # each customer is another one
        for one in ready:
            if one.scenario.language == language:
                page = await context.new_page()
                await page.goto(f"{door.address}/chat/{slug}")
                wrong += await Talk(one, inside, page, admin).carried()
                await page.close()
        await context.close()
    assert not wrong, "\n\n".join(wrong)


async def a_demo(sector: str, now: datetime) -> tuple[Actor, str]:
    """The demo workspace of the sector as it is when it was made at that moment; its slug."""
    organization = Organization(name="Caly Demo", is_demo=True, created_at=clock.wall())
    async with db.tenant_transaction(organization.id) as session:
        session.add(organization)
    actor = Actor(ActorKind.SYSTEM, uuid7(), organization.id, None, PERMISSIONS_OF[Role.ADMIN])
    offset = now - clock.wall()
    async with db.transaction(actor) as session:
        with clock.offset(offset):
            workspace = await business.workspace(session, actor, all_sectors()[sector])
            inside = actor.in_workspace(workspace.id)
            await business.fill(session, inside, all_sectors()[sector], workspace)
        workspace.clock_offset_seconds = round(offset.total_seconds())
    return inside, workspace.slug


HINT = re.compile(r"\[(?:phone|e-mail|date of birth|address|account)\b")


@dataclass
class Talk:
    """One conversation, by somebody who reads the page and uses its keys and buttons."""

    prepared: Prepared
    inside: Actor
    page: Page
    admin: psycopg.Connection
    exchanges: list[Exchange] = field(default_factory=list)
    escalated_at: int | None = None

    async def carried(self) -> list[str]:
        """What was not as it should be, with what was said; nothing if all was."""
        answers = self.page.locator(".log .turn.agent .bubble")
        await expect(answers).to_have_count(1)
        before, reasons_before = await self._rows(), await self._reasons()
        script, heard, odd = Script(self.prepared.scenario, self.prepared.names), Heard(), ""
        while line := script.next(heard):
            if line.because in ("again", "not_covered"):
                odd = f"it asks for {', '.join(heard.asks)}"
                break
            if odd := await self._say(line):
                break
            await expect(answers).to_have_count(len(self.exchanges) + 2)
            heard = self._heard()
            self.exchanges.append(Exchange(line.text, line.answers, heard.asks, frozenset(), (), heard.tells))
            if self.escalated_at is None and len(await self._reasons()) > len(reasons_before):
                self.escalated_at = len(self.exchanges) - 1
        replies = await answers.all_inner_texts()
        if not odd and HINT.search(await self.page.locator(".log").inner_text()):
            odd = "the customer is shown hints in place of what was said to them"
        came_of = CameOf(
            before,
            await self._rows(),
            replies,
            self.exchanges,
            (await self._reasons())[len(reasons_before) :],
            self.escalated_at,
            {},
        )
        one = self.prepared
        graded = grade.grade(one.scenario, one.names, one.place, one.ground.now, came_of)
        wrong = [f"{each.expectation}: {each.detail}" for each in graded if each.verdict != "pass"]
        wrong += [odd] if odd else []
        said = [each for pair in zip(replies, [*self._said(), ""], strict=True) for each in pair]
        return ["\n  ".join([one.scenario.id, *wrong, *said])] if wrong else []

    async def _say(self, line: Line) -> str:
        """'' once it is sent; else why it cannot be.

        `{code}` is the one-time code of the last letter: whoever talks holds the mailbox.
        """
        text = line.text
        if pressed := re.fullmatch(r"\[(.+)\]", text):
            button = self.page.get_by_role("button", name=pressed[1], exact=True)
            if not await button.count():
                there = await self.page.get_by_role("button").all_inner_texts()
                return f"there is no button {pressed[1]!r} but {', '.join(filter(None, there))}"
            await button.click()
            return ""
        if "{code}" in text:
            async with db.transaction(self.inside) as session:
                code = re.search(r"\b\d{6}\b", await queries.last_code_letter(session, self.inside))
            assert code, "no code was sent"
            text = text.replace("{code}", code[0])
        box = self.page.locator("textarea")
        await box.fill(text)
        await box.press("Enter")
        return ""

    def _heard(self) -> Heard:
        row = self.admin.execute(LAST_TURN, (self.inside.workspace_id,)).fetchone()
        assert row
        return Heard(row[0], row[1], row[2], ended=row[3])

    def _said(self) -> list[str]:
        return [f"> {each.said}" for each in self.exchanges]

    async def _rows(self) -> list[Row]:
        async with db.transaction(self.inside) as session:
            return await all_rows(session, self.inside, self.prepared.place)

    async def _reasons(self) -> list[str]:
        async with db.transaction(self.inside) as session:
            return await queries.escalation_reasons(session, self.inside)
