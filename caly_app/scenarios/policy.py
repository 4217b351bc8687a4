"""The rules of a scenario: some are the assistant's, some the business's settings."""

from collections.abc import Mapping
from typing import Any

import jsonschema_rs
from pydantic import ValidationError

from caly_app.agents import one_time_code
from caly_app.agents.config import AssistantDocument, EscalationRules, Limits, default_document
from caly_app.scenarios.file import Scenario
from caly_app.scenarios.names import Names
from caly_app.scenarios.values import Place, coerced
from caly_app.scenarios.wrong import Wrong, at

_OF_IDENTITY = {
    "identity": "required",
    "identity_attempts": "attempts",
    "accepts_booking_reference": "accepts_booking_reference",
}


def read(
    scenario: Scenario, names: Names, place: Place
) -> tuple[dict[str, Any], dict[str, AssistantDocument]]:
    """Settings of the business, and the assistants' documents where they are not as usual. Raises Wrong."""
    settings: dict[str, Any] = {}
    sections: dict[str, Any] = {}
    for name, value in scenario.setup.policy.items():
        path = f"setup.policy.{name}"
        with at(path):
            for key in names.policy(name):
                _set_rule(key, value, settings, sections, names)
    settings = _checked(settings, names, place)
    if not sections:
        return settings, {}
    return settings, {kind: _document(kind, sections, names) for kind in ("chat", "voice")}


def _set_rule(key: str, value: Any, settings: dict[str, Any], sections: dict[str, Any], names: Names) -> None:
    if key in _OF_IDENTITY:
        if key == "identity":
            value = _slots(value, names)
            sections.setdefault("identity", {})["one_time_code"] = one_time_code.SLOT in value
            value = [slot for slot in value if slot != one_time_code.SLOT] or None
        sections.setdefault("identity", {})[_OF_IDENTITY[key]] = value
    elif key in EscalationRules.model_fields:
        sections.setdefault("escalation", {})[key] = value
    elif key in Limits.model_fields:
        sections.setdefault("limits", {})[key] = value
    elif key == "greeting":
        sections.setdefault("persona", {})["greeting"] = value
    elif key in ("agents_off", "tools"):
        sections[key] = value if isinstance(value, list) else [value]
    else:
        settings[key] = value


def _slots(value: Any, names: Names) -> list[str]:
    """All of the named ones. Of a name that means any of several, the one that the sector itself asks for."""
    wanted = value if isinstance(value, list) else [value]
    meant = [names.slot(str(one)) for one in wanted]
    usual = names.sector.identity
    return list(dict.fromkeys(next((one for one in any_of if one in usual), any_of[0]) for any_of in meant))


def _checked(settings: Mapping[str, Any], names: Names, place: Place) -> dict[str, Any]:
    schema = names.sector.settings
    properties = schema.get("properties", {})
    assert isinstance(properties, Mapping)
    kept = {name: _setting(value, properties.get(name, {}), place) for name, value in settings.items()}
    if kept:
        for error in jsonschema_rs.Draft202012Validator(schema).iter_errors(kept):
            raise Wrong(".".join(("setup.policy", *map(str, error.instance_path))), error.message)
    return kept


def _setting(value: Any, schema: Mapping[str, Any], place: Place) -> Any:
    """Several where the setting is a text: as the business would type them, with commas between."""
    if isinstance(value, list) and schema.get("type") == "string":
        value = ", ".join(str(one) for one in value)
    return coerced(value, schema, place)


def _document(kind: str, sections: Mapping[str, Any], names: Names) -> AssistantDocument:
    usual = default_document(names.sector.name, "voice" if kind == "voice" else "chat", "", "en")
    whole = usual.model_dump()
    for name, section in sections.items():
        whole[name] = {**whole[name], **section} if isinstance(section, dict) else section
    try:
        return AssistantDocument.model_validate(whole)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(("setup.policy", *map(str, first["loc"][-1:])))
        raise Wrong(path, first["msg"].removeprefix("Value error, ")) from None
