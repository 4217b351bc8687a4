"""A mapping of records as the rows of a form, and the rows as a mapping again. Pure: data in, data out.

What stands in a form is a *path*, as `order.total.amount`; a mapping has JSON pointers, as
`/order/total/amount`. A key with a dot in it is left as a pointer, and a pointer may be typed too.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from caly_app.agents.sector import Entity
from caly_app.errors import Invalid
from caly_app.queries import sectors as sector_queries
from caly_app.queries.dialogues import in_words
from caly_app.services import record_mapping
from caly_app.services.record_mapping import PERSONAL, Draft, Mapped, Write
from caly_app.state.business_form import Option
from caly_app.state.schema_fields import in_sentence, shown

WHERE = ("connection", "one", "several", "one_at", "several_at")
CREATES = "creates"
_OF_CUSTOMER = {"email": "e-mail"}
_KEYS_AT_MOST = 80
_SHOWN_AT_MOST = 60
_PAIR = re.compile(r"\s*(.+?)\s*=\s*(.+?)\s*")


@dataclass(frozen=True)
class Row:
    """One field of ours. `key` is its place in a mapping, and where what is wrong with it is said."""

    key: str  # reference | fields.status | fields.items/name | customer.phone
    title: str
    is_required: bool
    is_inner: bool  # of each entry of a list
    path: str
    translates: bool  # their words may be others than ours
    words: str  # NEW = placed, line by line
    ours: str  # what a word of ours may be
    reads: str = ""  # what it becomes, in the sample
    wrong: str = ""


@dataclass(frozen=True)
class Way:
    """One way to change a record there, or to make one."""

    key: str  # changes.0 | creates
    title: str
    when: str
    method: str
    path: str
    body: str
    theirs: str
    wrong: str = ""


@dataclass(frozen=True)
class Key:
    """One value of the sample, to be clicked on."""

    path: str
    shows: str


def path_of(pointers: str) -> str:
    """`/sum/amount /sum/currency` -> `sum.amount sum.currency`."""
    return " ".join(_dotted(one) for one in pointers.split())


def pointer_of(paths: str) -> str:
    return " ".join(one if one.startswith("/") else _slashed(one) for one in paths.split())


def rows_of(entity: Entity, draft: Draft) -> list[Row]:
    properties = sector_queries.fields_of(entity.fields)
    required = entity.fields.get("required", ())
    rows = [Row("reference", "Reference", True, False, path_of(draft.reference), False, "", "")]
    for name, spec in _with_inner(properties):
        field, _, inner = name.partition("/")
        must = properties[field]["items"].get("required", ()) if inner else required
        rows.append(
            _row(name, spec, draft, is_required=isinstance(must, list | tuple) and _last(name) in must)
        )
    rows += [
        Row(
            key=f"customer.{name}",
            title=f"Customer's {_OF_CUSTOMER.get(name, in_words(name).lower())}",
            is_required=False,
            is_inner=False,
            path=path_of(draft.customer.get(name, "")),
            translates=False,
            words="",
            ours="",
        )
        for name in ([] if entity.about_nobody else PERSONAL)
    ]
    return rows


def ways_of(draft: Draft) -> list[Way]:
    changes = [_way(f"changes.{place}", way) for place, way in enumerate(draft.changes)]
    return [*changes, *([_way(CREATES, draft.creates)] if draft.creates else [])]


def new_way(key: str) -> Way:
    return Way(key, _title_of(key), "", "POST", "", "", "")


def numbered(ways: Sequence[Way]) -> list[Way]:
    """Changes in their order, and what makes new ones at the end."""
    changes = [way for way in ways if way.key != CREATES]
    placed = [
        replace(way, key=f"changes.{place}", title=_title_of(f"changes.{place}"))
        for place, way in enumerate(changes)
    ]
    return [*placed, *(way for way in ways if way.key == CREATES)]


def document_of(
    entity: Entity, where: Mapping[str, str], rows: Sequence[Row], ways: Sequence[Way]
) -> dict[str, Any]:
    """What the form says, as a mapping is written; nothing is asked of it yet. Raises Invalid, by key."""
    wrong: dict[str, str] = {}
    found: dict[str, Any] = {name: where.get(name, "").strip() for name in WHERE}
    found |= {name: pointer_of(found[name]) for name in ("one_at", "several_at")}
    found |= {"fields": {}, "customer": {}, "values": {}, "changes": []}
    for row in rows:
        part, _, name = row.key.partition(".")
        if row.path.strip():
            _put(found, part, name, pointer_of(row.path))
        if row.words.strip():
            try:
                found["values"][name] = _pairs(entity, row.words, lambda _, name=name: name)
            except ValueError as error:
                wrong[row.key] = str(error)
    for way in ways:
        try:
            written = _written(entity, way)
        except ValueError as error:
            wrong[way.key] = str(error)
        else:
            _put(found, "creates", "", written) if way.key == CREATES else found["changes"].append(written)
    if wrong:
        raise Invalid(fields=wrong)
    return {name: value for name, value in found.items() if value not in ("", {}, [])}


def missing_in(where: Mapping[str, str], rows: Sequence[Row]) -> dict[str, str]:
    """What nothing can be stored without, by key."""
    inside = {row.key.partition("/")[0] for row in rows if row.is_inner and row.path.strip()}
    wrong = {
        row.key: "Please say where it stands."
        for row in rows
        if row.is_required
        and not row.path.strip()
        and (not row.is_inner or row.key.partition("/")[0] in inside)
    }
    if not where.get("connection"):
        wrong["connection"] = "Please choose a server."
    return wrong


def with_wrong(rows: Sequence[Row], wrong: Mapping[str, str]) -> list[Row]:
    return [replace(row, wrong=_sentence(wrong.get(row.key, ""))) for row in rows]


def with_sample(rows: Sequence[Row], mapped: Mapped, theirs: object) -> list[Row]:
    """Beside each row what it becomes, or what is wrong with it."""
    wrong = {
        name if name == "reference" else f"fields.{_without_numbers(name)}": words
        for name, words in mapped.wrong.items()
    }
    return [_read(row, mapped, theirs, wrong.get(row.key, "")) for row in rows]


def keys_in(theirs: object) -> list[Key]:
    """All that can be pointed to; of a list its first entry."""
    return [key for key, _ in zip(_keys(theirs, ""), range(_KEYS_AT_MOST), strict=False)]


def path_within(rows: Sequence[Row], row: Row, path: str) -> str:
    """The path that was clicked on, as this row has it: in a list it begins at the entry."""
    if not row.is_inner:
        return path
    parent = next((one.path for one in rows if one.key == row.key.partition("/")[0]), "")
    first = f"{parent}.0." if parent else ""
    return path.removeprefix(first) if first and path.startswith(first) else path.rpartition(".0.")[2]


def _row(name: str, spec: Mapping[str, Any], draft: Draft, *, is_required: bool) -> Row:
    values = draft.values.get(name, {})
    is_yes_no = spec.get("type") == "boolean"
    options = ["yes", "no"] if is_yes_no else [str(each) for each in spec.get("enum", ())]
    return Row(
        key=f"fields.{name}",
        title=str(spec.get("title") or in_words(_last(name))),
        is_required=is_required,
        is_inner="/" in name,
        path=path_of(draft.fields.get(name, "")),
        translates=bool(options or values),
        words="\n".join(f"{theirs} = {_said(ours)}" for theirs, ours in values.items()),
        ours=", ".join(options),
    )


def _with_inner(properties: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, spec in properties.items():
        yield name, spec
        inner = spec.get("items", {}) if spec.get("type") == "array" else {}
        for each, inner_spec in inner.get("properties", {}).items():
            yield f"{name}/{each}", inner_spec


def _way(key: str, way: Write) -> Way:
    return Way(
        key=key,
        title=_title_of(key),
        when="\n".join(f"{_plain(name)} = {_said(value)}" for name, value in way.when.items()),
        method=way.method,
        path=way.path,
        body="\n".join(f"{_plain(name)} = {path_of(where)}" for name, where in way.body.items()),
        theirs=", ".join(map(_plain, way.theirs)),
    )


def _title_of(key: str) -> str:
    return "A new one" if key == CREATES else f"Change {int(key.partition('.')[2]) + 1}"


def _written(entity: Entity, way: Way) -> dict[str, Any]:
    """Raises ValueError."""
    body = {_named(name): pointer_of(path) for name, path in _lines(way.body, "address = ship_to")}
    theirs = [_named(name) for name in re.split(r"[,\n]", way.theirs) if name.strip()]
    when = _pairs(entity, way.when, _named, is_ours_left=True)
    return {"method": way.method, "path": way.path.strip(), "when": when, "body": body, "theirs": theirs}


def _pairs(entity: Entity, text: str, field_of: Any, *, is_ours_left: bool = False) -> dict[str, Any]:
    """`NEW = placed`, or `status = cancelled` where a field of ours stands at the left."""
    example = "status = cancelled" if is_ours_left else "NEW = placed"
    pairs = _lines(text, example)
    return {
        (_named(left) if is_ours_left else left): _typed(entity, field_of(left), right)
        for left, right in pairs
    }


def _lines(text: str, example: str) -> list[tuple[str, str]]:
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        pair = _PAIR.fullmatch(line)
        if not pair:
            raise ValueError(f"Please write it as {example}, one on each line.")
        found.append((pair[1], pair[2]))
    return found


def _typed(entity: Entity, name: str, said: str) -> str | int | bool:
    spec: Mapping[str, Any] = dict(_with_inner(sector_queries.fields_of(entity.fields))).get(name, {})
    match spec.get("type"):
        case "boolean":
            return said.lower() in ("yes", "true", "1")
        case "integer" if said.isdecimal():
            return int(said)
    words = said.replace(" ", "_").lower()
    return words if words in spec.get("enum", ()) else said


def _read(row: Row, mapped: Mapped, theirs: object, wrong: str) -> Row:
    if not row.path.strip():
        said = _sentence(wrong) if row.is_required and not row.is_inner else ""
        return replace(row, reads="", wrong="Please say where it stands." if said else "")
    value = _value(row, mapped)
    if wrong and row.translates and isinstance(raw := _raw(row, theirs), str | int | bool):
        wrong = f"they say {raw}: please write below what that is here, as {raw} = {row.ours.split(', ')[0]}"
    if value is None and not wrong:
        return replace(row, reads="Nothing is there in this one.", wrong="")
    return replace(row, reads="" if wrong else _short(value), wrong=_sentence(wrong))


def _value(row: Row, mapped: Mapped) -> object:
    part, _, name = row.key.partition(".")
    if part == "reference":
        return mapped.reference or None
    if part == "customer":
        return {**mapped.customer}.get(name)
    field, _, inner = name.partition("/")
    found = mapped.data.get(field)
    if not inner:
        return found
    return found[0].get(inner) if isinstance(found, list) and found and isinstance(found[0], dict) else None


def _raw(row: Row, theirs: object) -> object:
    return record_mapping.value_at(theirs, pointer_of(row.path))


def _keys(theirs: object, path: str) -> Iterator[Key]:
    if isinstance(theirs, Mapping):
        for name, value in theirs.items():
            yield from _keys(value, f"{path}/{str(name).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(theirs, list):
        yield Key(path_of(path), f"a list of {len(theirs)}")
        if theirs:
            yield from _keys(theirs[0], f"{path}/0")
    elif path and " " not in path:
        yield Key(path_of(path), _short(theirs))


def _short(value: object) -> str:
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return f"{len(value)} of them" if len(value) != 1 else "1 of them"
    text = "empty" if value is None else shown(value)
    return text if len(text) <= _SHOWN_AT_MOST else f"{text[:_SHOWN_AT_MOST]}..."


def _dotted(pointer: str) -> str:
    steps = pointer.split("/")[1:]
    plain = all(step and "." not in step and "~" not in step and "[" not in step for step in steps)
    return ".".join(steps) if steps and plain else pointer


def _slashed(path: str) -> str:
    return "/" + re.sub(r"\[(\d+)\]", r".\1", path).strip(".").replace(".", "/") if path else ""


def _put(found: dict[str, Any], part: str, name: str, value: object) -> None:
    if name:
        found[part][name] = value
    else:
        found[part] = value


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _named(words: str) -> str:
    return words.strip().lower().replace(" ", "_")


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _without_numbers(name: str) -> str:
    """`items.0.name` -> `items/name`."""
    return "/".join(step for step in name.split(".") if not step.isdecimal())


def _sentence(words: str) -> str:
    if not words:
        return ""
    return words if words.endswith(".") and words[:1].isupper() else in_sentence(words)


def as_text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def servers(names: Sequence[str], chosen: str) -> list[Option]:
    """To choose from; one that is gone is still named."""
    known = [Option(name, name) for name in names]
    is_gone = chosen and chosen not in names
    return [*known, Option(chosen, f"{chosen} (there is none of this name)")] if is_gone else known
