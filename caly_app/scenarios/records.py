"""The records of a scenario's setup: providers, free times, appointments, customers, and the sector's own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from caly_app.models import AppointmentStatus
from caly_app.scenarios import calendar
from caly_app.scenarios.file import Event
from caly_app.scenarios.names import (
    APPOINTMENT,
    CUSTOMER,
    OF_APPOINTMENT,
    OF_CUSTOMER,
    PROVIDER,
    REFERENCE,
    SLOTS,
    Names,
    RecordNames,
)
from caly_app.scenarios.people import People
from caly_app.scenarios.values import Place, coerced, filled, folded
from caly_app.scenarios.wrong import Wrong, at
from caly_app.services import opening_hours, record_schemas
from caly_app.services.opening_hours import StrangeHours
from caly_app.services.scenarios import NewResource

_LONGEST_REFERENCE = 20
_IDENTIFYING = ("phone", "email", "date_of_birth")
_A_DAY = 480  # minutes: an event takes all of it
_MINUTES = ("duration_minutes", "minutes", "duration")


@dataclass(frozen=True)
class Booked:
    reference: str
    provider: str
    start: datetime  # in the business's time, without zone
    minutes: int | None
    person: int | None
    status: AppointmentStatus
    kind: str  # '': as the sector calls it
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Stored:
    kind: str
    reference: str
    data: Mapping[str, Any]
    person: int | None


@dataclass
class _Entry:
    """One appointment or record: `details` of its customer, `rest` of itself, by our names."""

    kind: str
    path: str
    details: dict[str, str]
    rest: dict[str, Any]
    reference: str
    person: int | None = None


@dataclass
class Records:
    """`notes`: what was added to the file's own words, so that the records could be stored."""

    names: Names
    place: Place
    today: date
    people: People
    business: str = ""  # its name, where the file has one
    resources: list[NewResource] = field(default_factory=list)
    booked: list[Booked] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _starts: calendar.Starts | None = None
    _of_days: set[str] = field(
        default_factory=set
    )  # free in opening hours: the times are of what takes hours

    def read(self, written: Mapping[str, Any]) -> None:
        """Raises Wrong."""
        by_kind: dict[str, list[tuple[str, Any, RecordNames]]] = {}
        for name, value in written.items():
            path = f"setup.records.{name}"
            if name in ("event", "events") and _is_event(value):
                self._read_events(value, path)
                continue
            with at(path):
                kind, names = self.names.record(name)
            if not kind:
                self.notes.append(f"{path} was left out")
                continue
            by_kind.setdefault(kind, []).append((path, value, names))
        for kind in (PROVIDER, CUSTOMER, SLOTS):
            for path, value, names in by_kind.get(kind, ()):
                self._read_kind(kind, value, names, path)
        self._read_entries(
            [
                self._entry(kind, one, names, f"{path}.{number}")
                for kind in (APPOINTMENT, *self.names.sector.entities)
                for path, value, names in by_kind.get(kind, ())
                for number, one in enumerate(value if isinstance(value, list) else [value])
            ]
        )
        self._sell_as_in_demo()
        self._let_be_booked()
        self._settle_times()

    def _let_be_booked(self) -> None:
        """A table that is on record can be booked, though the file names it nowhere else."""
        for one in self.stored:
            booked, name = self.names.sector.entities[one.kind].booked, str(one.data.get("name", ""))
            if booked and name and all(folded(known.name) != folded(name) for known in self.resources):
                minutes = _A_DAY if booked == "days" else 0
                self.resources.append(NewResource(name, slot_minutes=minutes))
                self._of_days |= {name} if booked == "days" else set()

    def _sell_as_in_demo(self) -> None:
        """Nobody can be quoted for anything where nothing is sold."""
        sector, listed = self.names.sector, {one.kind for one in self.stored}
        for one in sector.demo.records if sector.demo else ():
            if sector.entities[one.kind].sold and one.kind not in listed:
                self.stored.append(Stored(one.kind, one.reference, dict(one.data), None))
                self.notes.append(f"{one.kind} {one.reference} is as in the demo")

    def _read_kind(self, kind: str, value: Any, names: RecordNames, path: str) -> None:
        if kind == SLOTS:
            self._starts = calendar.starts_of(value, path)
            return
        for number, one in enumerate(value if isinstance(value, list) else [value]):
            place = f"{path}.{number}"
            if kind == PROVIDER:
                self._read_provider(one, names, place)
            else:
                entry = self._entry(kind, one, names, place)
                self.people.known_as(entry.details, entry.reference)

    def _read_entries(self, entries: Sequence[_Entry]) -> None:
        """Who is told of in full is known before anybody who is only named."""
        for entry in sorted(entries, key=lambda one: one.details.keys() <= {"name"}):
            entity = self.names.sector.entities.get(entry.kind)
            if entity is None or not entity.about_nobody:
                entry.person = self._person(entry)
        for entry in entries:
            if entry.kind == APPOINTMENT:
                self._read_appointment(entry)
            else:
                self._read_record(entry)

    # --- whoever can be booked, and when ---

    def _read_provider(self, one: Any, names: RecordNames, path: str) -> None:
        if isinstance(one, str):
            self._add_resource(one)
            return
        told: dict[str, Any] = {}
        for key, value in (one if isinstance(one, Mapping) else {}).items():
            with at(f"{path}.{key}"):
                told.update(dict.fromkeys(self.names.field(PROVIDER, names, str(key))[:1], value))
        if not told.get("name"):
            raise Wrong(path, "must be a name, or a mapping with a name")
        try:
            hours = opening_hours.stored(calendar.by_day(told.get("hours") or {}))
        except StrangeHours as wrong:
            raise Wrong(f"{path}.hours", str(wrong)) from None
        specialty = told.get("specialty") or ""
        said = ", ".join(map(str, specialty)) if isinstance(specialty, list) else str(specialty)
        minutes = coerced(told.get("slot_minutes") or 0, {"type": "integer"}, self.place)
        if not isinstance(minutes, int) or minutes < 0:
            raise Wrong(f"{path}.slot_minutes", "must be a number of minutes")
        self.resources.append(NewResource(str(told["name"]), said, minutes, hours))

    def _add_resource(self, name: str) -> None:
        if all(one.name != name for one in self.resources):
            self.resources.append(NewResource(name, slot_minutes=0))

    def _settle_times(self) -> None:
        """Only the times that are listed are free; what is booked would be offered, were it not."""
        starts = self._starts
        for provider in starts or ():
            if provider:
                self._add_resource(provider)
        if not self.resources and (starts is not None or self.booked):
            self._add_resource(self._business())
        self.booked = [replace(one, provider=self._whose(one.provider)) for one in self.booked]
        self.resources = [self._with_times(one, starts) for one in self.resources]

    def _with_times(self, resource: NewResource, starts: calendar.Starts | None) -> NewResource:
        if starts is None or resource.name in self._of_days and resource.name not in starts:
            return replace(resource, slot_minutes=resource.slot_minutes or 30)
        own: dict[str, list[str]] = {}
        for group in (calendar.EVERYBODY, resource.name):
            for day, times in starts.get(group, {}).items():
                own.setdefault(day, []).extend(times)
        for booked in self.booked:
            if booked.provider == resource.name:
                own.setdefault(booked.start.date().isoformat(), []).append(f"{booked.start:%H:%M}")
        minutes = resource.slot_minutes or calendar.apart(own)
        return replace(resource, slot_minutes=minutes, dates=calendar.only(own, self.today))

    def _whose(self, provider: str) -> str:
        if not provider:
            return self.resources[0].name
        alike = (one.name for one in self.resources if folded(one.name) == folded(provider))
        return next(alike, provider)

    def _business(self) -> str:
        demo = self.names.sector.demo
        return self.business or (demo.business.name if demo else self.names.sector.title["en"])

    # --- appointments, records, events ---

    def _read_appointment(self, entry: _Entry) -> None:
        path, rest = entry.path, dict(entry.rest)
        minutes = next((rest.pop(name) for name in _MINUTES if name in rest), None)
        told = {OF_APPOINTMENT[name]: rest.pop(name) for name in list(rest) if name in OF_APPOINTMENT}
        if len(entry.reference) > _LONGEST_REFERENCE:
            raise Wrong(f"{path}.id", f"must have at most {_LONGEST_REFERENCE} characters")
        start = _start(told, path)
        if minutes is None and "end" in told:
            minutes = (_as_moment(told["end"], f"{path}.end") - start).total_seconds() / 60
        provider = str(told.get("provider") or "")
        if provider:
            self._add_resource(self._known_provider(provider))
        self.booked.append(
            Booked(
                entry.reference,
                self._known_provider(provider),
                start,
                int(minutes) if minutes else None,
                entry.person,
                _status(told.get("status", "booked"), f"{path}.status"),
                str(told.get("kind") or ""),
                {name: str(value) for name, value in rest.items() if value is not None},
            )
        )

    def _known_provider(self, said: str) -> str:
        return next((one.name for one in self.resources if folded(one.name) == folded(said)), said)

    def _read_record(self, entry: _Entry) -> None:
        kind, reference = entry.kind, entry.reference
        entity, schema = self.names.sector.entities[kind], self.names.schema(kind)
        data = {name: coerced(value, schema.get(name, {}), self.place) for name, value in entry.rest.items()}
        required = entity.fields.get("required", ())
        assert isinstance(required, list | tuple)
        for name in required:
            if name not in data:
                data[name] = filled(schema.get(name, {}), reference or "unknown", self.today, self.place)
                self.notes.append(f"{entry.path}.{name} was filled with {data[name]!r}")
        data = {name: value for name, value in data.items() if value is not None}
        for place, words in record_schemas.wrong_fields(self.names.sector.name, kind, data).items():
            raise Wrong(f"{entry.path}.{place}", words)
        self.stored.append(Stored(kind, reference, data, entry.person))

    def _read_events(self, value: Any, path: str) -> None:
        for one in value if isinstance(value, list) else [value]:
            try:
                self.events.append(Event.model_validate(one))
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join((path, *map(str, first["loc"])))
                raise Wrong(place, first["msg"].removeprefix("Value error, ")) from None

    # --- whose it is ---

    def _person(self, entry: _Entry) -> int | None:
        """Of one name or id only, the customer who bears it, or whom a record of this id is about."""
        details = entry.details
        if details.keys() == {"name"} and (known := self.people.named(details["name"])) is not None:
            return known
        number = self.people.known_as(details)
        if number is not None and entry.reference:
            self.people.everybody[number].ids.add(entry.reference)
        return number

    def _entry(self, kind: str, one: Any, names: RecordNames, path: str) -> _Entry:
        if not isinstance(one, Mapping):
            raise Wrong(path, "must be a mapping")
        details, rest = self._split(kind, one, names, path)
        return _Entry(kind, path, details, rest, _reference(rest))

    def _split(
        self, kind: str, one: Mapping[str, Any], names: RecordNames, path: str
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """What is said of the customer, and what of the record itself, by our names."""
        details: dict[str, str] = {}
        rest: dict[str, Any] = {}
        schema = self.names.schema(kind)
        for name, value, is_customers in self._flat(one):
            if is_customers and name in OF_CUSTOMER:
                details |= {OF_CUSTOMER[name]: _as_text(value)} if value is not None else {}
                if OF_CUSTOMER[name] not in _IDENTIFYING or name not in schema:
                    continue  # a policy has a name of its own
            if kind == APPOINTMENT and name in _MINUTES:
                rest[name] = value
                continue
            with at(f"{path}.{name}"):
                meant = self.names.field(kind, names, name)
            for own in meant[:1]:
                value = _translated(value, names.values.get(own, {}))
                if own in schema:
                    rest[own] = value
                if own in OF_CUSTOMER and value is not None and (own not in schema or own in _IDENTIFYING):
                    details[OF_CUSTOMER[own]] = _as_text(value)
                elif own not in schema:
                    rest[own] = value
        return details, rest

    def _flat(self, one: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
        """A customer's details may stand in a mapping of their own: True with these."""
        for name, value in one.items():
            if name == "customer" and isinstance(value, Mapping):
                yield from ((str(key), inner, True) for key, inner in value.items() if key not in REFERENCE)
            else:
                yield str(name), value, False


def _is_event(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, Mapping) and "after_turn" in first


def _translated(value: Any, words: Mapping[str, str]) -> Any:
    return words.get(value, value) if isinstance(value, str) else value


def _as_text(value: Any) -> str:
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _reference(rest: dict[str, Any]) -> str:
    found = [str(rest.pop(name)) for name in REFERENCE if name in rest]
    return found[-1] if found else ""


def _start(told: Mapping[str, Any], path: str) -> datetime:
    if "start" in told:
        return _as_moment(told["start"], f"{path}.start")
    if "date" in told and "time" in told:
        return _as_moment(f"{_as_text(told['date'])}T{told['time']}", f"{path}.date")
    raise Wrong(f"{path}.start", "is missing")


def _as_moment(value: Any, path: str) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise Wrong(path, f"{value!r} is no moment like 2026-10-08T09:00") from None
    return moment.replace(tzinfo=None)


def _status(value: Any, path: str) -> AppointmentStatus:
    match folded(str(value)):
        case "booked" | "confirmed" | "scheduled" | "active":
            return AppointmentStatus.BOOKED
        case "cancelled" | "canceled":
            return AppointmentStatus.CANCELLED
    raise Wrong(path, f"{value!r} is neither booked nor cancelled")
