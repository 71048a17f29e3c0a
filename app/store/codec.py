"""Facts as rows: the payload that stays for ever, and the personal part that can be erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from app.domain.facts import FACTS, Fact

Fields = dict[str, Any]  # msgspec's builtins: any JSON value


class CodecError(ValueError):
    """A fact that cannot be stored, or a row that cannot be read."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """`payload` and `personal` are canonical JSON; `personal` is empty when the fact names no person."""

    payload: bytes
    personal: bytes


def encoded(fact: Fact) -> Encoded:
    """Raises `CodecError`; lone surrogates, which no database takes, become U+FFFD."""
    try:
        values: Fields = msgspec.to_builtins(fact)
        taken = {path: _taken(values, path) for path in fact.personal}
        payload, personal = msgspec.json.encode(values), msgspec.json.encode(taken) if taken else b""
    except UnicodeEncodeError:
        return encoded(msgspec.convert(_mended(msgspec.to_builtins(fact)), type(fact)))
    except (TypeError, OverflowError, msgspec.MsgspecError) as error:
        raise CodecError(f"{fact.kind} cannot be stored: {error}") from None
    return Encoded(payload, personal)


def decoded(kind: str, payload: bytes, personal: bytes | None) -> Fact:
    """The fact of a row; erased fields read as empty texts. Raises `CodecError`."""
    fact_type = FACTS.get(kind)
    if fact_type is None:
        raise CodecError(f"a fact of the unknown kind {kind!r}")
    try:
        values: Fields = msgspec.json.decode(payload)
        if fact_type.personal:
            known: Fields = (
                msgspec.json.decode(personal) if personal else dict.fromkeys(fact_type.personal, "")
            )
            for path, value in known.items():
                _put(values, path, value)
        return msgspec.convert(values, fact_type)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise CodecError(f"a {kind} row cannot be read: {error}") from None


def _taken(values: Fields, path: str) -> Any:
    *parents, name = path.split(".")
    for parent in parents:
        values = values[parent]
    return values.pop(name)


def _put(values: Fields, path: str, value: Any) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        values = values[parent]
    values[name] = value


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _mended(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mended(item) for item in value]
    return value
