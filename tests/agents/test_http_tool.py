"""A tool of the business's own, as its document declares it."""

from typing import Any

import pytest
from pydantic import ValidationError

from caly_app.agents.config import AssistantDocument
from caly_app.agents.http_tool import HttpTool, Misfit
from caly_app.agents.own_tools import with_own_tools
from caly_app.agents.sectors import all_sectors
from caly_app.agents.written_forms import written_forms
from caly_app.ports import OutsideAnswer
from tests.agents.model.test_own_tools import PARCEL, TICKET


def a_tool(**given: Any) -> HttpTool:
    return HttpTool.model_validate({**PARCEL, **given})


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"name": "Track parcel"}, "name"),
        ({"title": "{x}"}, "title"),
        ({"method": "TRACE"}, "method"),
        ({"writes": True}, "writes"),
        ({"path": "parcels"}, "path"),
        ({"path": "/parcels/../admin/{number}"}, "path"),
        ({"path": "/parcels?x={number}"}, "path"),
        ({"path": "/parcels/{other}"}, "path"),
        ({"path": "/parcels/{number!r}"}, "path"),
        ({"arguments": {"type": "object", "properties": {"number": {"type": "string"}}}}, "path"),
        ({"arguments": {"type": "object", "properties": {"a-b": {"type": "string"}}}}, "arguments"),
        ({"arguments": {"type": "object", "properties": {"n": {"from": "customer.card"}}}}, "arguments"),
        ({"arguments": {"type": "object", "$defs": {}}}, "arguments"),
        ({"arguments": {"type": "object", "properties": {"n": {"enum": ["x" * 9000]}}}}, "arguments"),
        ({"says": "It is {a[0]}."}, "says"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(wrong: dict[str, Any], path: str):
    with pytest.raises(ValidationError) as refusal:
        AssistantDocument.model_validate({"http_tools": [{**PARCEL, **wrong}]})
    assert refusal.value.errors()[0]["loc"] == ("http_tools", 0, path)


def test_two_may_not_have_one_name():
    with pytest.raises(ValidationError):
        AssistantDocument.model_validate({"http_tools": [PARCEL, PARCEL]})


@pytest.mark.parametrize("value", ["", " ", ".", "..", "../x", "a/b", "a\\b", "a%2fb", "a\nb", "x" * 201])
def test_a_value_cannot_leave_the_path(value: str):
    with pytest.raises(Misfit):
        a_tool().checked({"number": value})


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("P 1", "/parcels/P%201"),
        ("a?b#c", "/parcels/a%3Fb%23c"),
        ("ä", "/parcels/%C3%A4"),
        ("a.b", "/parcels/a.b"),
    ],
)
def test_a_value_is_one_segment(value: str, path: str):
    assert a_tool().request({"number": value}, {}).path == path


def test_what_the_path_does_not_name_goes_into_the_query_or_the_body():
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "who": {"from": "customer.id"}}}

    def a_tool_for(**given: Any) -> HttpTool:
        return a_tool(path="/all", arguments=schema, identity="customer", **given)

    read = a_tool_for().request({"n": 2}, {"who": "7", "extra": "x"})
    assert (dict(read.query), read.body) == ({"n": "2", "who": "7"}, None)
    wrote = a_tool_for(method="POST", writes=True).request({"n": 2}, {"who": "7"})
    assert (dict(wrote.query), wrote.body, wrote.writes) == ({}, {"n": 2, "who": "7"}, True)
    asked = a_tool_for(method="POST").request({"n": 2}, {})
    assert not asked.writes, "a search is asked by POST, and changes nothing"


def test_the_part_that_counts_in_words():
    answer = OutsideAnswer(200, {"data": [{"status": "late", "by": {"days": 2}, "list": [1]}]})
    tool = a_tool(result="/data/0", says="It is {status}.", characters=100)
    assert tool.words_for(tool.found(answer)) == "It is late."
    plain = a_tool(result="/data/0", says="It is {colour}.")
    assert plain.words_for(plain.found(answer)) == "Status: late; Days: 2"
    assert a_tool(result="/data/7/x").found(answer) is None
    assert len(tool.as_data("x" * 5000)) == 100


def test_a_sector_with_more_tools_is_put_together_once_and_is_the_same_without():
    healthcare = all_sectors()["healthcare"]
    config = AssistantDocument.model_validate({"http_tools": [PARCEL, TICKET]})
    more = with_own_tools(healthcare, config)
    assert (
        more is with_own_tools(healthcare, config)
        and with_own_tools(healthcare, AssistantDocument()) is healthcare
    )
    assert more.tools.keys() - healthcare.tools.keys() == {"own:track_parcel", "own:open_ticket"}
    assert more.flows.keys() > healthcare.flows.keys() and "own:open_ticket" not in healthcare.flows
    assert more.tools["own:open_ticket"].confirmed and not more.tools["own:track_parcel"].confirmed


def test_dates_times_and_sums_as_people_write_them():
    forms = " ".join(written_forms(['{"on": "2026-10-09T14:30", "sum": 12.5}'], "en", "GB"))
    for form in ("Friday", "9 October 2026", "14:30", "2:30", "12.50"):
        assert form in forms
    assert written_forms(["2026-99-99 99:99"], "en", "GB") == []
