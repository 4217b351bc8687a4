"""Whether a record's data is as its sector says: JSON Schema, with words for each field that is not."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationError

from caly_app.actor import Actor
from caly_app.agents.sector import Entity
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.queries import business as business_queries


class UnknownKind(NotFound):
    """There are no records of this kind in this line of business."""


async def sector_of(session: Session, actor: Actor) -> str:
    """Name of the sector of the actor's workspace."""
    assert actor.workspace_id
    return (await business_queries.of_workspace(session, actor.workspace_id)).sector


def entity(sector: str, kind: str) -> Entity:
    """Raises UnknownKind."""
    if found := all_sectors()[sector].entities.get(kind):
        return found
    raise UnknownKind


def wrong_fields(sector: str, kind: str, data: Mapping[str, Any]) -> dict[str, str]:
    """Field -> what is wrong with it; empty when all is right. Values are not repeated: some are private."""
    return _wrong_in(_validator(sector, kind), data)


def wrong_settings(sector: str, data: Mapping[str, Any]) -> dict[str, str]:
    """The same for the settings of a sector."""
    return _wrong_in(_settings_validator(sector), data)


def _wrong_in(validator: jsonschema_rs.Draft202012Validator, data: Mapping[str, Any]) -> dict[str, str]:
    return {
        ".".join((*map(str, error.instance_path), *inside)): words
        for error in validator.iter_errors(dict(data))
        for inside, words in _wrong(error)
    }


def type_of(sector: str, kind: str, field: str) -> str:
    """JSON type of a field, '' if the schema does not say."""
    properties = entity(sector, kind).fields.get("properties", {})
    spec = properties.get(field, {}) if isinstance(properties, Mapping) else {}
    found = spec.get("type", "") if isinstance(spec, Mapping) else ""
    return next((name for name in found if name != "null"), "") if isinstance(found, list) else found


@cache
def _validator(sector: str, kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(entity(sector, kind).fields, validate_formats=True)


@cache
def _settings_validator(sector: str) -> jsonschema_rs.Draft202012Validator:
    schema = all_sectors()[sector].settings or {"type": "object", "additionalProperties": False}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


_WORDS = {
    "format": "must be a {}",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} entries",
    "maxItems": "must have at most {} entries",
}


# Forms that sectors ask for, in words: nobody who fills in a sheet reads a regular expression.
_FORMS = {
    r"^\d+(\.\d+)? [A-Z]{3}$": "must be a sum like 45.99 GBP",
    r"^-?\d+(\.\d+)? [A-Z]{3}$": "must be a sum like 45.99 GBP or -5.00 GBP",
    r"^\d{4}$": "must be four digits, like 2041",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "must be a time like 09:30",
    r"^\d{4}-\d\d$": "must be a year and a month like 2026-11",
    r"^\d{4}-\d\d-\d\dT\d\d:\d\d$": "must be a day and a time like 2026-11-30T09:30",
}


def form_in_words(pattern: str) -> str:
    return _FORMS.get(pattern, "is not written as it should be")


def _wrong(error: ValidationError) -> Iterator[tuple[tuple[str, ...], str]]:
    """Path within what the error is about, and words."""
    match error.kind.name, error.kind.value:
        case "required", name:
            yield (str(name),), "is missing"
        case "additionalProperties", names:
            yield from (((str(name),), "is not a field of this kind") for name in names)
        case "type", names:
            yield (), f"must be of type {' or '.join(map(str, names))}"
        case "pattern", pattern:
            yield (), form_in_words(str(pattern))
        case "enum", options:
            yield (), f"must be one of {', '.join(map(str, options))}"
        case name, value:
            yield (), _WORDS.get(name, "is not right").format(value)
