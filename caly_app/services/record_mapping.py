"""How a record of the business's own server becomes one of ours, and back. Pure: data in, data out.

A *pointer* is a JSON pointer into what their server says, as `/customer/email`; several with blanks between
are joined by blanks, as `/total/amount /total/currency`. A field of ours inside a list is `items/name`, and
its pointer is looked up in each entry of the list.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal
from urllib.parse import parse_qsl, quote

from pydantic import BaseModel, ConfigDict, Field

from caly_app.ports import OutsideRequest
from caly_app.services import record_schemas

PAGE = "page"  # place in the path of several: 1, 2, 3 and so on
PERSONAL = ("name", "phone", "email", "date_of_birth", "address")
_PLACE = re.compile(r"\{([a-z_]+)\}")
MOST_OF_A_LIST = 5000  # as of an import

Method = Literal["POST", "PUT", "PATCH", "DELETE"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Write(_Part):
    """One way to change a record there. It is taken where all of `when` is what becomes of the record."""

    when: dict[str, str | int | bool] = Field(default_factory=dict)
    method: Method = "POST"
    path: str = Field(max_length=300)  # {reference}
    body: dict[str, str] = Field(default_factory=dict)  # field of ours -> where it stands in what is sent
    theirs: tuple[str, ...] = ()  # fields that their server sets by itself when this is done


class Where(_Part):
    """Which server is asked for them, and how."""

    connection: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    one: str = Field(default="", max_length=300, description="Path of one, with {reference}.")
    several: str = Field(
        default="",
        max_length=300,
        description="Path of a customer's, with {phone} or {email}; or of all. {page} where there are pages.",
    )
    one_at: str = Field(default="", max_length=200)  # pointer to the record in what `one` gives
    several_at: str = Field(default="", max_length=200)  # pointer to the list in what `several` gives


class RecordSource(Where):
    """Where records of one kind come from."""

    reference: str = Field(max_length=200)  # pointer
    customer: dict[Literal["name", "phone", "email", "date_of_birth", "address"], str] = Field(
        default_factory=dict
    )
    fields: dict[str, str] = Field(min_length=1, max_length=100)  # field of ours -> pointer
    values: dict[str, dict[str, str | int | bool]] = Field(default_factory=dict)  # field -> theirs -> ours
    changes: tuple[Write, ...] = Field(default=(), max_length=20)
    creates: Write | None = None


class Draft(RecordSource):
    """One that is being written: much of it may still be missing."""

    connection: str = Field(default="", max_length=40)
    reference: str = Field(default="", max_length=200)
    fields: dict[str, str] = Field(default_factory=dict, max_length=100)


@dataclass(frozen=True)
class Mapped:
    """`wrong`: field -> words, where what they say is not as our schema wants it."""

    reference: str
    data: Mapping[str, Any]
    customer: Mapping[str, str]
    wrong: Mapping[str, str]


def mapped(source: RecordSource, sector: str, kind: str, theirs: object) -> Mapped:
    data: dict[str, Any] = {}
    within: dict[str, dict[str, str]] = {}
    for name, pointer in source.fields.items():
        field, _, inner = name.partition("/")
        if inner:
            within.setdefault(field, {})[inner] = pointer
        elif (value := _ours(source, sector, kind, name, value_at(theirs, pointer))) is not None:
            data[field] = value
    for field, inner_fields in within.items():
        if isinstance(entries := data.get(field), list):
            data[field] = [_entry(source, sector, kind, field, inner_fields, one) for one in entries]
    reference = _as_text(value_at(theirs, source.reference))
    wrong = record_schemas.wrong_fields(sector, kind, data)
    if not reference or len(reference) > 80:
        wrong["reference"] = f"is not at {source.reference}"
    customer: dict[str, str] = {
        personal: text
        for personal, where in source.customer.items()
        if (text := _as_text(value_at(theirs, where)))
    }
    return Mapped(reference, data, customer, wrong)


def list_in(source: Where, answer: object) -> list[object] | None:
    """The records of an answer of `several`; None where there is no list."""
    found = value_at(answer, source.several_at)
    return found if isinstance(found, list) else None


def one_in(source: Where, answer: object) -> object:
    return value_at(answer, source.one_at)


def asked(
    source: Where,
    template: str,
    values: Mapping[str, str],
    method: Literal["GET"] | Method = "GET",
    body: Mapping[str, object] | None = None,
) -> OutsideRequest | None:
    """The request of a template; None where a value that it needs is not known, or would lead elsewhere."""
    if any(not values.get(name) for name in places_of(template)):
        return None
    if any(values[name].strip(".") == "" for name in places_of(template)):
        return None  # dots alone are no reference, but a way out of the path
    path, _, query = template.partition("?")
    filled = {key: _filled(value, values) for key, value in parse_qsl(query, keep_blank_values=True)}
    quoted = {name: quote(value, safe="") for name, value in values.items()}
    return OutsideRequest(source.connection, method, _filled(path, quoted), filled, body)


def places_of(template: str) -> list[str]:
    return _PLACE.findall(template)


def write_for(
    source: RecordSource, writes: Sequence[Write], data: Mapping[str, Any], reference: str
) -> OutsideRequest | None:
    """The first way that brings all of `data` there; None where there is none: half of it is not done."""
    for way in writes:
        if any(data.get(name) != value for name, value in way.when.items()):
            continue
        if data.keys() - {*way.when, *way.body, *way.theirs}:
            continue
        body: dict[str, object] = {}
        for name, pointer in way.body.items():
            if name in data:
                _put(body, pointer, _theirs(source, name, data[name]))
        return asked(source, way.path, {"reference": reference}, way.method, body or None)
    return None


def wrong_with(source: RecordSource, sector: str, kind: str) -> dict[str, str]:
    """Field of the mapping -> words; empty where it fits the kind's schema."""
    entity = record_schemas.entity(sector, kind)
    known = set(_properties(entity.fields))
    wrong: dict[str, str] = {}
    for part, names in (
        ("fields", {name.partition("/")[0] for name in source.fields}),
        ("values", {name.partition("/")[0] for name in source.values}),
        *(
            (f"changes.{place}", {*way.when, *way.body, *way.theirs})
            for place, way in enumerate(source.changes)
        ),
        *([("creates", {*source.creates.body, *source.creates.theirs})] if source.creates else []),
    ):
        if strange := sorted(names - known):
            wrong[part] = f"there is no field {', '.join(strange)}"
    required = entity.fields.get("required", ())
    if isinstance(required, list | tuple) and (missing := sorted({*map(str, required)} - {*source.fields})):
        wrong["fields"] = f"{', '.join(missing)} must be there"
    wrong |= wrong_where(source, about_nobody=entity.about_nobody)
    for place, way in enumerate(source.changes):
        if problem := _wrong_path(way.path, {"reference"}) or ("" if way.path else "is missing"):
            wrong[f"changes.{place}.path"] = problem
    if source.creates and (problem := _wrong_path(source.creates.path, set())):
        wrong["creates.path"] = problem
    if not entity.about_nobody and not {"phone", "email"} & source.customer.keys():
        wrong["customer"] = "say where the phone number or e-mail address is, so that nobody sees another's"
    for part, way in (*((f"changes.{n}", one) for n, one in enumerate(source.changes)), *_made(source)):
        if _collide([*way.body.values()]):
            wrong[part] = "two fields stand in the same place of what is sent"
    for name, pointer in _pointers(source):
        if any(not one.startswith("/") for one in pointer.split()):
            wrong.setdefault(name, "begins with a slash, as /customer/email")
    return wrong


def wrong_where(source: Where, *, about_nobody: bool) -> dict[str, str]:
    """The same, of the paths alone."""
    wrong: dict[str, str] = {}
    for name, template in (("one", source.one), ("several", source.several)):
        if problem := _wrong_path(template, {"reference"} if name == "one" else {*PERSONAL, PAGE}):
            wrong[name] = problem
    if not source.one and not source.several:
        wrong["one"] = "say where one is, or several are"
    if source.one and "{reference}" not in source.one:
        wrong["one"] = "must have {reference} in it"
    personal = {*places_of(source.several)} - {PAGE}
    if about_nobody and personal:
        wrong["several"] = "this kind is about nobody: all are asked for at once"
    if not about_nobody and source.several and not personal:
        wrong["several"] = "must have {phone}, {email} or another value of the customer in it"
    return wrong


def _made(source: RecordSource) -> list[tuple[str, Write]]:
    return [("creates", source.creates)] if source.creates else []


def _collide(pointers: Sequence[str]) -> bool:
    """One is another's parent, or the same; or is several."""
    places = sorted(f"{pointer.strip()}/" for pointer in pointers)
    inside = any(later.startswith(place) for place, later in pairwise(places))
    return inside or any(len(pointer.split()) != 1 for pointer in pointers)


def _pointers(source: RecordSource) -> list[tuple[str, str]]:
    return [
        *(("one_at", source.one_at), ("several_at", source.several_at), ("reference", source.reference)),
        *((f"fields.{name}", pointer) for name, pointer in source.fields.items()),
        *((f"customer.{name}", pointer) for name, pointer in source.customer.items()),
        *(("changes", pointer) for way in source.changes for pointer in way.body.values()),
        *(("creates", pointer) for pointer in (source.creates.body.values() if source.creates else ())),
    ]


def _wrong_path(template: str, allowed: set[str]) -> str:
    if not template:
        return ""
    if not template.startswith("/") or "#" in template or " " in template or "\\" in template:
        return "begins with a slash and has no blank in it"
    if ".." in template.split("?")[0]:
        return "stays under the address of the server"
    if strange := sorted({*places_of(template)} - allowed):
        return f"cannot have {{{strange[0]}}} in it"
    return ""


def _entry(
    source: RecordSource, sector: str, kind: str, field: str, inner: Mapping[str, str], theirs: object
) -> dict[str, Any]:
    found = {
        name: _ours(source, sector, kind, f"{field}/{name}", value_at(theirs, pointer))
        for name, pointer in inner.items()
    }
    return {name: value for name, value in found.items() if value is not None}


def _ours(source: RecordSource, sector: str, kind: str, name: str, value: object) -> object:
    """As the schema wants it, where that is only another way to write the same."""
    known = source.values.get(name, {})
    if isinstance(value, str | int | bool) and str(value) in known:
        return known[str(value)]
    spec = _spec_of(record_schemas.entity(sector, kind).fields, name)
    match spec.get("type"):
        case "string" if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        case "integer" if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value):
            return int(value)
        case "integer" if isinstance(value, float) and value.is_integer():
            return int(value)
    if spec.get("format") == "date" and isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return value[:10]
    return value


def _theirs(source: RecordSource, name: str, value: object) -> object:
    return next((theirs for theirs, ours in source.values.get(name, {}).items() if ours == value), value)


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("properties", {})
    return found if isinstance(found, Mapping) else {}


def _spec_of(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    field, _, inner = name.partition("/")
    spec = _properties(schema).get(field, {})
    return _spec_of(spec.get("items", {}), inner) if inner else spec


def value_at(document: object, pointers: str) -> object:
    """What stands there; None where nothing does."""
    parts = pointers.split()
    if len(parts) > 1:
        texts = [_as_text(value_at(document, one)) for one in parts]
        return " ".join(texts) if all(texts) else None
    for token in pointers.strip().split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        if isinstance(document, Mapping):
            document = document.get(token)
        elif isinstance(document, list) and token.isdecimal() and int(token) < len(document):
            document = document[int(token)]
        else:
            return None
    return document


def _as_text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def _put(body: dict[str, object], pointer: str, value: object) -> None:
    *way, last = pointer.strip().split("/")[1:]
    here = body
    for token in way:
        inner = here.setdefault(token, {})
        assert isinstance(inner, dict), "two fields cannot stand in one place"
        here = inner
    here[last] = value


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], template)
