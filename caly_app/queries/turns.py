from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from caly_app.actor import Actor, ActorKind
from caly_app.agents import hindsight
from caly_app.agents.remarks import READ_AT_MOST
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.models import Conversation, ToolRun, Turn, TurnOutcome
from caly_app.ports import EarlierWords


@dataclass(frozen=True)
class ToolRunView:
    step: int
    tool: str
    writes: bool
    state: str
    tells: str
    arguments: Mapping[str, Any]
    milliseconds: float


@dataclass(frozen=True)
class TurnView:
    """One utterance as it is shown. `text` is what was delivered; None for a silent turn."""

    id: UUID
    seq: int
    speaker: ActorKind
    text: str | None
    said_at: datetime
    author_name: str = ""
    client_turn_id: str | None = None
    answers: UUID | None = None
    outcome: TurnOutcome | None = None
    quick_replies: Sequence[Mapping[str, str]] = ()
    card: Mapping[str, Any] | None = None
    asks: Sequence[str] = ()
    offers: Sequence[str] = ()
    tells: Sequence[str] = ()
    why: Mapping[str, Any] = field(default_factory=dict)
    confidence: float | None = None
    sentiment: float | None = None
    language: str = ""
    generated: str | None = None
    cut_off_at: int | None = None
    finished_at: datetime | None = None
    tool_runs: Sequence[ToolRunView] = ()

    @property
    def sources(self) -> Sequence[Mapping[str, str]]:
        """What its words rest on, where a model made them: kind, name, title and link of each."""
        sources: Sequence[Mapping[str, str]] = self.why.get("sources") or ()
        return sources


async def after(
    session: Session, actor: Actor, conversation_id: UUID, seq: int = 0, limit: int = 200
) -> list[TurnView]:
    """The turns that follow `seq`, oldest first, without those that said nothing."""
    found = await session.exec(
        select(Turn)
        .where(
            Turn.organization_id == actor.organization_id,
            Turn.conversation_id == conversation_id,
            Turn.seq > seq,
            col(Turn.delivered).is_not(None),
        )
        .order_by(col(Turn.seq))
        .limit(limit)
    )
    return [as_view(turn) for turn in found]


async def explained(
    session: Session, actor: Actor, conversation_id: UUID, seq: int = 0, limit: int = 100
) -> list[TurnView]:
    """As after(), silent turns too, each agent turn with its tool runs: for people of the business."""
    found = await session.exec(
        select(Turn)
        .where(
            Turn.organization_id == actor.organization_id,
            Turn.conversation_id == conversation_id,
            Turn.seq > seq,
        )
        .order_by(col(Turn.seq))
        .limit(limit)
    )
    turns = list(found)
    answered = [turn.answers for turn in turns if turn.answers]
    runs: dict[UUID, list[ToolRunView]] = {}
    if answered:
        for run in await session.exec(
            select(ToolRun)
            .where(ToolRun.organization_id == actor.organization_id, col(ToolRun.turn_id).in_(answered))
            .order_by(col(ToolRun.step))
        ):
            runs.setdefault(run.turn_id, []).append(
                ToolRunView(
                    run.step, run.tool, run.writes, run.state, run.tells, _shown(run), run.milliseconds
                )
            )
    return [as_view(turn, runs.get(turn.answers, ()) if turn.answers else ()) for turn in turns]


def _shown(run: ToolRun) -> Mapping[str, Any]:
    """Without what a server has answered, which is kept (encrypted) only while its turn is under way."""
    return {name: value for name, value in run.arguments.items() if name != "answer"}


_OF_CUSTOMER = """
select said.seq, left(said.delivered, %(characters)s),
       coalesce((
         select before.asks from turn before
         where before.conversation_id = said.conversation_id and before.seq < said.seq
           and before.speaker = 'agent'
         order by before.seq desc limit 1), '{}')
from turn said
where said.organization_id = %(organization)s and said.conversation_id = %(conversation)s
  and said.speaker = 'customer' and said.delivered is not null and said.seq < %(before)s
  and said.seq < coalesce((
    select min(last.seq) from (
      select seq from turn
      where conversation_id = %(conversation)s and seq < %(before)s and delivered is not null
      order by seq desc limit %(but)s) last), %(before)s)
order by said.seq desc limit %(most)s
"""


async def of_customer(
    session: Session,
    actor: Actor,
    conversation_id: UUID,
    *,
    before: int = 2**31 - 1,
    but: int = 0,
    most: int = 120,
) -> list[EarlierWords]:
    """What they said before this seq, oldest first, without the last messages, `but` many, of either side."""
    rows = await (await session.driver()).execute(
        _OF_CUSTOMER,
        {
            "organization": actor.organization_id,
            "conversation": conversation_id,
            "before": before,
            "but": but,
            "most": most,
            "characters": READ_AT_MOST,
        },
    )
    return [EarlierWords(seq, said, tuple(asks)) for seq, said, asks in reversed(await rows.fetchall())]


_UNSURE = " || ".join(f'@ starts with "{each}"' for each in hindsight.UNSURE)

# Flows that were begun or gone on with, and topics that were answered.
_NAMES = """
select distinct name from turn t, lateral (
  select substr(command #>> '{}', strpos(command #>> '{}', ' ') + 1)
  from jsonb_path_query(t.why, '$.commands[*] ? (@ starts with "StartFlow " || @ starts with "Answer ")')
       as command
  union all
  select reading #>> '{}' from jsonb_path_query(t.why, '$.understood[*] ? (@.by == "flow").intent') as reading
) as names(name)
where t.conversation_id = %s and t.speaker = 'agent'
"""


# Intents that `t`, a turn of the agent, went by: the wishes it began, and of what was read what shows in what
# was done, as hindsight.gone_by() tells it. Where it asked back, all that was read only came nearest.
WENT_BY = f"""
select substr(command #>> '{{}}', {len(hindsight.STARTED) + 1}) as intent
from jsonb_path_query(t.why, '$.commands[*] ? (@ starts with "{hindsight.STARTED}")') as command
union
select reading ->> 'intent' from jsonb_path_query(t.why, '$.understood[*] ? (@.intent != "")') as reading
where (reading ->> 'by' = 'flow'
       or t.why -> 'commands' ? ('{hindsight.ANSWERED}' || (reading ->> 'intent'))
       or reading ->> 'intent' = 'ask_fact'
          and t.why -> 'commands' ?| array[{", ".join(f"'{each}'" for each in hindsight.TOLD_A_FACT)}])
  and (jsonb_path_exists(t.why, '$.commands[*] ? (@ starts with "{hindsight.STARTED}")')
       or not jsonb_path_exists(t.why, '$.commands[*] ? ({_UNSURE})'))
"""


async def agents_of(session: Session, conversation: Conversation) -> list[str]:
    """Those of its sector that worked in it."""
    await session.flush()
    rows = await (await session.driver()).execute(_NAMES, (conversation.id,))
    names = [name for (name,) in await rows.fetchall()]
    return hindsight.agents_of(all_sectors()[conversation.sector], names) if names else []


def as_view(turn: Turn, tool_runs: Sequence[ToolRunView] = ()) -> TurnView:
    return TurnView(
        id=turn.id,
        seq=turn.seq,
        speaker=turn.speaker,
        text=turn.delivered,
        said_at=turn.said_at,
        author_name=turn.author_name,
        client_turn_id=turn.client_turn_id,
        answers=turn.answers,
        outcome=turn.outcome,
        quick_replies=turn.quick_replies,
        card=turn.card,
        asks=turn.asks,
        offers=turn.offers,
        tells=turn.tells,
        why=turn.why,
        confidence=turn.confidence,
        sentiment=turn.sentiment,
        language=turn.language,
        generated=turn.generated,
        cut_off_at=turn.cut_off_at,
        finished_at=turn.finished_at,
        tool_runs=tool_runs,
    )
