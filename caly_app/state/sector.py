"""What the business makes of its sector: which it is, settings, agents on and off, a sentence tried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import reflex as rx
from reflex_components_sonner.toast import ToastAction

from caly_app import clock, db, doorbell, wiring
from caly_app.agents.sectors import all_sectors
from caly_app.errors import ChangedMeanwhile, Invalid, NotSignedIn, Refused, Unavailable
from caly_app.queries import own_words as phrase_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries import timeline as timeline_queries
from caly_app.queries.own_words import PhraseRow
from caly_app.queries.sectors import OwnSector
from caly_app.services import own_words, rehearsals, sectors, workspaces
from caly_app.services.own_words import NewPhrase
from caly_app.services.sectors import Switch
from caly_app.state import happenings, live, schema_fields, understood, words
from caly_app.state.business_form import Option
from caly_app.state.happenings import Line
from caly_app.state.schema_fields import SchemaField
from caly_app.state.signed_in import current_actor
from caly_app.state.talk import uuid_of
from caly_app.state.why import Pair

SAID_AT_MOST = 1000
CHANGES_SHOWN = 6


@dataclass(frozen=True)
class AgentRow:
    name: str
    title: str
    does: str
    is_on: bool
    priority: int = 0


@dataclass(frozen=True)
class Phrase:
    """Words of the business's own. `kind`: pattern | sentence."""

    id: str
    intent: str
    title: str  # of the intent
    language: str
    kind: str
    text: str


class SectorState(rx.State):
    is_loaded: bool = False
    workspace_id: str = ""
    sector: str = ""
    may_choose: bool = False
    agents: list[AgentRow] = []
    never: str = ""  # what none of them does
    fields: list[SchemaField] = []
    _shown: dict[str, str] = {}  # name -> as it was stored when it was read last
    errors: dict[str, str] = {}
    saved: str = ""
    said: str = ""
    made_of_it: list[Pair] = []
    examples: list[str] = []
    intents: list[Option] = []
    phrases: list[Phrase] = []
    is_learned: bool = True
    new_phrase: dict[str, str] = {}  # intent, language, kind, text
    changing: str = ""  # id of the phrase that the form holds, '' for a new one
    phrase_errors: dict[str, str] = {}
    _seen_phrase: dict[str, str] = {}  # the one that is changed, as far as who changes it has been told
    changes: list[Line] = []  # the last ones

    @rx.event(background=True)
    async def watch(self):
        async with self:
            self.is_loaded = False
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        """What is being typed is not taken away; all else is read at each ring."""
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            workspaces.must_be_allowed(actor)
            own = await sector_queries.own(session, actor)
            self._show(own)
            self.may_choose = not await workspaces.is_used(session, own.workspace)
            self.is_learned = await own_words.is_learned(session, actor)
            self._show_phrases(await phrase_queries.all_of(session, actor), own)
            changes = await timeline_queries.of_sector(session, actor, CHANGES_SHOWN)
            self.changes = await happenings.told(session, actor, changes, ZoneInfo(own.workspace.timezone))
        self.is_loaded = True
        return [doorbell.workspace(actor.workspace_id), doorbell.account(actor.id)]

    def _show(self, own: OwnSector) -> None:
        is_another = (str(own.workspace.id), own.sector.name) != (self.workspace_id, self.sector)
        if is_another or not self.is_loaded:
            self.fields, self._shown = [], {}
            self.errors, self.saved, self.made_of_it = {}, "", []
        now = schema_fields.fields_of(own.sector.settings, own.settings)
        self.fields = schema_fields.with_now(list(self.fields), dict(self._shown), now)
        self._shown = schema_fields.typed_in(now)
        self.workspace_id, self.sector = str(own.workspace.id), own.sector.name
        self.examples = list(own.sector.examples["en"])
        self.agents = [
            AgentRow(name, agent.title["en"], agent.does["en"], own.is_on(name), agent.priority)
            for name, agent in own.sector.agents.items()
        ]
        self.never = own.sector.never

    def _show_phrases(self, rows: list[PhraseRow], own: OwnSector) -> None:
        titles = {intent: own.sector.title_of(intent, "en") for intent in own.sector.intents}
        self.intents = sorted((Option(*each) for each in titles.items()), key=lambda each: each.label)
        self.phrases = [
            Phrase(
                str(row.id),
                row.intent,
                titles.get(row.intent, row.intent),
                understood.LANGUAGES.get(row.language, row.language),
                "pattern" if row.is_pattern else "sentence",
                row.text,
            )
            for row in rows
        ]
        if not self.new_phrase:
            language = own.workspace.languages[0]
            usual = language if language in understood.LANGUAGES else "en"
            self.new_phrase = {"intent": "", "language": usual, "kind": "sentence", "text": ""}

    # --- which sector ---

    @rx.event
    async def choose(self, sector: str):
        if sector == self.sector:
            return None
        return await self._do(
            lambda session, actor: sectors.enable(session, actor, sector),
            said=f"Your agent now works in {in_title(sector)}. What you have set for {in_title(self.sector)} "
            "is kept.",
            undo=SectorState.choose(self.sector),
        )

    # --- agents ---

    @rx.event
    async def switch_agent(self, name: str, is_on: bool):
        agent = next((each for each in self.agents if each.name == name), None)
        if agent is None:
            return None
        switch = Switch(name, bool(is_on))
        becomes = "on" if switch.is_on else "off"
        return await self._do(
            lambda session, actor: sectors.switch_agent(session, actor, self.sector, switch),
            said=f"{agent.title} is {becomes} from the next conversation on.",
            undo=SectorState.switch_agent(name, not switch.is_on),
        )

    async def _do(self, change, *, said: str, undo: object = None):
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                await change(session, actor)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        await self._reload()
        return rx.toast.success(said, action=ToastAction("Undo", undo)) if undo else rx.toast.success(said)

    # --- settings ---

    @rx.event
    async def set_setting(self, name: str, typed: str):
        """This one alone: the others are as they are by now, whatever this tab shows of them."""
        if typed == self._shown.get(name) == schema_fields.typed_in(list(self.fields)).get(name):
            return None  # left as it was
        self.fields = schema_fields.with_value(list(self.fields), name, typed)
        self.errors = {field: said for field, said in self.errors.items() if field != name}
        self.saved = ""
        data, wrong = schema_fields.data_of([field for field in self.fields if field.name == name])
        if wrong:
            self.errors = {**self.errors, **wrong}
            return None
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                workspace = await sectors.change_setting(session, actor, self.sector, name, data.get(name))
                zone = ZoneInfo(workspace.timezone)
        except Invalid as refusal:
            self.errors = {
                **self.errors,
                **{
                    field.removeprefix("config."): schema_fields.in_sentence(said)
                    for field, said in refusal.fields.items()
                },
            }
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        else:
            self.saved = f"Saved {words.time_of_day(clock.now(), zone)}"

    # --- own words ---

    @rx.event
    def set_phrase(self, name: str, value: str):
        if name in self.new_phrase:
            self.new_phrase = {**self.new_phrase, name: value[:SAID_AT_MOST]}
            self.phrase_errors = {}

    @rx.event
    async def add_phrase(self):
        given = dict(self.new_phrase)
        if not given.get("intent"):
            self.phrase_errors = {"intent": "Please choose what they want."}
            return None
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                if self.changing:
                    await own_words.change(
                        session,
                        actor,
                        self.sector,
                        uuid_of(self.changing),
                        _as_new(given),
                        _as_new(self._seen_phrase),
                    )
                else:
                    await own_words.add(session, actor, self.sector, _as_new(given))
        except Invalid as refusal:
            self.phrase_errors = refusal.fields
            if isinstance(refusal, ChangedMeanwhile):
                await self._reload()
                now = (_as_typed(each) for each in self.phrases if each.id == self.changing)
                self._seen_phrase = next(now, {**self._seen_phrase})
            return None
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            self.phrase_errors = {"text": refusal.message}
            return None
        self.new_phrase, self.changing = {**given, "text": ""}, ""
        await self._reload()

    @rx.event
    def change_phrase(self, phrase_id: str):
        """Into the form; nothing, '': out of it again."""
        found = next((each for each in self.phrases if each.id == phrase_id), None)
        self.phrase_errors = {}
        if found is None:
            self.new_phrase, self.changing = {**self.new_phrase, "text": ""}, ""
            return None
        self.changing = found.id
        self.new_phrase = _as_typed(found)
        self._seen_phrase = _as_typed(found)
        return rx.set_focus("phrase-text")

    @rx.event
    async def remove_phrase(self, phrase_id: str):
        found = next((each for each in self.phrases if each.id == phrase_id), None)
        if found is None:
            return None
        if self.changing == phrase_id:
            self.new_phrase, self.changing = {**self.new_phrase, "text": ""}, ""
        return await self._do(
            lambda session, actor: own_words.remove(session, actor, self.sector, uuid_of(phrase_id)),
            said=f"“{found.text}” says nothing any more.",
            undo=SectorState.put_back(
                found.intent, _code_of(found.language), found.kind == "pattern", found.text
            ),
        )

    @rx.event
    async def put_back(self, intent: str, language: str, is_pattern: bool, text: str):
        new = NewPhrase(str(intent), str(language), bool(is_pattern), str(text))
        return await self._do(
            lambda session, actor: own_words.add(session, actor, self.sector, new),
            said=f"“{new.text}” is back.",
        )

    # --- a sentence, tried ---

    @rx.event
    def set_said(self, typed: str):
        self.said = typed[:SAID_AT_MOST]

    @rx.event
    async def try_example(self, said: str):
        self.said = said[:SAID_AT_MOST]
        return await self._try()

    @rx.event
    async def try_it(self):
        return await self._try()

    async def _try(self):
        if not self.said.strip():
            self.made_of_it = []
            return None
        try:
            tried = await rehearsals.rehearse(await current_actor(self), self.said, wiring.ports())
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        self.made_of_it = list(understood.in_words(tried.turn, tried.made_of_it))


def _as_typed(phrase: Phrase) -> dict[str, str]:
    return {
        "intent": phrase.intent,
        "language": _code_of(phrase.language),
        "kind": phrase.kind,
        "text": phrase.text,
    }


def _as_new(typed: Mapping[str, str]) -> NewPhrase:
    return NewPhrase(typed["intent"], typed["language"], typed["kind"] == "pattern", typed["text"])


def _code_of(language: str) -> str:
    return next((code for code, name in understood.LANGUAGES.items() if name == language), "en")


def in_title(sector: str) -> str:
    return all_sectors()[sector].title["en"]
