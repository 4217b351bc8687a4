"""How one server wants to be asked: what it takes of the parameters that chat completions have.

We ask in the fullest way first. A server that refuses one of the parameters by its name is asked as it
wants to be: models that think first count `max_completion_tokens`, and have a temperature of their own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import openai

from caly_app.ports import ANSWER_TOKENS_AT_MOST

REFUSALS = (openai.BadRequestError, openai.UnprocessableEntityError)

_Form = Literal["schema", "json", "plain"]  # how the answer's shape is asked for; not every server knows all
_Limit = Literal["max_tokens", "max_completion_tokens"]
_SIMPLER: Mapping[_Form, _Form] = {"schema": "json", "json": "plain"}
_OURS = (
    "response_format",
    "tools",
    "temperature",
    "max_tokens",
    "max_completion_tokens",
    "reasoning_effort",
    "stream_options",
    "stream",
)
_CAN_BE_LEFT_OUT = frozenset({"temperature", "reasoning_effort", "stream_options"})
_IS_NOT_TAKEN = re.compile(
    r"max_completion_tokens|un(supported|known|recogni[sz]ed|expected)|deprecated|"
    r"\bnot (supported|support|permitted|allowed|valid)|\bextra\b",
    re.I,
)


@dataclass(frozen=True)
class Manner:
    form: _Form = "schema"
    limit: _Limit = "max_tokens"
    left_out: frozenset[str] = frozenset()

    def parameters(self, schema: Mapping[str, object] | None) -> dict[str, Any]:
        """`schema`: of the answer, if it is to have one."""
        asked: dict[str, Any] = {
            self.limit: ANSWER_TOKENS_AT_MOST,
            "temperature": 0,
            "stream_options": {"include_usage": True},
        }
        if self.limit == "max_completion_tokens":  # thoughts count, too, and the customer waits for them
            asked["reasoning_effort"] = "low"
        if schema is not None and self.form == "schema":
            shape = {"name": "reading", "schema": dict(schema), "strict": False}
            asked["response_format"] = {"type": "json_schema", "json_schema": shape}
        elif schema is not None and self.form == "json":
            asked["response_format"] = {"type": "json_object"}
        return {name: value for name, value in asked.items() if name not in self.left_out}

    def after(self, refusal: openai.APIStatusError, *, has_schema: bool) -> "Manner | None":
        """As it may be asked instead; None where nothing of ours is in the way."""
        named = refused_parameter(refusal)
        if named in _CAN_BE_LEFT_OUT - self.left_out:
            return replace(self, left_out=self.left_out | {named})
        if named == self.limit == "max_tokens" and _IS_NOT_TAKEN.search(_told(refusal)):
            return replace(self, limit="max_completion_tokens")
        if has_schema and named in ("", "response_format") and self.form in _SIMPLER:
            return replace(self, form=_SIMPLER[self.form])
        return None


def refused_parameter(refusal: openai.APIStatusError) -> str:
    """Which one the server names: in its field for that, or as the first in its words; '' if none of ours."""
    if refusal.param:
        return str(refusal.param).partition(".")[0]
    told = _told(refusal)
    places = {name: found.start() for name in _OURS if (found := re.search(rf"\b{name}\b", told))}
    return min(places, key=lambda name: places[name], default="")


def is_ours(parameter: str) -> bool:
    return parameter in _OURS


def _told(refusal: openai.APIStatusError) -> str:
    return str(refusal.body or refusal.message)
