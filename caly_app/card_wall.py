"""The wall before the database: no number of a payment card is written, whoever wrote it and wherever.

Whatever goes to Postgres as text or as JSON goes through these: messages and notes, records and facts, the
address of a page, what a log of changes says, and the next column that somebody adds. What is encrypted goes
as bytes: whoever encrypts (personal_values.py, idempotency_keys.py) asks card_numbers.py before.
"""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import Buffer
from psycopg.types.json import Json, Jsonb, JsonbBinaryDumper, JsonbDumper, JsonBinaryDumper, JsonDumper
from psycopg.types.string import StrBinaryDumper, StrDumperUnknown

from caly_app.card_numbers import document_without_cards, without_cards

_Document = TypeVar("_Document", Json, Jsonb)


def stand_before(connection: psycopg.AsyncConnection[Any]) -> None:
    for kind, dumper in (
        (str, _BinaryText),
        (str, _Text),  # as psycopg has them: the last one is asked first
        (Jsonb, _BinaryJsonb),
        (Jsonb, _Jsonb),
        (Json, _BinaryJson),
        (Json, _Json),
    ):
        connection.adapters.register_dumper(kind, dumper)


class _Text(StrDumperUnknown):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(without_cards(obj))


class _BinaryText(StrBinaryDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(without_cards(obj))


class _Jsonb(JsonbDumper):
    def dump(self, obj: Jsonb) -> Buffer | None:
        return super().dump(_without_cards(obj))


class _BinaryJsonb(JsonbBinaryDumper):
    def dump(self, obj: Jsonb) -> Buffer | None:
        return super().dump(_without_cards(obj))


class _Json(JsonDumper):
    def dump(self, obj: Json) -> Buffer | None:
        return super().dump(_without_cards(obj))


class _BinaryJson(JsonBinaryDumper):
    def dump(self, obj: Json) -> Buffer | None:
        return super().dump(_without_cards(obj))


def _without_cards(written: _Document) -> _Document:
    return type(written)(document_without_cards(written.obj), written.dumps)
