"""The names that a scenario of a sector may use, and how the names of other people's files are translated."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, ValidationError

from caly_app.agents.commands import EscalationReason
from caly_app.agents.config import EscalationRules, Limits
from caly_app.agents.sector import Sector
from caly_app.agents.sectors import all_sectors
from caly_app.errors import NotFound
from caly_app.scenarios import document as documents
from caly_app.scenarios.file import WrongFile, said_of

APPOINTMENT, CUSTOMER, PROVIDER, SLOTS = "appointment", "customer", "provider", "appointment_slots"
REFERENCE = ("id", "reference")

# A customer's details by whatever name they go.
OF_CUSTOMER: Mapping[str, str] = {
    "name": "name",
    "full_name": "name",
    "customer_name": "name",
    "customer": "name",
    "customer_id": "name",
    "phone": "phone",
    "phone_number": "phone",
    "customer_phone": "phone",
    "email": "email",
    "customer_email": "email",
    "date_of_birth": "date_of_birth",
    "dob": "date_of_birth",
    "birth_date": "date_of_birth",
    "address": "address",
    "customer_address": "address",
}
# The customer's, where a record has a name or an address of its own.
_BESIDE_ITS_OWN = ("customer_name", "customer_address")
OF_APPOINTMENT: Mapping[str, str] = {
    "start": "start",
    "starts_at": "start",
    "end": "end",
    "ends_at": "end",
    "date": "date",
    "time": "time",
    "provider": "provider",
    "resource": "provider",
    "status": "status",
    "kind": "kind",
}
OF_PROVIDER = (*REFERENCE, "name", "specialty", "slot_minutes", "hours")
_OF_DOCUMENT = (
    "identity",
    "identity_attempts",
    "accepts_booking_reference",
    "agents_off",
    "tools",
    "greeting",
)
MENTIONS = "_mentions"


class UnknownSector(NotFound):
    """There is no such sector."""


def sector_named(name: str) -> Sector:
    """Raises UnknownSector, which names what there is."""
    sectors = all_sectors()
    if name not in sectors:
        raise UnknownSector(f"There is no sector {name[:60]!r}. There are: {', '.join(sectors)}.")
    return sectors[name]


def _any_of(value: object) -> object:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


AnyOf = Annotated[tuple[str, ...], BeforeValidator(_any_of)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RecordNames(_Part):
    """`fields`: theirs -> ours; nothing on the right leaves it out. `values`: of a field of ours.

    A `type` of '' leaves all records of that name out.
    """

    type: str
    fields: dict[str, AnyOf] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)


def _kind_only(value: object) -> object:
    return {"type": value or ""} if isinstance(value, str | None) else value


class SectorNames(_Part):
    """Theirs on the left, the sector's own on the right; a list means any of them."""

    records: dict[str, Annotated[RecordNames, BeforeValidator(_kind_only)]] = Field(default_factory=dict)
    slots: dict[str, AnyOf] = Field(default_factory=dict)
    offered: dict[str, AnyOf] = Field(default_factory=dict)
    told: dict[str, AnyOf] = Field(default_factory=dict)
    policy: dict[str, AnyOf] = Field(default_factory=dict)
    reasons: dict[str, AnyOf] = Field(default_factory=dict)


class NameMap(RootModel[dict[str, SectorNames]]):
    """By sector."""


def read_map(path: Path) -> dict[str, SectorNames]:
    """Raises WrongFile."""
    return map_of(documents.read(path), str(path))


def map_of(document: object, place: str) -> dict[str, SectorNames]:
    """Raises WrongFile. `place`: what it is called in messages."""
    try:
        return NameMap.model_validate(document).root
    except ValidationError as error:
        raise WrongFile("\n".join(f"{place}: {line}" for line in said_of(error, document))) from None


@dataclass(frozen=True)
class Names:
    """What each name of a file means in this sector. Raises Unknown for what means nothing."""

    sector: Sector
    map: SectorNames = field(default_factory=SectorNames)

    def slot(self, name: str) -> tuple[str, ...]:
        """A slot, or whatever else an agent may ask: confirmation."""
        return self._meant(name, self.map.slots, self.sector.asks, "slot")

    def offered(self, name: str) -> tuple[str, ...]:
        return self._meant(name, self.map.offered, self.sector.offers, "thing to offer")

    def told(self, name: str) -> tuple[str, ...]:
        return self._meant(name, self.map.told, self.sector.tells, "outcome to tell")

    def policy(self, name: str) -> tuple[str, ...]:
        return self._meant(name, self.map.policy, self.policies, "policy key")

    def reason(self, name: str) -> tuple[str, ...]:
        return self._meant(name, self.map.reasons, tuple(EscalationReason), "reason to escalate")

    @cached_property
    def policies(self) -> tuple[str, ...]:
        settings = self.sector.settings.get("properties", {})
        own = tuple(settings) if isinstance(settings, Mapping) else ()
        rules = (*EscalationRules.model_fields, *Limits.model_fields)
        return tuple(dict.fromkeys((*_OF_DOCUMENT, *rules, *own)))

    @cached_property
    def types(self) -> tuple[str, ...]:
        return (PROVIDER, SLOTS, APPOINTMENT, CUSTOMER, *self.sector.entities)

    def record(self, name: str) -> tuple[str, RecordNames]:
        """The kind of record, in the singular; and how its fields are called in the file."""
        plain = name.strip().replace("-", "_")
        for theirs, names in self.map.records.items():
            if plain in _forms(theirs):
                return self._own_type(names.type) if names.type else "", names
        kind = self._own_type(plain)
        return kind, next((names for names in self.map.records.values() if names.type == name), _AS_THEY_ARE)

    def _own_type(self, name: str) -> str:
        alike = {SLOTS: SLOTS, f"{self.sector.appointment_kind}_slots": SLOTS}
        if name in alike:
            return alike[name]
        for kind in (*self.sector.entities, APPOINTMENT, CUSTOMER, PROVIDER):
            if name in _forms(kind):
                return kind
        if name in _forms(self.sector.appointment_kind):
            return APPOINTMENT
        raise Unknown("kind of record", name, self.types)

    def fields(self, kind: str) -> tuple[str, ...]:
        """What may be said of a record of this kind."""
        match kind:
            case "provider":
                return OF_PROVIDER
            case "customer":
                return tuple(dict.fromkeys((*REFERENCE, *OF_CUSTOMER)))
            case "appointment":
                booked = self.sector.tools.get("book_appointment")
                own = booked.arguments.model_fields if booked else ()
                return tuple(dict.fromkeys((*REFERENCE, *OF_APPOINTMENT, *OF_CUSTOMER, *own)))
            case _:
                return tuple(dict.fromkeys((*REFERENCE, *self.schema(kind), *OF_CUSTOMER)))

    def schema(self, kind: str) -> Mapping[str, Any]:
        """Field -> JSON schema, of the records of a sector."""
        entity = self.sector.entities.get(kind)
        found = entity.fields.get("properties", {}) if entity else {}
        return found if isinstance(found, Mapping) else {}

    def field(self, kind: str, names: RecordNames, name: str) -> tuple[str, ...]:
        if name in names.fields:
            known = self.fields(kind)
            for one in names.fields[name]:
                if one not in known:
                    raise Unknown(f"field of {kind}", one, known)
            return names.fields[name]
        known = self.fields(kind)
        if name not in known:
            raise Unknown(f"field of {kind}", name, known)
        return (name,)

    def _meant(
        self, name: str, names: Mapping[str, tuple[str, ...]], known: Iterable[str], what: str
    ) -> tuple[str, ...]:
        meant = names.get(name, (name,))
        for one in meant:
            if one not in known:
                raise Unknown(what, one, known)
        return meant


_AS_THEY_ARE = RecordNames(type="")


class Unknown(ValueError):
    """A name that is neither the sector's nor mapped."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        listed = [str(one) for one in known]
        near = get_close_matches(name, listed, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        super().__init__(f"there is no {what} {name!r}.{hint} There are: {', '.join(listed)}.")


def _forms(word: str) -> Iterator[str]:
    yield word
    yield f"{word}s"
    yield f"{word}es"
    if word.endswith("y"):
        yield f"{word[:-1]}ies"
    if word.endswith("s"):
        yield word[:-1]
    if word.endswith("ies"):
        yield f"{word[:-3]}y"


def words_of(sector: Sector) -> dict[str, Any]:
    """The closed lists: what `scenarios --words` prints."""
    names = Names(sector)
    return {
        "sector": sector.name,
        "slots": list(sector.slots),
        "asks": list(sector.asks),
        "offers": list(sector.offers),
        "tells": list(sector.tells),
        "policy": list(names.policies),
        "reasons": [reason.value for reason in EscalationReason],
        "records": {kind: _described(kind, names) for kind in (APPOINTMENT, CUSTOMER, *sector.entities)},
    }


def _described(kind: str, names: Names) -> dict[str, str]:
    """What is written in a field; * where each record has it. A customer's details by their own names."""
    described = {}
    for name in names.fields(kind):
        if name in names.schema(kind):
            described[name] = _form(name, kind, names)
        elif OF_CUSTOMER.get(name, name) == name and OF_APPOINTMENT.get(name, name) == name:
            described[name] = "of the customer" if name in OF_CUSTOMER else ""
        elif name in _BESIDE_ITS_OWN and OF_CUSTOMER[name] in names.schema(kind):
            described[name] = "of the customer"
    return described


def _form(name: str, kind: str, names: Names) -> str:
    schema, entity = names.schema(kind)[name], names.sector.entities[kind]
    required = entity.fields.get("required", ())
    star = "*" if isinstance(required, list | tuple) and name in required else ""
    if options := schema.get("enum"):
        return " | ".join(map(str, options)) + star
    is_money = "[A-Z]{3}" in str(schema.get("pattern", ""))
    return ("45.99 GBP" if is_money else str(schema.get("format") or schema.get("type", ""))) + star
