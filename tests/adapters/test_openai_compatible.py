"""Against a server that speaks the real protocol, on good days and bad ones."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

import pytest

from caly_app.adapters.circuit import FAILURES_IN_A_ROW, REST_SECONDS, Circuit
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.errors import Unavailable
from caly_app.ports import ANSWER_TOKENS_AT_MOST, Message, ToolCall, ToolOffer
from tests.fake_model import (
    FakeModel,
    after,
    broken_event,
    calls,
    cut,
    empty,
    fake_model,
    html,
    huge,
    of_a_model_that_thinks,
    refuses,
    says,
    silent,
    stalls,
    status,
    thinks_only,
)

SCHEMA = {"type": "object", "properties": {"said": {"type": "string"}}}


@pytest.fixture
async def fake():
    async with fake_model() as one:
        yield one


async def ask(fake: FakeModel, seconds: float = 3.0) -> str:
    return await asked(OpenAiCompatible(fake.url, "key", "small"), seconds)


async def asked(model: OpenAiCompatible, seconds: float = 3.0) -> str:
    answer = await model.answer([Message("user", "Hello?")], schema=SCHEMA, seconds=seconds)
    return answer.text


async def test_an_answer_comes_with_what_it_cost(fake):
    fake.then(says({"said": "hi"}))
    model = OpenAiCompatible(fake.url, "key", "small")
    answer = await model.answer([Message("user", "Hello?")], schema=SCHEMA, seconds=3)

    assert answer.text == '{"said": "hi"}'
    assert (answer.tokens_in, answer.tokens_out, answer.model) == (100, 20, "small")
    [request] = fake.asked
    assert request["model"] == "small" and request["messages"] == [{"role": "user", "content": "Hello?"}]
    assert request["response_format"]["json_schema"]["schema"] == SCHEMA
    assert "tools" not in request


async def test_where_nobody_counts_tokens_are_estimated(fake):
    fake.then(says("x" * 400, counts=False))
    model = OpenAiCompatible(fake.url, "key", "small")
    answer = await model.answer([Message("user", "y" * 800)], schema=SCHEMA, seconds=3)
    assert 150 < answer.tokens_in < 250 and 80 < answer.tokens_out < 130


async def test_a_server_that_knows_no_schema_is_asked_more_simply_and_that_is_remembered(fake):
    fake.then(status(400), status(400), says("{}"), says("{}"))
    model = OpenAiCompatible(fake.url, "key", "small")
    assert await asked(model) == "{}"
    assert await asked(model) == "{}"
    forms = [request.get("response_format", {}).get("type") for request in fake.asked]
    assert forms == ["json_schema", "json_object", None, None]


@pytest.mark.parametrize(
    "bad",
    [
        status(429),
        status(429, "Retry-After: 0\r\n"),
        status(500),
        status(503, body="<html>busy</html>"),
        html,
        empty,
        cut,
        broken_event,
    ],
    ids=["429", "429-with-a-time", "500", "503-html", "html", "empty", "cut", "broken"],
)
async def test_it_is_asked_once_more(fake, bad):
    fake.then(bad, says("again"))
    assert await ask(fake) == "again"
    assert len(fake.asked) == 2


@pytest.mark.parametrize(
    "bad",
    [
        *(status(429, "Retry-After: 3600\r\n"), status(500), html, empty, cut),
        *(broken_event, silent, stalls, huge()),
    ],
    ids=["429-for-an-hour", "500", "html", "empty", "cut", "broken", "silent", "stalls", "10-MB"],
)
async def test_on_a_bad_day_it_is_unavailable_in_the_time_that_was_given(fake, bad):
    fake.usual = bad
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await ask(fake, seconds=1.0)
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("code", [401, 403, 404])
async def test_what_will_not_get_better_is_not_asked_again(fake, code):
    fake.usual = status(code)
    with pytest.raises(Unavailable):
        await ask(fake)
    assert len(fake.asked) == 1


async def test_where_nobody_listens_it_is_unavailable():
    async with fake_model() as gone:
        pass
    with pytest.raises(Unavailable):
        await ask(gone, seconds=1.0)


async def test_after_some_failures_nobody_waits_any_more(fake):
    fake.usual = status(500)
    model = OpenAiCompatible(fake.url, "key", "small")
    for _ in range(FAILURES_IN_A_ROW):
        with pytest.raises(Unavailable):
            await asked(model)
    asked_so_far = len(fake.asked)
    with pytest.raises(Unavailable):
        await asked(model)
    assert len(fake.asked) == asked_so_far
    assert model.is_away


def test_after_a_rest_one_call_tries_and_a_good_answer_lets_all_in():
    now = [0.0]
    circuit = Circuit("model", lambda: now[0])
    for _ in range(FAILURES_IN_A_ROW):
        circuit.failed()
    assert not circuit.lets_in()
    now[0] = REST_SECONDS + 1
    assert circuit.lets_in() and circuit.is_away
    assert not circuit.lets_in()  # one is enough to find out
    circuit.failed()
    assert not circuit.lets_in()
    now[0] *= 3
    assert circuit.lets_in()
    now[0] += REST_SECONDS + 1
    assert circuit.lets_in()  # the one before was given up and has said nothing
    circuit.succeeded()
    assert circuit.lets_in() and circuit.lets_in() and not circuit.is_away


async def test_after_the_rest_one_of_many_customers_waits_for_it(fake):
    fake.usual = status(500)
    model = OpenAiCompatible(fake.url, "key", "small")
    now = [0.0]
    model.circuit = Circuit("model", lambda: now[0])
    for _ in range(FAILURES_IN_A_ROW):
        with pytest.raises(Unavailable):
            await asked(model)
    fake.asked.clear()
    now[0] = REST_SECONDS + 1
    fake.usual = status(401)
    came = await asyncio.gather(*(asked(model) for _ in range(5)), return_exceptions=True)
    assert all(isinstance(one, Unavailable) for one in came) and len(fake.asked) == 1


async def test_the_key_is_in_no_log_and_no_description(fake, capsys):
    fake.usual = status(500)
    model = OpenAiCompatible(fake.url, "very-secret", "small")
    with pytest.raises(Unavailable):
        await asked(model)
    written = capsys.readouterr()
    assert "very-secret" not in written.out + written.err + repr(model)


# --- calls of tools ---

LOOK_UP = ToolOffer(
    "parcel", "Where a parcel is.", {"type": "object", "properties": {"n": {"type": "string"}}}
)


async def test_calls_come_in_pieces_and_are_put_together(fake):
    fake.then(calls(("parcel", {"n": "P-1"}), ("parcel", {"n": "P-2"}), text="Let me look."))
    model = OpenAiCompatible(fake.url, "key", "small")
    answer = await model.use_tools([Message("user", "Where?")], tools=[LOOK_UP], seconds=3)

    assert answer.calls == (
        ToolCall("call_0", "parcel", '{"n": "P-1"}'),
        ToolCall("call_1", "parcel", '{"n": "P-2"}'),
    )
    assert answer.text == "Let me look." and (answer.tokens_in, answer.tokens_out) == (100, 20)
    [request] = fake.asked
    assert "response_format" not in request
    [offered] = request["tools"]
    assert offered["function"]["name"] == "parcel" and offered["function"]["parameters"] == LOOK_UP.arguments


async def test_words_beside_a_call_stream_and_the_call_comes_at_the_end(fake):
    fake.then(calls(("parcel", {"n": "P-1"}), text="Let me look."), says("In Leeds."))
    model = OpenAiCompatible(fake.url, "key", "small")
    asked = [Message("user", "Where?")]
    words, answer = [one async for one in model.stream(asked, seconds=3, tools=[LOOK_UP])]
    assert words == "Let me look." and answer.calls == (ToolCall("call_0", "parcel", '{"n": "P-1"}'),)
    *_, answer = [one async for one in model.stream(asked, seconds=3)]
    assert answer.text == "In Leeds." and ["tools" in one for one in fake.asked] == [True, False]


async def test_what_came_of_a_call_goes_back_with_its_id(fake):
    fake.then(says("It is in Leeds."))
    call = ToolCall("call_0", "parcel", '{"n": "P-1"}')
    model = OpenAiCompatible(fake.url, "key", "small")
    lines = [Message("assistant", "", calls=(call,)), Message("tool", "Leeds", answers="call_0")]
    assert (await model.use_tools(lines, tools=(), seconds=3)).text == "It is in Leeds."

    [request] = fake.asked
    wanted, came = request["messages"]
    assert "tools" not in request
    assert wanted["tool_calls"][0]["function"] == {"name": "parcel", "arguments": '{"n": "P-1"}'}
    assert came == {"role": "tool", "tool_call_id": "call_0", "content": "Leeds"}


@pytest.mark.parametrize(
    "bad",
    [
        calls(("parcel", "x" * 10 * 2**20)),
        calls(("parcel", "x" * 30_000)),
        calls(*[("parcel", {})] * 17),
        empty,
        cut,
        stalls,
    ],
    ids=["10-MB", "30-kB", "17-calls", "empty", "cut", "stalls"],
)
async def test_calls_on_a_bad_day(fake, bad):
    fake.usual = bad
    model = OpenAiCompatible(fake.url, "key", "small")
    with pytest.raises(Unavailable):
        await model.use_tools([Message("user", "Where?")], tools=[LOOK_UP], seconds=1.5)


# -- how it wants to be asked

HELLO = [Message("user", "Hello?")]


async def streamed(model: OpenAiCompatible, seconds: float = 3.0) -> str:
    return "".join([one async for one in model.stream(HELLO, seconds=seconds) if isinstance(one, str)])


async def with_tools(model: OpenAiCompatible, seconds: float = 3.0) -> str:
    return (await model.use_tools(HELLO, tools=[LOOK_UP], seconds=seconds)).text


Way = Callable[[OpenAiCompatible, float], Awaitable[str]]
WAYS = pytest.mark.parametrize("way", [asked, streamed, with_tools])


@WAYS
async def test_a_model_that_thinks_is_asked_as_it_wants_to_be_and_that_is_remembered(fake, way: Way):
    fake.usual = of_a_model_that_thinks(fake, says("hi"))
    model = OpenAiCompatible(fake.url, "key", "thinker")

    assert await way(model, 3.0) == "hi" and len(fake.asked) == 3
    for other in (asked, streamed, with_tools):
        assert await other(model) == "hi"

    assert len(fake.asked) == 6
    for request in fake.asked[2:]:
        assert request["max_completion_tokens"] == ANSWER_TOKENS_AT_MOST
        assert request["reasoning_effort"] == "low"
        assert "max_tokens" not in request and "temperature" not in request
    assert fake.asked[3]["response_format"]["type"] == "json_schema"  # it was not this that it refused


@WAYS
async def test_it_is_asked_otherwise_in_the_time_that_was_given(fake, way: Way):
    fake.usual = after(0.3, of_a_model_that_thinks(fake, says("hi")))
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await way(OpenAiCompatible(fake.url, "key", "thinker"), 0.8)
    assert time.monotonic() - began < 1.3


async def test_many_at_once_find_it_out_and_none_takes_it_back(fake):
    fake.usual = of_a_model_that_thinks(fake, says("hi"))
    model = OpenAiCompatible(fake.url, "key", "thinker")
    ways = (asked(model), streamed(model), with_tools(model))
    assert await asyncio.gather(*ways) == ["hi"] * 3
    so_far = len(fake.asked)
    assert await streamed(model) == "hi" and len(fake.asked) == so_far + 1


@WAYS
@pytest.mark.parametrize(
    ("words", "left_out"),
    [("temperature is deprecated for this model.", "temperature"),
     ("Extra inputs are not permitted: stream_options", "stream_options")],
)  # fmt: skip
async def test_what_a_server_names_in_words_is_left_out(fake, way: Way, words, left_out):
    fake.then(refuses(words), says("hi"), says("hi"))
    model = OpenAiCompatible(fake.url, "key", "small")
    assert [await way(model, 3.0), await way(model, 3.0)] == ["hi", "hi"]
    assert [left_out in request for request in fake.asked] == [True, False, False]
    assert all("max_tokens" in request for request in fake.asked)


async def test_a_model_that_thinks_as_it_likes_is_let(fake):
    fake.then(
        refuses("Use 'max_completion_tokens' instead of 'max_tokens'", "max_tokens"),
        refuses("Unsupported value: 'low'", "reasoning_effort"),
        says("hi"),
    )
    assert await ask(fake) == "hi"
    assert ["reasoning_effort" in request for request in fake.asked] == [False, True, False]


async def test_a_schema_that_is_named_is_asked_for_more_simply(fake):
    body = {"detail": [{"loc": ["body", "response_format", "type"], "msg": "Input should be 'json_object'"}]}
    fake.then(status(422, body=json.dumps(body)), says("{}"))
    assert await ask(fake) == "{}"
    assert [request["response_format"]["type"] for request in fake.asked] == ["json_schema", "json_object"]


@WAYS
@pytest.mark.parametrize(
    ("refusal", "reason"),
    [(refuses("The model `x` does not exist", "model", "model_not_found"), "no model of this name"),
     (refuses("Invalid model: x", "model"), "no model of this name"),
     (refuses("max_tokens is too large: 800. It has 512", "max_tokens"), "with max_tokens"),
     (refuses("This model does not take tools", "tools"), "with tools"),
     (refuses("This model's maximum context length is 10", "messages"), "did not take the question")],
)  # fmt: skip
async def test_what_cannot_be_asked_otherwise_is_said_after_one_try(fake, way: Way, refusal, reason):
    fake.usual = refusal
    model = OpenAiCompatible(fake.url, "key", "x")
    with pytest.raises(Unavailable) as refused:
        await way(model, 3.0)
    assert reason in refused.value.message and len(fake.asked) == 1


async def test_what_did_not_help_is_not_remembered(fake):
    fake.then(status(400), status(400), status(400), says("{}"))
    model = OpenAiCompatible(fake.url, "key", "small")
    with pytest.raises(Unavailable):
        await asked(model)
    assert await asked(model) == "{}"
    assert fake.asked[3]["response_format"]["type"] == "json_schema"


@WAYS
async def test_one_that_only_thinks_is_not_asked_the_same_again(fake, way: Way):
    fake.usual = thinks_only
    with pytest.raises(Unavailable) as refused:
        await way(OpenAiCompatible(fake.url, "key", "thinker"), 3.0)
    assert "on thinking" in refused.value.message and len(fake.asked) == 1
