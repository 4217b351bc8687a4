"""The language model of this workspace: which one, and whether it answers."""

from collections.abc import Iterable
from typing import get_args

import reflex as rx
from pydantic import BaseModel

from caly_app import db, doorbell, wiring
from caly_app.agents.config import Tone
from caly_app.errors import Invalid, Refused, Unavailable
from caly_app.ports import ModelEndpoint
from caly_app.queries import business as business_queries
from caly_app.services import assistants, model_endpoints, model_use
from caly_app.services.model_endpoints import EndpointView
from caly_app.services.model_use import OfModel, Today
from caly_app.settings import settings
from caly_app.state import live
from caly_app.state.signed_in import current_actor


class Figure(BaseModel):
    name: str
    value: str


class ModelState(rx.State):
    is_loaded: bool = False
    is_own: bool = False
    url: str = ""
    model: str = ""
    has_key: bool = False
    installed: str = ""  # name of the installation's; '' for none
    small: str = ""  # the installation's cheaper one; '' for none
    is_away: bool = False
    tone: str = "plain"
    today: list[Figure] = []
    errors: dict[str, str] = {}
    problem: str = ""  # why it was not kept

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    @rx.event
    async def save(self, form: dict[str, str]):
        """Tried with one small question first; no transaction is open meanwhile."""
        self.problem = ""
        actor = await current_actor(self)
        url, model, key = _given(form)
        try:
            async with db.transaction(actor) as session:
                endpoint = await model_endpoints.checked(session, actor, url, model, key)
            answered = "" if form.get("anyway") else await _answered(endpoint)
            async with db.transaction(actor) as session:
                own = await model_endpoints.change(session, actor, url, model, key)
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
    async def change_tone(self, tone: str):
        actor = await current_actor(self)
        if tone not in get_args(Tone):
            return None
        async with db.transaction(actor) as session:
            await assistants.change_tone(session, actor, tone)
        self.tone = tone
        return rx.toast.success("New conversations have this tone.")

    async def _reload(self) -> Iterable[str]:
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            own = await model_endpoints.of_workspace(session, actor)
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            self.tone = await assistants.tone_of(session, actor)
            self.today = _figures(await model_use.today(session, actor))
        if not self.is_loaded or not (self.errors or self.problem):
            self._show(own)
        self.is_away = wiring.is_model_away(facts.model)
        self.is_loaded = True
        return [doorbell.account(actor.id)]

    def _show(self, own: EndpointView | None) -> None:
        self.is_own, self.errors, self.problem = own is not None, {}, ""
        self.url, self.model = (own.url, own.model) if own else ("", "")
        self.has_key = bool(own and own.has_key)
        model = wiring.model()
        self.installed = settings.model_name if model else ""
        self.small = settings.model_name_small if model else ""


def _figures(today: Today) -> list[Figure]:
    known = f"{today.kept} of {today.questions}"
    if today.questions:
        known += f" ({today.kept_share:.0%})"
    return [
        Figure(name="Questions asked", value=f"{today.asked:,}"),
        Figure(name="Answered from what was known", value=known),
        *(Figure(name=f"Of these, {of.name}", value=_of_model(of)) for of in today.models if of.name),
        Figure(name="Cost", value=_dollars(today.cost_micros)),
        Figure(name="Left of the budget", value=_dollars(today.left_micros)),
    ]


def _of_model(of: OfModel) -> str:
    return f"{of.asked:,}" + (f", {_dollars(of.cost_micros)}" if of.cost_micros else "")


def _dollars(micros: int) -> str:
    """A cent is much for a conversation."""
    return f"${micros / 1_000_000:,.4f}" if 0 < micros < 1_000_000 else f"${micros / 1_000_000:,.2f}"


async def _answered(endpoint: ModelEndpoint) -> str:
    """How fast, in words. Raises Unavailable."""
    answer = await model_endpoints.tried(wiring.own_model(endpoint))
    return f"It answered in {answer.milliseconds:.0f} ms."


def _given(form: dict[str, str]) -> tuple[str, str, str | None]:
    """Address, model and key; a key that is left empty is the one that is kept."""
    return form.get("url", "")[:300], form.get("model", "")[:120], form.get("key", "")[:500] or None
