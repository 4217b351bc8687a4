"""A tool of the business's own: one call of a server of theirs, as their assistant's document says it.

A language model may wish for it by name and arguments. Where the call goes, what must be proven and whether
it writes is said here, and by nothing that a model or a customer says.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from string import Formatter
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote

import jsonschema_rs
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from caly_app.ports import OutsideAnswer, OutsideRequest
from caly_app.storable import storable, storable_document

PREFIX = "own:"  # no tool or flow of a sector has a colon in its name
PERSONAL = ("name", "phone", "email", "date_of_birth", "address")
FROM_CUSTOMER = ("customer.id", *(f"customer.{kind}" for kind in PERSONAL))
_ARGUMENTS_AT_MOST = 20
_SCHEMA_CHARACTERS = 8000
_CALL_CHARACTERS = 8000
_ERRORS_TOLD = 3
_SHOWN_AT_MOST = 120  # characters of one value
_TYPES = ("string", "integer", "number", "boolean", "array", "object")
_IN_THE_PATH = ("string", "integer", "number")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

Arguments = Mapping[str, Any]


class Misfit(Exception):
    """What is wrong with the arguments of a call, in words for the one who made them."""


def _is_plain(text: str) -> str:
    if any(ord(letter) < 32 for letter in text) or "{" in text or "}" in text:
        raise ValueError("one line, without braces")
    return storable(text)


Line = Annotated[str, AfterValidator(_is_plain)]
Words = Annotated[str, AfterValidator(storable)]


class HttpTool(BaseModel):
    """`arguments`: JSON schema of an object. A property with `"from": "customer.email"` is filled by us."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    title: Line = Field(min_length=1, max_length=60, description="What it does, as the customer is asked.")
    description: Words = Field(min_length=1, max_length=500, description="When to use it, for the model.")
    connection: Line = Field(min_length=1, max_length=60)
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    arguments: dict[str, Any] = Field(default_factory=lambda: {"type": "object", "properties": {}})
    path: str = Field(pattern=r"^/[\w~!$&'()*+,;=:@./{}-]*$", max_length=300)
    writes: bool = Field(default=True, validate_default=True, description="Then the customer is asked.")
    identity: Literal["none", "customer", "code"] = "customer"
    fallback: Words = Field(default="", max_length=300, description="What is said when it is away.")
    instead: str = Field(
        default="",
        pattern=r"^([a-z][a-z0-9_]{1,39})?$",
        description="Another tool that reads: asked with the same arguments when this one is away.",
    )
    says: Words = Field(default="", max_length=300, description="What is said of its result: {status} ...")
    result: Words = Field(default="", max_length=200, pattern=r"^(/.*)?$", description="JSON pointer.")
    characters: int = Field(default=2000, ge=100, le=8000, description="Of a result that are looked at.")
    at_most: int = Field(default=3, ge=1, le=20, description="Times that a write may run in a conversation.")
    is_on: bool = Field(default=True, description="Off: it is kept as it is, and no conversation has it.")

    @field_validator("arguments")
    @classmethod
    def _is_a_schema(cls, schema: dict[str, Any]) -> dict[str, Any]:
        storable_document(schema)
        if len(json.dumps(schema)) > _SCHEMA_CHARACTERS:
            raise ValueError("the schema is too long")
        if schema.get("type") != "object" or not isinstance(schema.get("properties", {}), dict):
            raise ValueError('a schema of an object: {"type": "object", "properties": {...}}')
        if strange := next(_references(schema), ""):
            raise ValueError(f"{strange} is not taken here: the schema stands by itself")
        for name, spec in schema.get("properties", {}).items():
            _check_property(name, spec)
        try:
            jsonschema_rs.meta.validate(schema)
            jsonschema_rs.Draft202012Validator(schema)
        except (jsonschema_rs.ValidationError, ValueError) as error:
            raise ValueError(f"no JSON schema: {str(error).splitlines()[0]}") from None
        if len(schema.get("properties", {})) > _ARGUMENTS_AT_MOST:
            raise ValueError(f"at most {_ARGUMENTS_AT_MOST} arguments")
        return schema

    @field_validator("path")
    @classmethod
    def _stays_where_it_is(cls, path: str, info: ValidationInfo) -> str:
        if any(part in (".", "..") for part in path.split("/")):
            raise ValueError("a path without . and ..")
        schema = info.data.get("arguments")
        if schema is None:
            return path  # what is wrong with the arguments is said there
        properties = schema.get("properties", {})
        for name in _named_in(path):
            if name not in properties or properties[name].get("type") not in _IN_THE_PATH:
                raise ValueError(f"{{{name}}} is no argument with a text or a number")
            if name not in schema.get("required", ()) and "from" not in properties[name]:
                raise ValueError(f"{{{name}}} must be required")
        return path

    @field_validator("writes")
    @classmethod
    def _is_no_get(cls, writes: bool, info: ValidationInfo) -> bool:
        if writes and info.data.get("method") == "GET":
            raise ValueError("a GET changes nothing: it reads, or its method is another one")
        return writes

    @field_validator("says")
    @classmethod
    def _names_values_only(cls, says: str) -> str:
        for name in _named_in(says):
            if not _NAME.fullmatch(name):
                raise ValueError(f"{{{name}}} is no name of a value")
        return says

    @model_validator(mode="after")
    def _is_read_elsewhere(self) -> Self:
        if self.instead and (self.writes or self.instead == self.name):
            raise ValueError("instead: another tool, for one that reads")
        return self

    @model_validator(mode="after")
    def _knows_whose(self) -> Self:
        if self.identity == "none" and "customer.id" in self.ours.values():
            raise ValueError("customer.id needs an identity that is proven")
        return self

    # --- what a model is told, and what of its wish counts ---

    @property
    def key(self) -> str:
        """Its name among the tools of the sector."""
        return PREFIX + self.name

    @cached_property
    def ours(self) -> Mapping[str, str]:
        """Argument -> what of the customer we fill it with: a model neither knows nor names it."""
        return {name: spec["from"] for name, spec in self._properties.items() if "from" in spec}

    @cached_property
    def asked_schema(self) -> Mapping[str, object]:
        """Of the arguments that a model may give: nothing else goes along."""
        left = {name: spec for name, spec in self._properties.items() if name not in self.ours}
        required = [name for name in self.arguments.get("required", ()) if name not in self.ours]
        return {**self.arguments, "properties": left, "required": required, "additionalProperties": False}

    def read(self, text: str) -> dict[str, Any]:
        """The arguments that a model has written. Raises Misfit."""
        if len(text) > _CALL_CHARACTERS:
            raise Misfit("The arguments are too long.")
        try:
            given = json.loads(text or "{}", parse_constant=_no_constant)
            storable_document(given)
        except (ValueError, RecursionError):
            raise Misfit("The arguments are no JSON object.") from None
        return self.checked(given)

    def checked(self, given: object) -> dict[str, Any]:
        """The same, of what was read before. Raises Misfit."""
        if not isinstance(given, dict):
            raise Misfit("The arguments are no JSON object.")
        errors = list(self._asked_validator.iter_errors(given))[:_ERRORS_TOLD]
        if errors:
            raise Misfit("; ".join(f"{_place(error)}: {error.message}"[:300] for error in errors))
        for name in _named_in(self.path):
            if name in given:
                _part_of_path(name, given[name])
        return given

    @cached_property
    def _asked_validator(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(dict(self.asked_schema), validate_formats=True)

    @property
    def _properties(self) -> Mapping[str, Mapping[str, Any]]:
        found: Mapping[str, Mapping[str, Any]] = self.arguments.get("properties", {})
        return found

    # --- the call, and what came of it ---

    def request(self, given: Arguments, ours: Mapping[str, str]) -> OutsideRequest:
        """`given`: checked; `ours`: values of the customer, by argument. Raises Misfit."""
        values = {**given, **{name: ours[name] for name in self.ours if name in ours}}
        in_path = list(_named_in(self.path))
        if missing := [name for name in in_path if name not in values]:
            raise Misfit(f"{missing[0]} is missing")
        path = self.path
        for name in in_path:
            path = path.replace(f"{{{name}}}", _part_of_path(name, values[name]))
        rest = {name: value for name, value in values.items() if name not in in_path}
        if self.method in ("GET", "DELETE"):
            query = {name: _written(value) for name, value in rest.items()}
            return OutsideRequest(self.connection, self.method, path, query, reads=not self.writes)
        return OutsideRequest(self.connection, self.method, path, body=rest, reads=not self.writes)

    def found(self, answer: OutsideAnswer) -> object:
        """The part of what it said that counts."""
        found = answer.body
        for step in self.result.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            if isinstance(found, list) and step.isdigit() and int(step) < len(found):
                found = found[int(step)]
            elif isinstance(found, dict):
                found = found.get(step)
            else:
                return None
        return found

    def as_data(self, found: object) -> str:
        """JSON, and no more of it than wanted."""
        return json.dumps(found, ensure_ascii=False)[: self.characters]

    def words_for(self, found: object) -> str:
        """Its sentence with the values in it, or what there is, value by value. '' for nothing."""
        values = {name: _written(value) for name, value in _leaves(found)}
        named = list(_named_in(self.says))
        if self.says and all(name in values for name in named):
            words = self.says
            for name in named:
                words = words.replace(f"{{{name}}}", values[name][:_SHOWN_AT_MOST])
            return words
        told = [f"{_title(name)}: {value[:_SHOWN_AT_MOST]}" for name, value in values.items() if value]
        return "; ".join(told[:8])

    def rows(self, given: Arguments) -> Mapping[str, str]:
        """Argument -> its value as a customer reads it back."""
        return {name: _written(value)[:_SHOWN_AT_MOST] for name, value in given.items() if name in self.asked}

    @cached_property
    def asked(self) -> Mapping[str, str]:
        """Argument that a model gives -> what it is called."""
        left = {name: spec for name, spec in self._properties.items() if name not in self.ours}
        return {name: _one_line(str(spec.get("title") or _title(name))) for name, spec in left.items()}


def _check_property(name: str, spec: object) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name[:60]} is no name of an argument: small letters, digits and _")
    if not isinstance(spec, dict):
        raise ValueError(f"{name} needs a schema of its own")
    if isinstance(spec.get("type"), str) and spec["type"] not in _TYPES:
        raise ValueError(f"{name}: the type is one of {', '.join(_TYPES)}")
    if "from" in spec and (spec["from"] not in FROM_CUSTOMER or spec.get("type", "string") != "string"):
        raise ValueError(f"{name}: from is one of {', '.join(FROM_CUSTOMER)}, and a string")


def _references(schema: object) -> Iterator[str]:
    """Whatever leads out of the schema."""
    if isinstance(schema, dict):
        yield from (key for key in schema if key.startswith("$"))
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


def _named_in(template: str) -> Iterator[str]:
    """Raises ValueError for braces that do not fit."""
    for _, name, form, conversion in Formatter().parse(template):
        if name is not None:
            if form or conversion:
                raise ValueError(f"{{{name}}} is a name and nothing else")
            yield name


def _part_of_path(name: str, value: object) -> str:
    """One segment of the path and never more: servers undo a quoted slash. Raises Misfit."""
    text = _written(value)
    strange = any(letter in text for letter in "/\\%") or any(ord(letter) < 32 for letter in text)
    if not text.strip(". ") or strange or len(text) > 200:
        raise Misfit(f"{name}: this cannot be part of an address")
    return quote(text, safe="")


def _place(error: jsonschema_rs.ValidationError) -> str:
    return ".".join(str(step) for step in error.instance_path) or "arguments"


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _leaves(found: object) -> Iterator[tuple[str, object]]:
    """The plain values of an object, and those of the objects in it; the first of a name counts."""
    if isinstance(found, dict):
        seen: set[str] = set()
        inner = [value for value in found.values() if isinstance(value, dict)]
        for one in (found, *inner):
            for name, value in one.items():
                if isinstance(value, str | int | float | bool) and name not in seen:
                    seen.add(name)
                    yield name, value
    elif isinstance(found, str | int | float | bool):
        yield "result", found


def _title(name: str) -> str:
    return _one_line(name.replace("_", " ").capitalize())


def _one_line(text: str) -> str:
    return " ".join(text.replace("{", "(").replace("}", ")").split())[:60]
