"""Sectors: which one the business is of, its settings, its agents, what it keeps and understands."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from caly_app import db, wiring
from caly_app.actor import Actor, Permission
from caly_app.agents.sectors import SectorCard, sector_cards
from caly_app.agents.understanding.tried import LONGEST, Trial
from caly_app.api.authentication import require
from caly_app.api.idempotency import Once
from caly_app.api.text import Document, Text, Utc
from caly_app.db import Session
from caly_app.queries import own_words as phrase_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries.own_words import PhraseRow
from caly_app.queries.sectors import OwnSector
from caly_app.services import own_words, rehearsals, sectors
from caly_app.services.own_words import NewPhrase
from caly_app.services.sectors import Switch

router = APIRouter(prefix="/sector", tags=["sector"])

Sees = Annotated[Actor, require()]
Changes = Annotated[Actor, require(Permission.CHANGE_WORKSPACES)]
Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["healthcare"])]
IntentName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,79}$", examples=["refill_prescription"])]
AgentName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,59}$", examples=["triage"])]


class SectorLine(BaseModel):
    id: str
    name: str
    description: str
    enabled: bool = Field(description="The workspace is of this sector, and some agent of it is on.")
    last_updated: Utc | None = Field(description="When its settings were changed.")


class SectorsView(BaseModel):
    sectors: Sequence[SectorLine]


class ConfigView(BaseModel):
    sector: str
    config: Mapping[str, Any] = Field(description="With the defaults of what was never set.")
    config_schema: Mapping[str, Any] = Field(description="JSON Schema of `config`, with titles and defaults.")
    enabled: bool
    updated_at: Utc | None


class NewConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    config: Document = Field(description="All settings: what is left out has its default again.")


class AgentView(BaseModel):
    id: str
    type: str
    name: str
    description: str
    priority: int = Field(description="1 comes first.")
    enabled: bool = Field(description="On, in chat and on the phone.")
    flows: Sequence[str]


class AgentsView(BaseModel):
    sector: str
    agents: Sequence[AgentView]


class SwitchBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    message: Annotated[Text, Field(max_length=500)] = Field("", description="Why, for the version.")
    assistant_id: UUID | None = Field(None, description="None: the default ones, of chat and phone.")


class EntityView(BaseModel):
    id: str
    type: str
    name: str
    description: str
    data_schema: Mapping[str, Any] = Field(description="JSON Schema of a record's data.")
    shows: Sequence[str]


class EntitiesView(BaseModel):
    sector: str
    entities: Sequence[EntityView]


class PhraseView(BaseModel):
    id: UUID
    intent: str
    language: str
    kind: Literal["pattern", "sentence"]
    text: str


class NewPhraseBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["pattern", "sentence"] = Field(
        "sentence", description="A regular expression, matched in linear time; or an example of many."
    )
    language: Literal["en", "es", "fr", "de"] = "en"
    text: Annotated[Text, Field(max_length=300, examples=["I need more of the blue box"])]


class PhraseBody(NewPhraseBody):
    intent: IntentName


class IntentView(BaseModel):
    id: str
    name: str
    agent: str
    own: Sequence[PhraseView] = Field(description="The workspace's own patterns and sentences for it.")


class IntentsView(BaseModel):
    sector: str
    intents: Sequence[IntentView]


class SentenceBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[Text, Field(min_length=1, max_length=LONGEST, examples=["I need more of the blue box"])]
    language: Literal["en", "es", "fr", "de"] | None = Field(None, description="None: it is found out.")


class UnderstoodView(BaseModel):
    """As `./caly understand` prints it."""

    intent: str | None = Field(description="None: nothing that this business serves.")
    confidence: float
    runner_up: str | None
    runner_up_confidence: float
    in_scope: bool
    sure: bool = Field(description="It is acted on; else the customer is asked what is meant.")
    by: str = Field(description="pattern, words or examples: what it was known by.")
    language: str
    slots: Mapping[str, str] = Field(description="What was told with it, in normal form.")
    milliseconds: float


class Enabled(BaseModel):
    sector: str
    enabled: bool
    message: str


@router.get("")
async def list_sectors(actor: Sees) -> SectorsView:
    """All there are, by title. A workspace is of one of them."""
    async with db.transaction(actor) as session:
        own = await sector_queries.own(session, actor)
    return SectorsView(sectors=[_line(card, own) for card in sector_cards()])


@router.get("/config/{sector}")
async def read_config(sector: Name, actor: Sees) -> ConfigView:
    """The workspace's settings of its own sector."""
    async with db.transaction(actor) as session:
        own = await sector_queries.own(session, actor)
        sector_queries.must_be_own(own.workspace, sector)
        return _config(own)


@router.put("/config/{sector}")
async def change_config(sector: Name, body: NewConfig, actor: Changes) -> ConfigView:
    """Checked by the sector's schema. Holds from the next message on."""
    async with db.transaction(actor) as session:
        await sectors.change_settings(session, actor, sector, body.config)
        await session.flush()
        return _config(await sector_queries.own(session, actor))


@router.get("/{sector}/agents")
async def list_agents(sector: Name, actor: Sees) -> AgentsView:
    """What an assistant of this sector can do. Of another sector than the workspace's none is enabled."""
    async with db.transaction(actor) as session:
        return _agents(sector, await sector_queries.own(session, actor))


@router.post("/{sector}/agents/{agent}/enable", response_model=AgentsView)
async def enable_agent(
    sector: Name, agent: AgentName, actor: Changes, once: Once, body: SwitchBody | None = None
) -> Any:
    """A new version of the assistant: new conversations have it, those that run keep theirs."""
    switch = _switch(agent, body, is_on=True)
    return await once.run(actor, lambda session: _switched(session, actor, sector, switch))


@router.post("/{sector}/agents/{agent}/disable", response_model=AgentsView)
async def disable_agent(
    sector: Name, agent: AgentName, actor: Changes, once: Once, body: SwitchBody | None = None
) -> Any:
    """A new version of the assistant, in which customers who want this, or ask it, are offered a person."""
    switch = _switch(agent, body, is_on=False)
    return await once.run(actor, lambda session: _switched(session, actor, sector, switch))


@router.get("/{sector}/entities")
async def list_entities(sector: Name, actor: Sees) -> EntitiesView:
    """The kinds of records, each with its schema; the records themselves are under /records."""
    found = sector_queries.named(sector)
    return EntitiesView(
        sector=sector,
        entities=[
            EntityView(
                id=kind,
                type=kind,
                name=entity.title["en"],
                description=_about(entity.about_nobody),
                data_schema=entity.fields,
                shows=entity.shows,
            )
            for kind, entity in found.entities.items()
        ],
    )


@router.get("/{sector}/intents")
async def list_intents(sector: Name, actor: Sees) -> IntentsView:
    """What customers may want, which agent handles it, and the workspace's own words for it."""
    found = sector_queries.named(sector)
    async with db.transaction(actor) as session:
        phrases = [_phrase(each) for each in await phrase_queries.all_of(session, actor)]
        is_own = (await sector_queries.own(session, actor)).sector.name == sector
    return IntentsView(
        sector=sector,
        intents=[
            IntentView(
                id=intent,
                name=found.title_of(intent, "en"),
                agent=found.agent_of[intent],
                own=[each for each in phrases if is_own and each.intent == intent],
            )
            for intent in found.intents
        ],
    )


@router.post("/{sector}/intents/{intent}/phrases", status_code=201, response_model=PhraseView)
async def add_phrase(
    sector: Name, intent: IntentName, body: NewPhraseBody, actor: Changes, once: Once
) -> Any:
    """Words by which customers of this business say what they want. They come before all others, at once.

    What is like a sentence is understood at once in Spanish, French and German, and in English as soon as it
    was learned, a few seconds later.
    """
    new = NewPhrase(intent, body.language, body.kind == "pattern", body.text)
    return await once.run(actor, lambda session: _add(session, actor, sector, new))


@router.put("/{sector}/phrases/{phrase_id}")
async def change_phrase(sector: Name, phrase_id: UUID, body: PhraseBody, actor: Changes) -> PhraseView:
    """What they say and mean from the next message on."""
    new = NewPhrase(body.intent, body.language, body.kind == "pattern", body.text)
    async with db.transaction(actor) as session:
        changed = await own_words.change(session, actor, sector, phrase_id, new)
    return _phrase(PhraseRow(changed.id, changed.intent, changed.language, changed.is_pattern, changed.text))


@router.delete("/{sector}/phrases/{phrase_id}", status_code=204)
async def remove_phrase(sector: Name, phrase_id: UUID, actor: Changes) -> None:
    """From the next message on they say nothing any more."""
    async with db.transaction(actor) as session:
        await own_words.remove(session, actor, sector, phrase_id)


@router.post("/{sector}/understand")
async def understand_sentence(sector: Name, body: SentenceBody, actor: Changes) -> UnderstoodView:
    """What the first words of a customer would be taken for, with the workspace's own words and without a
    language model. Nothing is begun, and nothing kept."""
    trial = Trial(body.text, body.language or "")
    made = await rehearsals.understand(actor, sector, trial, wiring.ports())
    return UnderstoodView.model_validate(made.as_json())


@router.post("/{sector}/enable", response_model=Enabled)
async def enable_sector(sector: Name, actor: Changes, once: Once) -> Any:
    """Its agents are on, but those that were off before it was disabled.

    A workspace can change to another sector only while nothing has happened in it. What was set for the one
    that is left is there again when it is enabled again.
    """
    return await once.run(actor, lambda session: _enable(session, actor, sector))


@router.post("/{sector}/disable", response_model=Enabled)
async def disable_sector(sector: Name, actor: Changes, once: Once) -> Any:
    """All its agents are off, until it is enabled again: whoever writes is offered a person, whatever they
    write. No tool of the business's own is called, and no language model asked."""
    return await once.run(actor, lambda session: _disable(session, actor, sector))


async def _enable(session: Session, actor: Actor, sector: str) -> Enabled:
    await sectors.enable(session, actor, sector)
    return Enabled(sector=sector, enabled=True, message="Sector enabled successfully")


async def _disable(session: Session, actor: Actor, sector: str) -> Enabled:
    await sectors.disable(session, actor, sector)
    return Enabled(sector=sector, enabled=False, message="Sector disabled successfully")


async def _switched(session: Session, actor: Actor, sector: str, switch: Switch) -> AgentsView:
    await sectors.switch_agent(session, actor, sector, switch)
    await session.flush()
    return _agents(sector, await sector_queries.own(session, actor))


async def _add(session: Session, actor: Actor, sector: str, new: NewPhrase) -> PhraseView:
    added = await own_words.add(session, actor, sector, new)
    return _phrase(PhraseRow(added.id, added.intent, added.language, added.is_pattern, added.text))


def _phrase(row: PhraseRow) -> PhraseView:
    kind: Literal["pattern", "sentence"] = "pattern" if row.is_pattern else "sentence"
    return PhraseView(id=row.id, intent=row.intent, language=row.language, kind=kind, text=row.text)


def _switch(agent: str, body: SwitchBody | None, *, is_on: bool) -> Switch:
    given = body or SwitchBody()
    return Switch(agent, is_on, given.message, given.assistant_id)


def _line(card: SectorCard, own: OwnSector) -> SectorLine:
    is_own = card.name == own.sector.name
    return SectorLine(
        id=card.name,
        name=card.title["en"],
        description=card.line["en"],
        enabled=is_own and own.is_enabled,
        last_updated=own.changed_at if is_own else None,
    )


def _config(own: OwnSector) -> ConfigView:
    return ConfigView(
        sector=own.sector.name,
        config=own.settings,
        config_schema=own.sector.settings,
        enabled=own.is_enabled,
        updated_at=own.changed_at,
    )


def _agents(sector: str, own: OwnSector) -> AgentsView:
    is_own = own.sector.name == sector
    return AgentsView(
        sector=sector,
        agents=[
            AgentView(
                id=name,
                type=name,
                name=agent.title["en"],
                description=agent.does["en"],
                priority=agent.priority,
                enabled=is_own and own.is_on(name),
                flows=list(agent.flows),
            )
            for name, agent in sector_queries.named(sector).agents.items()
        ],
    )


def _about(is_about_nobody: bool) -> str:
    return "Of the business" if is_about_nobody else "Of a customer"
