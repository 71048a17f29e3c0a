"""Reads a body of events row by row: each becomes drafts or an error of its own, and none spoils another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from app.connectors.inbound.events import TYPES, Event
from app.connectors.inbound.mapping import Invalid, drafts_of
from app.domain.facts import Draft, Outcome

_AMOUNTS = ("price", "unit_price", "total", "paid", "refunded")
_UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_raws = msgspec.json.Decoder(list[msgspec.Raw])


class Row(msgspec.Struct, frozen=True):
    """One event: what it becomes, or what is answered at once. `id` is empty when the row had none."""

    id: str
    drafts: tuple[Draft, ...] = ()
    status: str = ""
    error: dict[str, str] | None = None

    def answer(self, outcomes: Sequence[Outcome]) -> dict[str, object]:
        """The result for the sender; `outcomes` are those of this row's drafts."""
        if not self.drafts:
            return {"id": self.id, "status": self.status} | ({"error": self.error} if self.error else {})
        for outcome in (Outcome.ACCEPTED, Outcome.STALE):
            if outcome in outcomes:
                return {"id": self.id, "status": outcome.value}
        return {"id": self.id, "status": Outcome.DUPLICATE.value}


class Unreadable(Exception):
    """A body that is not JSON, or neither an object nor an array."""


class TooMany(Exception):
    """More rows than one body may have."""


class _Head(msgspec.Struct):
    """What can be told of a row that is not an event."""

    id: str = ""
    type: str = ""


_head = msgspec.json.Decoder(_Head)


def rows_of(body: bytes, connector: str, most: int) -> list[Row]:
    """The rows of one object or an array of at most `most`; raises `Unreadable` or `TooMany`."""
    raws = _split(body)
    if len(raws) > most:
        raise TooMany
    return [_row(raw, connector) for raw in raws]


def results(rows: Sequence[Row], outcomes: Sequence[Outcome]) -> list[dict[str, object]]:
    """The answers in the order of the rows; `outcomes` are those of all drafts of all rows."""
    answers = []
    begin = 0
    for row in rows:
        end = begin + len(row.drafts)
        answers.append(row.answer(outcomes[begin:end]))
        begin = end
    return answers


def _split(body: bytes) -> Sequence[msgspec.Raw | bytes]:
    start = body.lstrip()[:1]
    if start not in (b"[", b"{"):
        raise Unreadable
    try:
        return _raws.decode(body if start == b"[" else b"[" + body + b"]")
    except _UNREADABLE:
        return _split_leniently(body)


def _split_leniently(body: bytes) -> list[bytes]:
    """For a body with half a surrogate pair in one of its texts, which only that row shall pay for."""
    try:
        values = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unreadable from None
    return [json.dumps(value).encode() for value in (values if isinstance(values, list) else [values])]


def _no_constant(_name: str) -> None:
    raise ValueError("NaN and Infinity are not JSON")


def _row(raw: msgspec.Raw | bytes, connector: str) -> Row:
    try:
        event = _event.decode(raw)
        _check_nul(raw)
        return Row(event.id, drafts_of(event, connector))
    except Invalid as error:
        return Row(_head_of(raw).id, status="invalid", error={"path": error.path, "message": str(error)})
    except msgspec.ValidationError as error:
        head = _head_of(raw)
        if head.type and head.type not in TYPES:
            return Row(head.id, status="ignored")
        return Row(head.id, status="invalid", error=_words(str(error)))
    except _UNREADABLE:
        return Row(_head_of(raw).id, status="invalid", error={"path": "", "message": "not readable as JSON"})


def _head_of(raw: msgspec.Raw | bytes) -> _Head:
    try:
        head = _head.decode(raw)
    except _UNREADABLE:
        return _Head()
    return head if len(head.id) <= 200 else _Head(type=head.type)


def _words(text: str) -> dict[str, str]:
    """Path and message of an error of msgspec: "Expected `str`, got `float` - at `$.data.total`"."""
    message, _, path = text.partition(" - at `$")
    path = path.rstrip("`").lstrip(".")
    if path.rpartition(".")[2] in _AMOUNTS:
        message = "expected a decimal string"
    elif path == "data.text" and "length" in message:
        message = "expected at most 4000 characters"
    return {"path": path, "message": message[:1].lower() + message[1:].replace("`", "")}


def _check_nul(raw: msgspec.Raw | bytes) -> None:
    """A NUL character is in no honest text, and PostgreSQL cannot keep one."""
    if b"\\u0000" in bytes(raw) and _has_nul(msgspec.json.decode(raw)):
        raise Invalid("", "a NUL character is not taken")


def _has_nul(value: Any) -> bool:  # Any: what JSON can hold, of any shape.
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(part) for key, part in value.items())
    return isinstance(value, list) and any(_has_nul(part) for part in value)
