"""The document of an assistant: whatever an agent may say or do. Immutable and numbered.

Facts of the business (hours, prices, holidays) are not here: they are simply current.
"""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from caly_app.agents.http_tool import PREFIX, HttpTool

ProductType = Literal["chat", "voice"]
Tone = Literal["warm", "plain", "formal"]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Persona(Section):
    name: str = Field(default="", max_length=60)
    greeting: str = Field(default="", max_length=500, description="Empty: the usual words.")
    tone: Tone = Field(
        default="plain", description="Colours courtesies only: what is asked and told stays the same."
    )


class IdentityPolicy(Section):
    """What a customer must tell, all of it right, before anything personal is shown or changed."""

    required: tuple[str, ...] | None = Field(default=None, min_length=1)  # None: what the sector says
    attempts: int = Field(default=3, ge=1, le=10)
    accepts_booking_reference: bool = True  # with the phone number; for that booking only
    one_time_code: bool = True  # where a flow asks for one; without, what proves the customer is enough


class EscalationRules(Section):
    offer_after_failures: int = Field(default=2, ge=1, le=10)
    escalate_after_failures: int = Field(default=3, ge=1, le=10)
    same_question_at_most: int = Field(default=3, ge=2, le=10)
    sentiment_threshold: float = Field(default=-0.5, ge=-1, le=0)
    unhappy_messages: int = Field(default=2, ge=1, le=10)  # in a row, before a person is offered
    abusive_messages: int = Field(default=2, ge=1, le=10)  # the last of them brings a person
    keywords: tuple[str, ...] = ()  # words that bring a person at once
    on_complaint: bool = True

    @model_validator(mode="after")
    def _offers_before_it_escalates(self) -> Self:
        if self.offer_after_failures > self.escalate_after_failures:
            raise ValueError("a person is offered before the conversation is escalated, not after")
        return self


class Limits(Section):
    message_characters: int = Field(default=4000, ge=100, le=100_000)
    choices: int = Field(default=3, ge=1, le=10)


class ModelUse(Section):
    """What a language model may be asked for, where there is one. It never decides what is done."""

    understands: bool = True  # what our own understanding has not understood
    answers_from_facts: bool = True  # free questions, from the facts of the business only
    phrases: bool = True  # outcomes in the persona's tone, in chat; a plain tone is what templates have


class VoiceSettings(Section):
    speed: float = Field(default=1.0, ge=0.5, le=2.0)


class AssistantDocument(Section):
    product_type: ProductType = "chat"
    persona: Persona = Persona()
    languages: tuple[str, ...] = Field(default=("en",), min_length=1)
    agents_off: tuple[str, ...] = ()  # agents of the sector that this assistant does without
    were_off: tuple[str, ...] = ()  # of them, those that were off before all were switched off at once
    tools: tuple[str, ...] | None = None  # None: all of the sector
    http_tools: tuple[HttpTool, ...] = Field(default=(), max_length=20)  # of the business's own
    identity: IdentityPolicy = IdentityPolicy()
    escalation: EscalationRules = EscalationRules()
    limits: Limits = Limits()
    model: ModelUse = ModelUse()
    words: dict[str, dict[str, str]] = Field(default_factory=dict)  # language -> key -> other words
    voice: VoiceSettings | None = None

    @model_validator(mode="after")
    def _only_a_voice_has_a_voice(self) -> Self:
        if self.voice is not None and self.product_type == "chat":
            raise ValueError("a chat assistant has no voice settings")
        return self

    @model_validator(mode="after")
    def _calls_no_two_tools_alike(self) -> Self:
        names = [tool.name for tool in self.http_tools]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"there are two tools with the name {twice}")
        return self

    def allows_tool(self, name: str) -> bool:
        if name.startswith(PREFIX):
            found = self.http_tool(name)
            return found is not None and found.is_on
        return self.tools is None or name in self.tools

    def http_tool(self, key: str) -> HttpTool | None:
        """By its name among the tools of the sector."""
        return next((tool for tool in self.http_tools if tool.key == key), None)


def default_document(
    sector: str, product_type: ProductType, business_name: str, language: str
) -> AssistantDocument:
    """Version 1 of a new workspace's assistant: everything its sector can do, in its language first.

    Neither the sector nor the business's name is written into it: both may change under it.
    """
    languages = tuple(dict.fromkeys((language, "en", "es", "fr", "de")))
    voice = VoiceSettings() if product_type == "voice" else None
    return AssistantDocument(product_type=product_type, languages=languages, voice=voice)
