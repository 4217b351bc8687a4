"""What was expected, beside what came of it: first the rows, then what was done, then what was said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from caly_app.scenarios import reask
from caly_app.scenarios.file import Contains, RecordsExpected, Scenario
from caly_app.scenarios.names import MENTIONS, OF_APPOINTMENT, OF_CUSTOMER, REFERENCE, Names, RecordNames
from caly_app.scenarios.reask import Exchange
from caly_app.scenarios.rows import Row
from caly_app.scenarios.values import Place, mentions, same, same_detail, same_reference
from caly_app.scenarios.wrong import Wrong, at

Verdict = Literal["pass", "fail", "unjudged"]


@dataclass(frozen=True)
class Graded:
    expectation: str  # its place in the file, and what it says
    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True)
class CameOf:
    """What came of a conversation."""

    before: Sequence[Row]
    after: Sequence[Row]
    replies: Sequence[str]
    exchanges: Sequence[Exchange]
    reasons: Sequence[str]  # of the escalations
    escalated_at: int | None  # number of the customer's line, from 0
    said_at: Mapping[str, int]  # id of a turn -> number of the line it was said in


def check(scenario: Scenario, names: Names) -> None:
    """Raises Wrong for a name that means nothing in the sector."""
    expect = scenario.expect
    for place, wanted in enumerate(expect.records):
        path = f"expect.records.{place}"
        with at(f"{path}.type"):
            kind, own = names.record(wanted.type)
        if not kind:
            raise Wrong(f"{path}.type", f"{wanted.type!r} is translated into nothing")
        for section in ("match", "values"):
            for name in getattr(wanted, section):
                with at(f"{path}.{section}.{name}"):
                    names.field(kind, own, _field_of(name, names.fields(kind)))
    with at("expect.escalated.reason"):
        if expect.escalated and expect.escalated.reason:
            names.reason(expect.escalated.reason)
    with at("expect.reask"):
        for name in (*expect.reask.must, *expect.reask.must_not):
            names.slot(name)


def grade(scenario: Scenario, names: Names, place: Place, now: datetime, came_of: CameOf) -> list[Graded]:
    return [
        *(_Records(names, place, came_of).graded(one, n) for n, one in enumerate(scenario.expect.records)),
        *_escalation(scenario, names, came_of),
        *_words(scenario, came_of),
        *_reasks(scenario, names, place, now, came_of),
    ]


@dataclass(frozen=True)
class _Records:
    names: Names
    place: Place
    came_of: CameOf

    def graded(self, wanted: RecordsExpected, number: int) -> Graded:
        kind, own = self.names.record(wanted.type)
        label = f"records.{number}: {wanted.type} {_plain(wanted.match)} must {_must(wanted)}"
        problem = self._problem(wanted, kind, own)
        return Graded(label, "fail" if problem else "pass", problem)

    def _problem(self, wanted: RecordsExpected, kind: str, own: RecordNames) -> str:
        """'' where all is as expected."""
        before = [row for row in self.came_of.before if self._fits(row, kind, own, wanted.match)]
        after = [row for row in self.came_of.after if self._fits(row, kind, own, wanted.match)]
        asks_status = "status" in wanted.match or "status" in wanted.values
        live = [row for row in after if asks_status or row.is_live]
        match wanted.must:
            case "exist":
                return self._exists(wanted, own, live)
            case "absent":
                return self._is_absent(wanted, own, live)
            case "unchanged":
                return self._is_unchanged(before, after)
        return self._is_changed(wanted, own, before, after)

    def _exists(self, wanted: RecordsExpected, own: RecordNames, live: list[Row]) -> str:
        if wanted.count is not None and len(live) != wanted.count:
            return f"there are {len(live)}, not {wanted.count}: {_shown(live)}"
        if wanted.count == 0:
            return ""
        if not live:
            return "there is none"
        fitting = [row for row in live if not self._unlike(row, own, wanted.values)]
        if fitting and (wanted.count is None or len(fitting) == len(live)):
            return ""
        row = next(row for row in live if row not in fitting)
        return self._said_unlike(row, own, wanted.values)

    def _is_absent(self, wanted: RecordsExpected, own: RecordNames, live: list[Row]) -> str:
        there = [row for row in live if not self._unlike(row, own, wanted.values)]
        return f"there is {_shown(there)}" if there else ""

    def _is_unchanged(self, before: list[Row], after: list[Row]) -> str:
        if not before:
            return "there was none before"
        return self._difference({row.id for row in (*before, *after)}) or ""

    def _is_changed(
        self, wanted: RecordsExpected, own: RecordNames, before: list[Row], after: list[Row]
    ) -> str:
        ids = {row.id for row in (*before, *after)}
        if not ids:
            return "there is none"
        was, now = _by_id(self.came_of.before), _by_id(self.came_of.after)
        changed = [one for one in ids if _state(was, one) != _state(now, one)]
        if not changed:
            return "nothing of it has changed"
        if wanted.count is not None and len(changed) != wanted.count:
            return f"{len(changed)} have changed, not {wanted.count}"
        rows = [now[one] for one in changed if one in now]
        if not wanted.values or any(not self._unlike(row, own, wanted.values) for row in rows):
            return ""
        return self._said_unlike(rows[0], own, wanted.values) if rows else "it is gone"

    def _difference(self, ids: set[UUID]) -> str:
        was, now = _by_id(self.came_of.before), _by_id(self.came_of.after)
        for one in ids:
            old, new = was.get(one), now.get(one)
            if _state(was, one) != _state(now, one):
                return f"it was {_shown([old] if old else [])}, and is {_shown([new] if new else [])}"
        return ""

    def _said_unlike(self, row: Row, own: RecordNames, values: Mapping[str, Any]) -> str:
        told = (f"{name} is {self._told(row, own, name)!r}" for name in self._unlike(row, own, values))
        return ", ".join(told)

    def _fits(self, row: Row, kind: str, own: RecordNames, match: Mapping[str, Any]) -> bool:
        return row.kind == kind and not self._unlike(row, own, match)

    def _unlike(self, row: Row, own: RecordNames, values: Mapping[str, Any]) -> list[str]:
        """Names of those that the row does not have so."""
        return [name for name, wanted in values.items() if not self._has(row, own, name, wanted)]

    def _has(self, row: Row, own: RecordNames, name: str, wanted: Any) -> bool:
        known = self.names.fields(row.kind)
        field = _field_of(name, known)
        meant = self.names.field(row.kind, own, field)
        if not meant:
            return True  # translated into nothing: it is left out
        if field != name:
            items = wanted if isinstance(wanted, list | tuple) else [wanted]
            return any(mentions(value, items) for one in meant for value in self._values(row, one))
        return any(self._is(row, one, own, wanted) for one in meant)

    def _is(self, row: Row, field: str, own: RecordNames, wanted: Any) -> bool:
        if isinstance(wanted, str):
            wanted = own.values.get(field, {}).get(wanted, wanted)
        if field in REFERENCE and field not in row.fields:
            return wanted is not None and same_reference(wanted, row.reference)
        schema = self.names.schema(row.kind)
        if field in OF_CUSTOMER and field not in schema:
            kind = OF_CUSTOMER[field]
            held = row.details.get(kind, ())
            return not held if wanted is None else any(same_detail(kind, wanted, v, self.place) for v in held)
        name = OF_APPOINTMENT.get(field, field) if row.kind == "appointment" else field
        if name == "status" and row.kind == "appointment":
            wanted = _STATUS.get(str(wanted).lower(), wanted)
        return same(wanted, row.fields.get(name), schema.get(name, {}), self.place)

    def _values(self, row: Row, field: str) -> list[Any]:
        if field in REFERENCE and field not in row.fields:
            return [row.reference]
        if field in OF_CUSTOMER and field not in self.names.schema(row.kind):
            return list(row.details.get(OF_CUSTOMER[field], ()))
        name = OF_APPOINTMENT.get(field, field) if row.kind == "appointment" else field
        return [row.fields[name]] if name in row.fields else []

    def _told(self, row: Row, own: RecordNames, name: str) -> Any:
        field = _field_of(name, self.names.fields(row.kind))
        found = [v for one in self.names.field(row.kind, own, field) for v in self._values(row, one)]
        return found[0] if found else None


_STATUS = {"confirmed": "booked", "scheduled": "booked", "active": "booked", "canceled": "cancelled"}


def _escalation(scenario: Scenario, names: Names, came_of: CameOf) -> Iterator[Graded]:
    wanted = scenario.expect.escalated
    if wanted is None:
        return
    happened = came_of.escalated_at is not None
    label = f"escalated: {str(wanted.value).lower()}"
    if happened != wanted.value:
        told = f"it was, because of {', '.join(came_of.reasons)}" if happened else "it was not"
        yield Graded(label, "fail", told)
        return
    yield Graded(label, "pass")
    if wanted.reason and wanted.value:
        fits = bool({*names.reason(wanted.reason)} & {*came_of.reasons})
        detail = "" if fits else f"it is {', '.join(came_of.reasons)}"
        yield Graded(f"escalated.reason: {wanted.reason}", "pass" if fits else "fail", detail)
    if wanted.by and wanted.value:
        said_at = came_of.said_at.get(wanted.by)
        in_time = said_at is not None and came_of.escalated_at is not None and came_of.escalated_at <= said_at
        detail = "" if in_time else "it was later" if said_at is not None else "that turn was never said"
        yield Graded(f"escalated.by: {wanted.by}", "pass" if in_time else "fail", detail)


def _words(scenario: Scenario, came_of: CameOf) -> Iterator[Graded]:
    """By meaning: nobody here can judge that."""
    replies = [" ".join(reply.split()).casefold() for reply in came_of.replies]
    for name, expected in (("must_say", scenario.expect.must_say), ("must_not", scenario.expect.must_not)):
        for one in expected:
            if not isinstance(one, Contains):
                yield Graded(f"{name}: {one}", "unjudged")
                continue
            wanted = [" ".join(text.split()).casefold() for text in one.contains]
            saying = [reply for reply in replies if any(text in reply for text in wanted)]
            is_right = bool(saying) == (name == "must_say")
            detail = "" if is_right else f"it said: {saying[0]}" if saying else "no reply contains it"
            yield Graded(
                f"{name}: contains {' or '.join(one.contains)}", "pass" if is_right else "fail", detail
            )


def _reasks(
    scenario: Scenario, names: Names, place: Place, now: datetime, came_of: CameOf
) -> Iterator[Graded]:
    for name in scenario.expect.reask.must:
        asked = reask.times_asked(names.slot(name), came_of.exchanges)
        needless = list(
            reask.without_need(names.slot(name), came_of.exchanges, names.sector, now, place.country)
        )
        is_right = asked > 1 or bool(needless)
        yield Graded(f"reask.must: {name}", "pass" if is_right else "fail", f"asked {asked} times")
    for name in scenario.expect.reask.must_not:
        found = reask.without_need(names.slot(name), came_of.exchanges, names.sector, now, place.country)
        at_ = next(iter(found), None)
        detail = "" if at_ is None else f"asked again after {came_of.exchanges[at_].said!r}"
        yield Graded(f"reask.must_not: {name}", "pass" if at_ is None else "fail", detail)


def _field_of(name: str, known: Sequence[str]) -> str:
    return name.removesuffix(MENTIONS) if name.endswith(MENTIONS) and name not in known else name


def _by_id(rows: Sequence[Row]) -> dict[UUID, Row]:
    return {row.id: row for row in rows}


def _state(rows: Mapping[UUID, Row], wanted: UUID) -> object:
    return rows[wanted].state if wanted in rows else None


def _must(wanted: RecordsExpected) -> str:
    counted = f" {wanted.count} times" if wanted.count is not None else ""
    return f"{wanted.must}{counted}" + (f" as {_plain(wanted.values)}" if wanted.values else "")


def _plain(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items()) or "(any)"


def _shown(rows: Sequence[Row]) -> str:
    return "; ".join(_plain(row.as_json()) for row in rows) or "nothing"
