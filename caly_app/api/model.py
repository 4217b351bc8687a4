"""The language model of one workspace."""

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    WithJsonSchema,
)

from caly_app import db, wiring
from caly_app.actor import Actor, Permission
from caly_app.agents.config import ModelUse, Tone
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.text import Text, Utc
from caly_app.errors import Invalid, Unavailable
from caly_app.models import ModelTerms
from caly_app.models.model_endpoint import DECIMALS, MONEY_AT_MOST, PRICE_AT_MOST, TOKENS_AT_MOST
from caly_app.queries import business as business_queries
from caly_app.services import assistants, model_endpoints, model_limits, model_use
from caly_app.services.model_endpoints import EndpointView, TermsGiven
from caly_app.services.model_limits import LimitName
from caly_app.settings import settings

router = APIRouter(prefix="/model", tags=["model"])

Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES, of=PEOPLE)]


def _as_money(most: int) -> Callable[[object], Decimal]:
    def money(written: object) -> Decimal:
        """As text: a number of JSON is not exact."""
        if not isinstance(written, str):
            raise ValueError('Please write it as text, as "0.15".')
        return model_endpoints.money(written, most)

    return money


def _written(whole_digits: int, most: int) -> WithJsonSchema:
    below = rf"[0-9]{{1,{whole_digits}}}(\.[0-9]{{1,{DECIMALS}}})?"
    pattern = rf"^({below}|{most}(\.0{{1,{DECIMALS}}})?)$"
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": ["0.15"]})


_PLAIN = PlainSerializer(model_endpoints.plain, return_type=str)
PriceGiven = Annotated[Decimal, BeforeValidator(_as_money(PRICE_AT_MOST)), _written(4, PRICE_AT_MOST)]
MoneyGiven = Annotated[Decimal, BeforeValidator(_as_money(MONEY_AT_MOST)), _written(6, MONEY_AT_MOST)]
TokensGiven = Annotated[int, Field(ge=0, le=TOKENS_AT_MOST, strict=True)]
Money = Annotated[Decimal, _PLAIN, WithJsonSchema({"type": "string", "examples": ["0.15"]})]


class ModelIn(BaseModel):
    url: Annotated[Text, Field(max_length=300, examples=["https://models.example.org/v1"])]
    model: Annotated[Text, Field(max_length=120, examples=["small"])]
    key: Annotated[Text, Field(max_length=500)] | None = Field(
        default=None, description="Left out: the one that is kept. Never shown again."
    )
    small: Annotated[Text, Field(max_length=120)] | None = Field(
        default=None,
        description="A cheaper one of the same address, asked first what a customer means. Left out: the one "
        "that is kept, while the address stays; empty: none.",
    )


class Uses(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    understands: StrictBool | None = Field(default=None, description="What our own understanding has not.")
    answers_from_facts: StrictBool | None = Field(default=None, description="Free questions, from facts.")
    phrases: StrictBool | None = Field(default=None, description="Outcomes, in the chat's tone.")


class ModelPut(ModelIn):
    """Of price and limits: left out, each stays as it is; null, it is the installation's. Prices of another
    address or model are not kept."""

    try_first: StrictBool = Field(
        default=False, description="Asked one question first, and kept only if it answers; else 422."
    )
    price_in: PriceGiven | None = Field(
        default=None, description="US dollars for a million tokens that are sent, as text."
    )
    price_out: PriceGiven | None = Field(default=None, description="The same for those that come back.")
    small_price_in: PriceGiven | None = Field(default=None, description="As price_in, of the cheaper one.")
    small_price_out: PriceGiven | None = Field(default=None, description="As price_out, of the cheaper one.")
    budget_conversation: MoneyGiven | None = Field(
        default=None, description="US dollars that a conversation may cost, as text; then it does without."
    )
    budget_day: MoneyGiven | None = Field(default=None, description="The same for a day (UTC).")
    tokens_conversation: TokensGiven | None = Field(
        default=None, description="Tokens, sent and received, that a conversation may use."
    )
    tokens_day: TokensGiven | None = Field(default=None, description="The same for a day (UTC).")

    uses: Uses = Field(default_factory=Uses, description="As `PUT /model/uses`.")

    def terms(self) -> TermsGiven:
        """Those that were given."""
        given = {
            name: getattr(self, name) for name in TermsGiven.__annotations__ if name in self.model_fields_set
        }
        return cast(TermsGiven, given)


class TermsView(BaseModel):
    """US dollars as text; prices for a million tokens."""

    price_in: Money
    price_out: Money
    small_price_in: Money
    small_price_out: Money
    budget_conversation: Money
    budget_day: Money
    tokens_conversation: int
    tokens_day: int


class OwnTermsView(BaseModel):
    """Null: the installation's."""

    price_in: Money | None
    price_out: Money | None
    small_price_in: Money | None
    small_price_out: Money | None
    budget_conversation: Money | None
    budget_day: Money | None
    tokens_conversation: int | None
    tokens_day: int | None


class ModelView(BaseModel):
    is_own: bool = Field(description="False: the installation's, if there is one.")
    url: str
    model: str
    small: str = Field(description="A cheaper one of the same server, asked first; blank: none.")
    has_key: bool
    changed_at: Utc | None
    own_terms: OwnTermsView = Field(description="Price and limits of a model of its own.")


class ModelKept(ModelView):
    was_tried: bool = Field(description="False: nobody has asked it yet. `POST /model/test` does.")


class OfModelView(BaseModel):
    model: str
    asked: int
    cost_micros: int
    tokens: int


class Today(BaseModel):
    """Since midnight UTC. Costs are millionths of a US dollar."""

    asked: int = Field(description="Answers that a model has given.")
    questions: int = Field(description="Free questions that were answered, or could not be.")
    kept: int = Field(description="Of those, from answers that were known already.")
    kept_share: float
    open: int = Field(
        description="Asked just now, or nobody knows what came of it: counted with the most it can be."
    )
    cost_micros: int
    left_micros: int = Field(description="Of the budget of this workspace for the day.")
    tokens: int
    left_tokens: int
    models: list[OfModelView] = Field(description="By name; blank: nobody knows any more which one.")


class AlarmView(BaseModel):
    """A limit of which 80 % are used, or all. Money is in millionths of a US dollar."""

    limit: LimitName
    used: int
    most: int
    is_reached: bool = Field(description="The model is not asked any more; the agents go on by themselves.")
    conversation_id: UUID | None = Field(description="Of which it is; null: of the workspace's day.")


class ModelNow(ModelView):
    is_away: bool = Field(description="It failed so often of late that nobody waits for it.")
    uses: ModelUse = Field(description="What it is asked for, where there is one.")
    tone: Tone = Field(description="In which the chat says outcomes; plain: as our templates do.")
    terms: TermsView = Field(description="In force: its own, else the installation's.")
    today: Today
    alarms: list[AlarmView] = Field(description="Of the day, and of open conversations; the fullest first.")


class ToneIn(BaseModel):
    tone: Tone


class Tried(BaseModel):
    answers: bool
    milliseconds: float | None = None
    problem: str = ""


@router.get("")
async def get_model(actor: Admin) -> ModelNow:
    """Which one answers for this workspace, in which tone, what it has cost today, and how much it may. No
    key is shown."""
    assert actor.workspace_id
    async with db.transaction(actor) as session:
        own = await model_endpoints.of_workspace(session, actor)
        tone = await assistants.tone_of(session, actor)
        uses = await assistants.model_use_of(session, actor)
        facts = await business_queries.of_workspace(session, actor.workspace_id)
        limits = model_limits.limits_of(facts.terms)
        used = await model_use.today(session, actor, limits)
        alarms = await model_limits.alarms(session, actor, limits)
    name = settings.model_name if settings.has_model else ""
    return ModelNow(
        is_own=own is not None,
        url=own.url if own else "",
        model=own.model if own else name,
        small=own.small if own else settings.model_name_small if name else "",
        has_key=bool(own and own.has_key),
        changed_at=own.changed_at if own else None,
        own_terms=_own_terms(own),
        is_away=wiring.is_model_away(facts.model),
        uses=uses,
        tone=tone,
        terms=TermsView(**asdict(model_limits.in_force(facts.terms))),
        today=_today(used),
        alarms=[
            AlarmView(
                limit=alarm.level.limit,
                used=alarm.level.used,
                most=alarm.level.most,
                is_reached=alarm.level.is_reached,
                conversation_id=alarm.conversation_id,
            )
            for alarm in alarms
        ],
    )


@router.put("/tone", status_code=204)
async def put_tone(actor: Admin, body: ToneIn) -> None:
    """A new version of the chat assistant, for new conversations."""
    async with db.transaction(actor) as session:
        await assistants.change_tone(session, actor, body.tone)


@router.put("/uses", status_code=204)
async def put_uses(actor: Admin, body: Uses) -> None:
    """What the model is asked for, whichever it is: a new version of the chat and the phone assistant, for
    new conversations."""
    async with db.transaction(actor) as session:
        await assistants.change_model_use(session, actor, body.model_dump(exclude_none=True))


@router.put("")
async def put_model(actor: Admin, body: ModelPut) -> ModelKept:
    """One of its own, from the next message on. It is tried only with `try_first`."""
    async with db.transaction(actor) as session:
        endpoint = await model_endpoints.checked(session, actor, body.url, body.model, body.key, body.small)
    if body.try_first:
        try:
            await model_endpoints.both_tried(endpoint, wiring.own_model)
        except Unavailable as error:
            raise Invalid(fields={"url": error.message}) from error
    async with db.transaction(actor) as session:
        own = await model_endpoints.put(session, actor, endpoint, body.terms())
        await assistants.change_model_use(session, actor, body.uses.model_dump(exclude_none=True))
    return ModelKept(
        is_own=True,
        url=own.url,
        model=own.model,
        small=own.small,
        has_key=own.has_key,
        changed_at=own.changed_at,
        own_terms=_own_terms(own),
        was_tried=body.try_first,
    )


@router.delete("", status_code=204)
async def delete_model(actor: Admin) -> None:
    """Back to the installation's."""
    async with db.transaction(actor) as session:
        await model_endpoints.remove(session, actor)


@router.post("/test")
async def test_model(actor: Admin, body: ModelIn) -> Tried:
    """One small question, and one to its cheaper one, before they are kept. Nothing is stored. `problem`
    says what to do."""
    async with db.transaction(actor) as session:
        endpoint = await model_endpoints.checked(session, actor, body.url, body.model, body.key, body.small)
    try:
        answer = await model_endpoints.both_tried(endpoint, wiring.own_model)
    except Unavailable as error:
        return Tried(answers=False, problem=error.message)
    return Tried(answers=True, milliseconds=answer.milliseconds)


def _own_terms(own: EndpointView | None) -> OwnTermsView:
    return OwnTermsView(**asdict(own.terms if own else ModelTerms()))


def _today(used: model_use.Today) -> Today:
    return Today(
        asked=used.asked,
        questions=used.questions,
        kept=used.kept,
        kept_share=round(used.kept_share, 3),
        open=used.open,
        cost_micros=used.used.micros,
        left_micros=used.left.micros,
        tokens=used.used.tokens,
        left_tokens=used.left.tokens,
        models=[
            OfModelView(model=of.name, asked=of.asked, cost_micros=of.cost_micros, tokens=of.tokens)
            for of in used.models
        ],
    )
