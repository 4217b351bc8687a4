"""The language model of this workspace: which one, and whether it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import cast, get_args

import reflex as rx
from pydantic import BaseModel

from caly_app import db, doorbell, wiring
from caly_app.agents.config import Tone
from caly_app.errors import ChangedMeanwhile, Invalid, Refused, Unavailable
from caly_app.models import ModelTerms
from caly_app.models.model_endpoint import MONEY_AT_MOST, PRICE_AT_MOST
from caly_app.ports import ModelEndpoint
from caly_app.queries import business as business_queries
from caly_app.services import assistants, model_endpoints, model_limits, model_use
from caly_app.services.assistants import MODEL_USES
from caly_app.services.model_endpoints import EndpointView, TermsGiven
from caly_app.services.model_limits import Alarm
from caly_app.services.model_use import OfModel, Today
from caly_app.settings import settings
from caly_app.state import limits, live, schema_fields
from caly_app.state.limits import Bar, dollars
from caly_app.state.signed_in import current_actor


class Figure(BaseModel):
    name: str
    value: str


@dataclass(frozen=True)
class Full:
    """An open conversation that has used nearly what one may, or all of it."""

    name: str
    says: str
    href: str


_FULL_SHOWN = 5
_OF_MONEY = {
    "price_in": PRICE_AT_MOST,
    "price_out": PRICE_AT_MOST,
    "small_price_in": PRICE_AT_MOST,
    "small_price_out": PRICE_AT_MOST,
    "budget_conversation": MONEY_AT_MOST,
    "budget_day": MONEY_AT_MOST,
}
_OF_TOKENS = ("tokens_conversation", "tokens_day")
_NO_TERMS = dict.fromkeys((*_OF_MONEY, *_OF_TOKENS), "")
_MILLION = 1_000_000
_OPEN = "{:,} (counted with the most that it can have come to)"


class ModelState(rx.State):
    is_loaded: bool = False
    is_own: bool = False
    url: str = ""
    model: str = ""
    has_key: bool = False
    installed: str = ""  # name of the installation's; '' for none
    small: str = ""  # a cheaper one of whichever answers; '' for none
    own_small: str = ""
    is_away: bool = False
    tone: str = "plain"
    uses: dict[str, bool] = dict.fromkeys(MODEL_USES, True)  # what it is asked for
    today: list[Figure] = []
    errors: dict[str, str] = {}
    problem: str = ""  # why it was not kept
    bars: list[Bar] = []  # of today
    full: list[Full] = []
    more_full: int = 0
    terms: dict[str, str] = _NO_TERMS  # its own, as they are written; '' for the installation's
    in_force: dict[str, str] = _NO_TERMS  # in words
    installed_terms: dict[str, str] = _NO_TERMS  # in words
    terms_errors: dict[str, str] = {}
    _seen_terms: dict[str, str] = {}  # what they are, as far as who types has been told

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    @rx.event
    async def save(self, form: dict[str, str]):
        """Tried with one small question first; no transaction is open meanwhile."""
        self.problem = ""
        actor = await current_actor(self)
        given = _given(form)
        try:
            async with db.transaction(actor) as session:
                endpoint = await model_endpoints.checked(session, actor, *given)
            answered = "" if form.get("anyway") else await _answered(endpoint)
            async with db.transaction(actor) as session:
                own = await model_endpoints.change(session, actor, *given)
        except Invalid as error:
            self.errors = error.fields
            return None
        except (Refused, Unavailable) as error:
            self.errors, self.problem = {}, error.message
            return None
        self._show(own)
        self.is_away = False
        return rx.toast.success(f"Kept. {answered} It is asked from the next message on.")

    @rx.event
    async def remove(self):
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            await model_endpoints.remove(session, actor)
        self._show(None)
        self.is_away = wiring.is_model_away(None)
        return rx.toast.success("This business has no model of its own any more.")

    @rx.event
    async def save_terms(self, form: dict[str, str | None]):
        """What was typed of price and limits; what is left empty is as the installation says."""
        # A field that is not shown is in the form with nothing, and is not typed.
        shown = {name: form[name].strip() for name in _NO_TERMS if form.get(name) is not None}
        typed = {name: value for name, value in shown.items() if value != self.terms[name]}
        terms, self.terms_errors = _read_terms(typed)
        if self.terms_errors:
            return None
        actor = await current_actor(self)
        try:
            async with db.transaction(actor) as session:
                await model_endpoints.change_terms(session, actor, terms, dict(self._seen_terms))
        except ChangedMeanwhile as refusal:
            return await self._look_again_at_terms(refusal.fields)
        except Refused as refusal:
            return rx.toast.warning(refusal.message)
        await self._reload()
        return rx.toast.success("Kept. Price and limits hold from the next message on.")

    @rx.event
    async def change_tone(self, tone: str):
        actor = await current_actor(self)
        if tone not in get_args(Tone):
            return None
        async with db.transaction(actor) as session:
            await assistants.change_tone(session, actor, tone)
        self.tone = tone
        return rx.toast.success("New conversations have this tone.")

    @rx.event
    async def switch_use(self, use: str, is_on: bool):
        if use not in MODEL_USES:
            return None
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            await assistants.change_model_use(session, actor, {use: is_on})
        self.uses = {**self.uses, use: is_on}
        return rx.toast.success(f"New conversations have this {'on' if is_on else 'off'}.")

    async def _reload(self) -> Iterable[str]:
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            own = await model_endpoints.of_workspace(session, actor)
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            self.tone = await assistants.tone_of(session, actor)
            self.uses = (await assistants.model_use_of(session, actor)).model_dump()
            most = model_limits.limits_of(facts.terms)
            used = await model_use.today(session, actor, most)
            alarms = await model_limits.alarms(session, actor, most)
        self.today = _figures(used)
        self.bars = [limits.bar(level) for level in model_limits.levels_of_day(most, used.used)]
        full = [alarm for alarm in alarms if alarm.conversation_id]
        self.full = [_full(alarm) for alarm in full[:_FULL_SHOWN]]
        self.more_full = max(0, len(full) - _FULL_SHOWN)
        self._show_terms(facts.terms)
        if not self.is_loaded or not (self.errors or self.problem):
            self._show(own)
        self.is_away = wiring.is_model_away(facts.model)
        self.is_loaded = True
        return [doorbell.account(actor.id), doorbell.workspace(actor.workspace_id)]

    async def _look_again_at_terms(self, changed: Mapping[str, str]) -> None:
        """What was typed stays in the form: saved again, it takes the place of what is there now."""
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            own = await model_endpoints.of_workspace(session, actor)
        self._seen_terms = model_endpoints.written(asdict(own.terms if own else ModelTerms()))
        self.terms_errors = {name: schema_fields.in_sentence(said) for name, said in changed.items()}

    def _show_terms(self, terms: ModelTerms) -> None:
        self.terms = self._seen_terms = model_endpoints.written(asdict(terms))
        self.in_force, self.installed_terms = _in_words(terms), _in_words(ModelTerms())

    def _show(self, own: EndpointView | None) -> None:
        self.is_own, self.errors, self.problem = own is not None, {}, ""
        self.url, self.model = (own.url, own.model) if own else ("", "")
        self.has_key = bool(own and own.has_key)
        model = wiring.model()
        self.installed = settings.model_name if model else ""
        self.own_small = own.small if own else ""
        self.small = own.small if own else settings.model_name_small if model else ""


def _figures(today: Today) -> list[Figure]:
    known = f"{today.kept} of {today.questions}"
    if today.questions:
        known += f" ({today.kept_share:.0%})"
    return [
        Figure(name="Questions asked", value=f"{today.asked:,}"),
        Figure(name="Answered from what was known", value=known),
        *(Figure(name=f"Of these, {of.name}", value=_of_model(of)) for of in today.models if of.name),
        *([Figure(name="No answer known", value=_OPEN.format(today.open))] if today.open else []),
    ]


def _of_model(of: OfModel) -> str:
    cost = f", {dollars(of.cost_micros)}" if of.cost_micros else ""
    return f"{of.asked:,}, {of.tokens:,} tokens{cost}"


def _full(alarm: Alarm) -> Full:
    how = "has used what one may" if alarm.level.is_reached else f"has used {limits.share(alarm.level)}"
    which = str(alarm.conversation_id)
    name = f"Conversation {which[-4:].upper()}"
    return Full(name, f"{how}: {limits.of(alarm.level)}", f"/conversations/{which}")


def _in_words(terms: ModelTerms) -> dict[str, str]:
    """As they hold: its own, else the installation's."""
    now = asdict(model_limits.in_force(terms))
    money = {name: dollars(round(now[name] * _MILLION)) for name in _OF_MONEY}
    return money | {name: f"{now[name]:,} tokens" for name in _OF_TOKENS}


def _read_terms(typed: Mapping[str, str]) -> tuple[TermsGiven, dict[str, str]]:
    """And what is wrong with which."""
    terms: dict[str, Decimal | int | None] = {}
    wrong: dict[str, str] = {}
    for name in (name for name in _NO_TERMS if name in typed):
        try:
            terms[name] = _read(name, typed[name].removeprefix("$"))
        except ValueError as error:
            wrong[name] = str(error)
    return cast(TermsGiven, terms), wrong


def _read(name: str, written: str) -> Decimal | int | None:
    """None for what is left empty. Raises ValueError, in words."""
    if not written:
        return None
    if name in _OF_MONEY:
        return model_endpoints.money(written, _OF_MONEY[name])
    return model_endpoints.count(written)


async def _answered(endpoint: ModelEndpoint) -> str:
    """How fast, in words. Raises Unavailable."""
    answer = await model_endpoints.both_tried(endpoint, wiring.own_model)
    return f"It answered in {answer.milliseconds:.0f} ms."


def _given(form: dict[str, str]) -> tuple[str, str, str | None, str]:
    """Address, model, key and cheaper model; a key that is left empty is the one that is kept."""
    key = form.get("key", "")[:500] or None
    return form.get("url", "")[:300], form.get("model", "")[:120], key, form.get("small", "")[:120]
