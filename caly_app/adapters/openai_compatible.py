"""Any server that speaks OpenAI's chat completions: theirs, or one of your own.

It is bounded in every way: seconds, bytes, attempts. Whatever goes wrong is Unavailable, and after a few
failures in a row nobody waits for it for a while.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

import httpx2 as httpx
import openai
import structlog
from openai import AsyncOpenAI, AsyncStream, omit
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import ChoiceDeltaToolCall

from caly_app.adapters.bounded import Bounded
from caly_app.adapters.circuit import Circuit
from caly_app.adapters.model_failures import (
    LATE,
    NOTHING_CAME,
    OUT_OF_MEASURE,
    THOUGHT_ONLY,
    WEB_PAGE,
    may_have_cost,
    reason_of,
)
from caly_app.adapters.model_manner import REFUSALS, Manner
from caly_app.adapters.public_only import PublicOnly
from caly_app.errors import AnswerLost, Unavailable
from caly_app.ports import (
    Message,
    ModelAnswer,
    ToolCall,
    ToolOffer,
    about_tokens,
    tokens_of_question,
)

_ATTEMPTS = 2
_PAUSE_SECONDS = 0.4  # between them, unless the server says how long
_CHARACTERS_AT_MOST = 20_000
_COUNT_AT_MOST = 10_000_000  # of tokens that a server says: no question and no answer has more
_CALLS_AT_MOST = 16  # of tools, in one answer
_LONGEST_KEPT_ALIVE = 30

_PASSING = (408, 409, 429, 500, 502, 503, 504)  # the same may be answered a moment later

_log = structlog.get_logger(__name__)
_Piece = TypeVar("_Piece")


class ModelAway(Unavailable):
    """The language model does not answer."""


class ModelLost(ModelAway, AnswerLost):
    """The language model was asked, and its answer did not arrive."""


class _OnlyThought(ModelLost):
    """Asked again it would do the same, and cost the same."""


@dataclass(frozen=True)
class _Question:
    """`schema`: of the answer; without one it may be words, or calls of `tools`."""

    messages: Sequence[Message]
    schema: Mapping[str, object] | None = None
    tools: Sequence[ToolOffer] = ()


@dataclass
class _Call:
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass
class _Came:
    """What has come of a stream. Calls come in pieces, each with the place of its call."""

    text: str = ""
    calls: dict[int, _Call] = field(default_factory=dict)
    tokens: tuple[int, int] = (0, 0)  # sent and received; 0 where the server does not say
    is_cut_off: bool = False  # by the most that an answer may have

    def take(self, piece: ChoiceDeltaToolCall) -> None:
        call = self.calls.setdefault(piece.index, _Call())
        call.id = call.id or piece.id or ""
        if piece.function:
            call.name += piece.function.name or ""
            call.arguments += piece.function.arguments or ""

    def is_too_much(self) -> bool:
        names = sum(len(call.id) + len(call.name) for call in self.calls.values())
        read = len(self.text) + names + sum(map(len, self.arguments()))
        return read > _CHARACTERS_AT_MOST or len(self.calls) > _CALLS_AT_MOST

    def arguments(self) -> Sequence[str]:
        return [call.arguments for call in self.calls.values()]

    def as_calls(self) -> tuple[ToolCall, ...]:
        """In the order of their places. One without a name for itself is given one."""
        places = sorted(self.calls.items())
        return tuple(
            ToolCall(call.id or f"call_{place}", call.name, call.arguments) for place, call in places
        )


class OpenAiCompatible:
    """`url`: '' for OpenAI's own. `only_public`: never an address of this machine or its network."""

    def __init__(self, url: str, key: str, model: str, *, only_public: bool = False) -> None:
        transport: httpx.AsyncBaseTransport = Bounded()
        self._model = model
        self._manner = Manner()
        self.circuit = Circuit("model")
        self._client = AsyncOpenAI(
            base_url=url or None,
            api_key=key or "none",
            max_retries=0,
            http_client=httpx.AsyncClient(
                transport=PublicOnly(transport) if only_public else transport,
                limits=httpx.Limits(max_keepalive_connections=_LONGEST_KEPT_ALIVE),
            ),
        )

    @property
    def is_away(self) -> bool:
        return self.circuit.is_away

    async def answer(
        self, messages: Sequence[Message], *, schema: Mapping[str, object], seconds: float
    ) -> ModelAnswer:
        return await self._answered(_Question(messages, schema), seconds)

    async def use_tools(
        self, messages: Sequence[Message], *, tools: Sequence[ToolOffer], seconds: float
    ) -> ModelAnswer:
        return await self._answered(_Question(messages, tools=tools), seconds)

    async def stream(
        self, messages: Sequence[Message], *, seconds: float, tools: Sequence[ToolOffer] | None = None
    ) -> AsyncGenerator[str | ModelAnswer, None]:
        if not self.circuit.lets_in():
            raise ModelAway
        until = asyncio.get_running_loop().time() + seconds
        try:
            async with aclosing(self._streamed(_Question(messages, tools=tools or ()))) as pieces:
                while (piece := await _next(pieces, until)) is not None:
                    yield piece
        except (ModelAway, TimeoutError) as error:
            self.circuit.failed()
            raise _given_up(error) from error
        except GeneratorExit:  # whoever listened has heard enough
            self.circuit.succeeded()
            raise
        self.circuit.succeeded()

    async def close(self) -> None:
        await self._client.close()

    async def _streamed(self, question: _Question) -> AsyncGenerator[str | ModelAnswer, None]:
        """Asked once more where nothing had come: what somebody has read is not said again."""
        for attempt in range(1, _ATTEMPTS + 1):
            began, came, pause = monotonic(), _Came(), _PAUSE_SECONDS
            try:
                async with aclosing(_pieces(await self._opened(question), came)) as pieces:
                    async for piece in pieces:
                        yield piece
                yield self._answer_of(came, question, began)
                return
            except _OnlyThought:
                raise
            except openai.APIStatusError as error:
                if attempt == _ATTEMPTS or error.status_code not in _PASSING:
                    raise _away(error) from error
                pause = _pause(error)
            except (openai.OpenAIError, httpx.HTTPError, ValueError, ModelAway) as error:
                if attempt == _ATTEMPTS or came.text:
                    raise _away(error) from error
            await asyncio.sleep(pause)

    async def _answered(self, question: _Question, seconds: float) -> ModelAnswer:
        if not self.circuit.lets_in():
            raise ModelAway
        try:
            async with asyncio.timeout(seconds):
                answer = await self._tried(question)
        except (ModelAway, TimeoutError) as error:
            self.circuit.failed()
            raise _given_up(error) from error
        self.circuit.succeeded()
        return answer

    async def _tried(self, question: _Question) -> ModelAnswer:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self._asked(question)
            except _OnlyThought:
                raise
            except openai.APIStatusError as error:
                if attempt == _ATTEMPTS or error.status_code not in _PASSING:
                    raise _away(error) from error
                await asyncio.sleep(_pause(error))
            except (openai.OpenAIError, httpx.HTTPError, ValueError, ModelAway) as error:
                if attempt == _ATTEMPTS:
                    raise _away(error) from error
                await asyncio.sleep(_PAUSE_SECONDS)
        raise AssertionError("the last attempt answers or raises")

    async def _asked(self, question: _Question) -> ModelAnswer:
        began, came = monotonic(), _Came()
        async for _ in _pieces(await self._opened(question), came):
            pass
        return self._answer_of(came, question, began)

    async def _opened(self, question: _Question) -> AsyncStream[ChatCompletionChunk]:
        """A server that refuses how it is asked is asked otherwise at once; what it took is remembered."""
        known = manner = self._manner
        while True:
            try:
                stream = await self._asked_so(manner, question)
            except REFUSALS as refusal:
                other = manner.after(refusal, has_schema=question.schema is not None)
                if other is None:
                    raise
                manner = other
            else:
                if manner is not known:
                    self._manner = manner
                return stream

    async def _asked_so(self, manner: Manner, question: _Question) -> AsyncStream[ChatCompletionChunk]:
        return await self._client.chat.completions.create(
            model=self._model,
            messages=[_on_the_wire(message) for message in question.messages],
            tools=[_offered(tool) for tool in question.tools] or omit,
            stream=True,
            **manner.parameters(question.schema),
        )

    def _answer_of(self, came: _Came, question: _Question, began: float) -> ModelAnswer:
        if not came.text.strip() and not came.calls:
            raise _OnlyThought(THOUGHT_ONLY) if came.is_cut_off else ModelLost(NOTHING_CAME)
        sent, received = came.tokens
        spent = round((monotonic() - began) * 1000, 1)
        return ModelAnswer(
            came.text,
            self._model,
            sent or tokens_of_question(question.messages, question.schema, question.tools),
            received or about_tokens(came.text, *came.arguments()),
            spent,
            came.as_calls(),
        )


async def _pieces(stream: AsyncStream[ChatCompletionChunk], came: _Came) -> AsyncGenerator[str, None]:
    """The text as it comes; all of it, and the calls, into `came`."""
    async with stream:
        if "text/html" in stream.response.headers.get("content-type", ""):
            raise ModelAway(WEB_PAGE)
        async for chunk in stream:
            if chunk.usage:
                came.tokens = _said(chunk.usage, "prompt_tokens"), _said(chunk.usage, "completion_tokens")
            for choice in chunk.choices or ():
                came.is_cut_off |= choice.finish_reason == "length"
                for call in choice.delta.tool_calls or ():
                    came.take(call)
                if piece := choice.delta.content:
                    came.text += piece
                    yield piece
            if came.is_too_much():
                raise ModelLost(OUT_OF_MEASURE)


async def _next(pieces: AsyncGenerator[_Piece, None], until: float) -> _Piece | None:
    """None at the end. Raises TimeoutError."""
    async with asyncio.timeout_at(until):
        return await anext(pieces, None)


def _on_the_wire(message: Message) -> Any:
    """As chat completions want it: calls with the assistant's words, what came of one with its id."""
    if message.answers:
        return {"role": "tool", "tool_call_id": message.answers, "content": message.text}
    if not message.calls:
        return {"role": message.role, "content": message.text}
    calls = [
        {"id": call.id, "type": "function", "function": {"name": call.tool, "arguments": call.arguments}}
        for call in message.calls
    ]
    return {"role": message.role, "content": message.text or None, "tool_calls": calls}


def _offered(tool: ToolOffer) -> Any:
    function = {"name": tool.name, "description": tool.description, "parameters": dict(tool.arguments)}
    return {"type": "function", "function": function}


def _said(usage: object, name: str) -> int:
    """What a server says it has counted; 0 for what none can mean: then it is estimated."""
    tokens = getattr(usage, name, None)
    return tokens if isinstance(tokens, int) and 0 < tokens <= _COUNT_AT_MOST else 0


def _pause(error: openai.APIStatusError) -> float:
    """As the server asks, if that is a number; the caller's patience is the limit."""
    said = error.response.headers.get("retry-after", "")
    return float(said) if said.replace(".", "", 1).isdigit() else _PAUSE_SECONDS


def _given_up(error: ModelAway | TimeoutError) -> ModelAway:
    return error if isinstance(error, ModelAway) else ModelLost(LATE)


def _away(error: Exception) -> ModelAway:
    """With what went wrong, for whoever set it: customers never read it."""
    _log.warning("model_failed", error=type(error).__name__, status=getattr(error, "status_code", None))
    if isinstance(error, ModelAway):
        return error
    return (ModelLost if may_have_cost(error) else ModelAway)(reason_of(error))
