"""How many tokens something is, where a language model's server does not say: for limits, never for words."""

import json
from collections.abc import Mapping, Sequence
from typing import Protocol

ANSWER_TOKENS_AT_MOST = 800  # what a model is allowed to say at once
_BYTES_OF_A_TOKEN = 4


class _Call(Protocol):
    @property
    def tool(self) -> str: ...
    @property
    def arguments(self) -> str: ...


class _Message(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def calls(self) -> Sequence[_Call]: ...


class _Offer(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def arguments(self) -> Mapping[str, object]: ...


def about_tokens(*texts: str) -> int:
    """Four letters of ours are about a token; letters of other scripts have more bytes, and more tokens."""
    return sum(len(text.encode(errors="surrogatepass")) for text in texts) // _BYTES_OF_A_TOKEN + 1


def tokens_of_question(
    messages: Sequence[_Message],
    schema: Mapping[str, object] | None = None,
    tools: Sequence[_Offer] = (),
) -> int:
    """With all that goes along: the shape of the answer, the tools, and what was called before."""
    texts = [message.text for message in messages]
    texts += [call.tool + call.arguments for message in messages for call in message.calls]
    texts += [offer.name + offer.description + json.dumps(dict(offer.arguments)) for offer in tools]
    if schema is not None:
        texts.append(json.dumps(dict(schema)))
    return about_tokens(*texts)
