"""A business's own words: added, changed and taken away by people, learned of by a job.

Patterns and the very words of a sentence hold from the next message on. So does in Spanish, French and German
what is like a sentence; in English it is known as soon as the job has solved the head anew, which takes a few
seconds.
"""

import asyncio
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, func, select

from caly_app import clock, db, doorbell, job_queue
from caly_app.actor import Actor, Permission
from caly_app.agents.sector import LANGUAGES
from caly_app.agents.understanding.head import Head
from caly_app.agents.understanding.local import LEARNED, built_in
from caly_app.agents.understanding.own_head import OwnHead, fingerprint, learned
from caly_app.agents.understanding.own_words import OwnWords, Phrase
from caly_app.agents.understanding.plain_form import bare, plain
from caly_app.agents.understanding.speller import Speller
from caly_app.db import Session
from caly_app.errors import ChangedMeanwhile, Forbidden, Invalid, Refused
from caly_app.models import OwnHeadRow, OwnPhrase, TimelineKind, Workspace
from caly_app.ports import Embedder
from caly_app.queries import own_words as phrase_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.dialogues import in_words
from caly_app.services import timeline, workspaces
from caly_app.services.fields import Fields

LEARN = "learn_own_words"
PHRASES_AT_MOST = 300
_PROPOSED_KEPT = 8

_proposed: dict[str, OwnHead] = {}  # what they were built from -> heads of words that are not live


class AlreadyThere(Refused):
    """You have these words already."""


class TooManyWords(Refused):
    """These are as many words of your own as there can be. Please take some away first."""


@dataclass(frozen=True)
class NewPhrase:
    """`is_pattern`: a regular expression; else a sentence, as an example of many."""

    intent: str
    language: str
    is_pattern: bool
    text: str


async def add(session: Session, actor: Actor, sector: str, new: NewPhrase) -> OwnPhrase:
    """Raises Invalid by field, AlreadyThere, TooManyWords."""
    workspace = await _own(session, actor, sector)
    text = checked(sector, new)
    count = select(func.count()).where(OwnPhrase.workspace_id == workspace.id)
    if (await session.exec(count)).one() >= PHRASES_AT_MOST:
        raise TooManyWords
    phrase = OwnPhrase(
        organization_id=workspace.organization_id,
        workspace_id=workspace.id,
        intent=new.intent,
        language=new.language,
        is_pattern=new.is_pattern,
        text=text,
        created_at=clock.wall(),
    )
    try:
        async with session.begin_nested():
            session.add(phrase)
            await session.flush()
    except IntegrityError:
        raise AlreadyThere from None
    await _changed(session, actor, workspace, phrase, "added")
    return phrase


async def change(
    session: Session,
    actor: Actor,
    sector: str,
    phrase_id: UUID,
    new: NewPhrase,
    seen: NewPhrase | None = None,
) -> OwnPhrase:
    """Keeps its place among the others. `seen`: what it was to whoever changes it.

    Raises Invalid by field, AlreadyThere, PhraseNotFound, or ChangedMeanwhile where it is another by now.
    """
    workspace = await _own(session, actor, sector)
    phrase = await phrase_queries.one(session, actor, phrase_id)
    was = NewPhrase(phrase.intent, phrase.language, phrase.is_pattern, phrase.text)
    becomes = replace(new, text=checked(sector, new))
    if becomes == was:
        return phrase
    if seen not in (None, was):
        now = f"\u201c{was.text}\u201d for \u201c{in_words(was.intent).lower()}\u201d"
        said = f"Changed meanwhile: it is {now} now. Keep it again to have it as you typed it."
        raise ChangedMeanwhile(fields={"text": said})
    try:
        async with session.begin_nested():
            phrase.intent, phrase.language = becomes.intent, becomes.language
            phrase.is_pattern, phrase.text = becomes.is_pattern, becomes.text
            await session.flush()
    except IntegrityError:
        raise AlreadyThere from None
    await _changed(session, actor, workspace, phrase, "changed", was)
    return phrase


async def remove(session: Session, actor: Actor, sector: str, phrase_id: UUID) -> NewPhrase:
    """What it was, so that it can be put back. Raises PhraseNotFound."""
    workspace = await _own(session, actor, sector)
    phrase = await phrase_queries.one(session, actor, phrase_id)
    was = NewPhrase(phrase.intent, phrase.language, phrase.is_pattern, phrase.text)
    await session.delete(phrase)
    await session.flush()
    await _changed(session, actor, workspace, phrase, "removed")
    return was


async def is_learned(session: Session, actor: Actor) -> bool:
    """Whether what is like the sentences is understood already, too; also where there are none."""
    assert actor.workspace_id
    workspace = await workspace_queries.get(session, actor, actor.workspace_id)
    trained = built_in(workspace.sector)
    known = _known(trained, await _sentences(session, workspace.id)) if trained else []
    if trained is None or not known:
        return True
    return await phrase_queries.learned_of(session, workspace.id) == fingerprint(trained[0], known)


async def learn(organization_id: UUID, workspace_id: UUID, embedder: Embedder) -> bool:
    """Solves the head anew and puts it in place of the old one; whether there was anything to do.

    No transaction is open while it thinks. What was changed meanwhile has a job of its own.
    """
    async with db.tenant_transaction(organization_id) as session:
        workspace = await session.get(Workspace, workspace_id)
        if workspace is None:
            return False
        sector, held = workspace.sector, await phrase_queries.learned_of(session, workspace_id)
        sentences = await _sentences(session, workspace_id)
    trained = built_in(sector)
    if trained is None:
        return False
    known = _known(trained, sentences)
    if not known:
        return await _put(organization_id, workspace_id, None) if held else False
    if held == fingerprint(trained[0], known):
        return False
    head = await _learned(trained, known, embedder)
    return await _put(organization_id, workspace_id, head)


async def with_proposed(
    organization_id: UUID, workspace_id: UUID, proposed: list[Phrase], embedder: Embedder
) -> OwnWords:
    """The words of the business as if these were among them already; nothing is stored.

    The head is solved anew where there are sentences among them, once for each set of them.
    """
    async with db.tenant_transaction(organization_id) as session:
        workspace = await session.get_one(Workspace, workspace_id)
        sector, live = workspace.sector, await phrase_queries.phrases_of(session, workspace_id)
    phrases = [*live, *(phrase for phrase in proposed if phrase not in live)]
    sentences = [
        (each.intent, each.text) for each in phrases if not each.is_pattern and each.language in LEARNED
    ]
    trained = built_in(sector)
    known = _known(trained, sentences) if trained else []
    if trained is None or not known:
        return OwnWords.of(phrases)
    name = fingerprint(trained[0], known)
    if name not in _proposed:
        head = await _learned(trained, known, embedder)
        if len(_proposed) >= _PROPOSED_KEPT:
            _proposed.clear()
        _proposed[name] = head
    return OwnWords.of(phrases, _proposed[name])


async def _learned(
    trained: tuple[Head, Speller], known: list[tuple[str, str]], embedder: Embedder
) -> OwnHead:
    texts = [trained[1](plain(bare(said))) for _, said in known]
    return await asyncio.to_thread(learned, trained[0], known, texts, await embedder.embed(texts))


def _known(trained: tuple[Head, Speller], sentences: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those for intents that the built-in head has learned anything of."""
    return [(intent, said) for intent, said in sentences if intent in trained[0].intents]


async def _put(organization_id: UUID, workspace_id: UUID, head: OwnHead | None) -> bool:
    """In one transaction with the stamp of the workspace: nobody sees half of it."""
    async with db.tenant_transaction(organization_id) as session:
        await session.exec(delete(OwnHeadRow).where(col(OwnHeadRow.workspace_id) == workspace_id))
        if head:
            session.add(
                OwnHeadRow(
                    organization_id=organization_id,
                    workspace_id=workspace_id,
                    built_from=head.built_from,
                    base=head.base,
                    sentences=len(head.points),
                    columns=head.outputs.shape[1],
                    points=head.points.astype(np.float16).tobytes(),
                    outputs=head.outputs.astype(np.float16).tobytes(),
                    created_at=clock.wall(),
                )
            )
            await session.flush()
        await workspaces.touch(session, workspace_id)
        doorbell.ring(session, doorbell.workspace(workspace_id))
    return True


async def _own(session: Session, actor: Actor, sector: str) -> Workspace:
    assert actor.workspace_id
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("Only an admin can change what an agent understands.")
    workspace = await workspace_queries.locked(session, actor, actor.workspace_id)
    sector_queries.must_be_own(workspace, sector)
    return workspace


def checked(sector: str, new: NewPhrase) -> str:
    """The words, without blanks around them. Raises Invalid by field."""
    fields = Fields()
    if new.intent not in sector_queries.named(sector).intents:
        fields.wrong["intent"] = "There is no such intent in this sector."
    if new.language not in LANGUAGES:
        fields.wrong["language"] = f"Please use one of {', '.join(LANGUAGES)}."
    text = fields.line("text", new.text, at_most=1000)
    problem = Phrase(new.intent, new.language, new.is_pattern, text).problem
    if problem and "text" not in fields.wrong:
        fields.wrong["text"] = problem
    if fields.wrong:
        raise Invalid(fields=fields.wrong)
    return text


async def _changed(
    session: Session,
    actor: Actor,
    workspace: Workspace,
    phrase: OwnPhrase,
    how: str,
    was: NewPhrase | None = None,
) -> None:
    await workspaces.touch(session, workspace.id)
    timeline.record(
        session,
        actor,
        TimelineKind.WORKSPACE_CHANGED,
        workspace_id=workspace.id,
        what="own_words",
        how=how,
        intent=phrase.intent,
        language=phrase.language,
        phrase_id=str(phrase.id),
    )
    doorbell.ring(session, doorbell.workspace(workspace.id))
    if _is_learned_of(phrase) or (was and _is_learned_of(was)):
        await job_queue.defer(
            session,
            LEARN,
            once_per=f"{LEARN} {workspace.id}",
            organization_id=str(workspace.organization_id),
            workspace_id=str(workspace.id),
        )


def _is_learned_of(phrase: OwnPhrase | NewPhrase) -> bool:
    return not phrase.is_pattern and phrase.language in LEARNED


async def _sentences(session: Session, workspace_id: UUID) -> list[tuple[str, str]]:
    found = await session.exec(
        select(OwnPhrase.intent, OwnPhrase.text)
        .where(
            OwnPhrase.workspace_id == workspace_id,
            col(OwnPhrase.is_pattern).is_(False),
            col(OwnPhrase.language).in_(LEARNED),
        )
        .order_by(col(OwnPhrase.created_at), col(OwnPhrase.id))
    )
    return list(found)
