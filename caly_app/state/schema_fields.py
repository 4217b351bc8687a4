"""A JSON schema as the fields of a form, and what was typed into them as data again."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from caly_app.queries.dialogues import in_words
from caly_app.state.business_form import Option

LONG_FROM = 200  # characters that may be written
_NUMBERS = ("integer", "number")
_SAID = {
    "of type integer": "a whole number",
    "of type number": "a number",
    "of type boolean": "yes or no",
    "of type string": "text",
}


class NotThat(ValueError):
    """What was typed cannot be read; says what to type."""


@dataclass(frozen=True)
class SchemaField:
    """`kind`: text | long | number | choice | yes_no | date | lines | json."""

    name: str
    title: str
    kind: str
    value: str  # as it is typed; yes_no: yes, no or ""
    help: str
    usual: str  # what holds while nothing is typed
    may_be_empty: bool  # an empty text is data: it has a default, which would hold else
    is_required: bool
    options: list[Option]


def fields_of(schema: Mapping[str, Any], data: Mapping[str, Any]) -> list[SchemaField]:
    """One for each property, in the schema's order."""
    required = schema.get("required", ())
    return [
        _field(name, spec, data.get(name), is_required=name in required)
        for name, spec in schema.get("properties", {}).items()
    ]


def read(field: SchemaField, typed: str) -> Any:
    """The value; None where nothing was typed and that is no data. Raises NotThat."""
    typed = typed.strip()
    match field.kind:
        case _ if not typed:
            return "" if field.may_be_empty else None
        case "yes_no":
            return typed == "yes"
        case "number":
            return _number(typed)
        case "lines":
            return [line.strip() for line in typed.splitlines() if line.strip()]
        case "json":
            return _json(typed)
        case _:
            return typed


def with_value(fields: list[SchemaField], name: str, typed: str) -> list[SchemaField]:
    return [replace(each, value=typed if each.name == name else each.value) for each in fields]


def data_of(fields: list[SchemaField]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the form says: data without what is empty, and field -> what cannot be read."""
    data: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        try:
            value = read(field, field.value)
        except NotThat as refusal:
            wrong[field.name] = str(refusal)
        else:
            if value is not None:
                data[field.name] = value
    return data, wrong


def typed_in(fields: list[SchemaField]) -> dict[str, str]:
    """Name -> as it is typed."""
    return {field.name: field.value for field in fields}


def changes_of(fields: list[SchemaField], shown: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """As `data_of`, but only what was typed otherwise than it was shown; None where a field was emptied."""
    typed = [field for field in fields if field.value != shown.get(field.name)]
    data, wrong = data_of(typed)
    return {**dict.fromkeys(typed_in(typed)), **data}, wrong


def with_now(
    fields: list[SchemaField], shown: Mapping[str, str], now: list[SchemaField]
) -> list[SchemaField]:
    """The fields as they are now; what was typed otherwise than it was shown stays typed."""
    typed = typed_in([field for field in fields if field.value != shown.get(field.name)])
    return [replace(field, value=typed.get(field.name, field.value)) for field in now]


def in_sentence(words: str) -> str:
    """What a schema says of a field, as people are told: "Must be at most 120."."""
    words = "Please fill this in" if words == "is missing" else plain(words)
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def plain(words: str) -> str:
    """Without the words of schemas."""
    for technical, said in _SAID.items():
        words = words.replace(technical, said)
    return words


def shown(value: Any) -> str:
    """A value of a record in one cell."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case str() | int() | float():
            return str(value)
        case list() if all(isinstance(each, str | int | float) for each in value):
            return ", ".join(map(str, value))
        case _:
            return json.dumps(value, ensure_ascii=False)


def _field(name: str, spec: Mapping[str, Any], value: Any, *, is_required: bool) -> SchemaField:
    kind, may_be_empty = _kind(spec), _may_be_empty(spec)
    return SchemaField(
        name=name,
        title=str(spec.get("title") or in_words(name)),
        kind=kind,
        value=_typed(kind, spec.get("default") if value is None and kind == "yes_no" else value),
        help=_help(spec),
        usual=_typed(kind, spec["default"]) if "default" in spec and not may_be_empty else "",
        may_be_empty=may_be_empty,
        is_required=is_required,
        options=[Option(str(each), in_words(str(each))) for each in spec.get("enum", ())],
    )


def _may_be_empty(spec: Mapping[str, Any]) -> bool:
    """Of a text with a default; where none fits but a time, say, nothing typed is the default again."""
    is_free = "enum" not in spec and not spec.get("minLength")
    return isinstance(spec.get("default"), str) and is_free and bool(re.search(spec.get("pattern", ""), ""))


def _kind(spec: Mapping[str, Any]) -> str:
    if "enum" in spec:
        return "choice"
    found = spec.get("type", "string")
    kind = next((each for each in found if each != "null"), "string") if isinstance(found, list) else found
    if kind == "boolean":
        return "yes_no"
    if kind in _NUMBERS:
        return "number"
    if kind == "array" and spec.get("items", {}).get("type") == "string":
        return "lines"
    if kind in ("array", "object"):
        return "json"
    if spec.get("format") == "date":
        return "date"
    return "long" if spec.get("maxLength", 0) > LONG_FROM else "text"


def _help(spec: Mapping[str, Any]) -> str:
    said = [str(spec["description"]).rstrip(".")] if "description" in spec else []
    least, most = spec.get("minimum"), spec.get("maximum")
    if least is not None and most is not None:
        said.append(f"{least} to {most}")
    elif least is not None or most is not None:
        said.append(f"At least {least}" if most is None else f"At most {most}")
    if "[A-Z]{3}" in str(spec.get("pattern", "")):
        said.append("As 45.99 GBP")
    if spec.get("items", {}).get("type") == "string":
        said.append("One on each line")
    if spec.get("default") not in (None, "") and not isinstance(spec["default"], bool):
        said.append(f"Usually {shown(spec['default'])}")
    return ". ".join(said) + ("." if said else "")


def _typed(kind: str, value: Any) -> str:
    match kind:
        case _ if value is None:
            return ""
        case "yes_no":
            return "yes" if value else "no"
        case "lines":
            return "\n".join(map(str, value))
        case "json":
            return json.dumps(value, ensure_ascii=False, indent=1)
        case _:
            return str(value)


def _number(typed: str) -> int | float:
    plain = typed.replace(" ", "")
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        number = float(plain.replace(",", "."))
    except ValueError:
        raise NotThat("Please write a number.") from None
    if number in (float("inf"), float("-inf")) or number != number:
        raise NotThat("Please write a number.")
    return number


def _json(typed: str) -> Any:
    try:
        return json.loads(typed)
    except (ValueError, RecursionError):
        raise NotThat('Please write it as JSON, as {"name": "value"} or ["one", "two"].') from None
