"""Facts as rows: the payload that stays for ever, and the personal part that can be erased."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from app.domain.facts import FACTS, Draft, Fact, OrderUpserted, ProductUpserted, ShowOpened

Fields = dict[str, Any]  # msgspec's builtins: any JSON value

MOST_MINOR = 10**15  # what Money.parse takes at most
_MOST_VERSION = 2**63 - 1
_SURROGATES = re.compile("[\ud800-\udfff]")
_DECODERS: dict[str, msgspec.json.Decoder[Fact]] = {
    kind: msgspec.json.Decoder(fact) for kind, fact in FACTS.items()
}
# A fact's personal fields are its own, or all of them lie in its only field: so two JSON objects become one by
# joining their bytes, without a second parse. A log may hold a million.
_PARENT = {kind: fact.personal[0].rpartition(".")[0] if fact.personal else "" for kind, fact in FACTS.items()}
_ERASED = {
    kind: msgspec.json.encode(dict.fromkeys(fact.personal, "")) if fact.personal else b""
    for kind, fact in FACTS.items()
}


class CodecError(ValueError):
    """A fact that cannot be stored, or a row that cannot be read. The message quotes nobody."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft that every database takes, as JSON; `personal` is empty when the fact names no person."""

    draft: Draft
    payload: bytes
    personal: bytes


def prepared(draft: Draft) -> Prepared:
    """Raises `CodecError`. A lone surrogate in a text becomes U+FFFD; in a name, where it could make two orders one,
    it is refused, and NUL with it.
    """
    fact = draft.fact
    _check_names(draft)
    _check_numbers(fact)
    try:
        payload, personal = _parts(fact)
    except UnicodeEncodeError:
        fact = msgspec.convert(_mended(msgspec.to_builtins(fact)), type(fact))
        payload, personal = _parts(fact)
        draft = replace(draft, fact=fact)
    except (TypeError, OverflowError, msgspec.MsgspecError) as error:
        raise CodecError(f"{fact.kind} cannot be stored: {error}") from None
    return Prepared(draft, payload, personal)


def decoded(kind: str, payload: bytes, personal: bytes | None) -> Fact:
    """The fact of a row; erased fields read as empty texts. Raises `CodecError`."""
    decoder = _DECODERS.get(kind)
    if decoder is None:
        raise CodecError(f"a fact of the unknown kind {kind!r}")
    about = personal or _ERASED[kind]
    try:
        if about:
            payload = _joined(payload, about, _PARENT[kind])
        return decoder.decode(payload)
    except msgspec.MsgspecError as error:
        raise CodecError(f"a {kind} row cannot be read: {error}") from None


def _joined(payload: bytes, about: bytes, parent: str) -> bytes:
    if not parent:
        return payload[:-1] + (b"," if len(payload) > 2 else b"") + about[1:]
    inner: Fields = {path.rpartition(".")[2]: value for path, value in msgspec.json.decode(about).items()}
    return payload[:-2] + b"," + msgspec.json.encode(inner)[1:-1] + b"}}"


def _parts(fact: Fact) -> tuple[bytes, bytes]:
    values: Fields = msgspec.to_builtins(fact)
    taken = {path: _taken(values, path) for path in fact.personal}
    return msgspec.json.encode(values), msgspec.json.encode(taken) if taken else b""


def _check_names(draft: Draft) -> None:
    """What keys and projections are told apart by."""
    names = draft.source + draft.key + draft.occurred_at
    match draft.fact:
        case OrderUpserted(order=order):
            names += order.source + order.order_id + order.updated_at + order.currency
        case ProductUpserted() as product:
            names += product.source + product.product_id + product.variant_id + product.currency
            names += product.sku + product.title
        case ShowOpened() as show:
            names += show.show_id + show.title + show.currency + show.epoch_utc
    if (not names.isascii() and _SURROGATES.search(names)) or "\0" in names:
        raise CodecError(
            f"{draft.fact.kind} cannot be stored: a name holds characters that no database takes"
        )


def _check_numbers(fact: Fact) -> None:
    """What stands in columns: 64 bits with a sign, and amounts that can be added up."""
    match fact:
        case OrderUpserted(order=order):
            amounts = (order.total_minor, order.paid_minor, order.refunded_minor)
            is_well = -_MOST_VERSION <= order.version <= _MOST_VERSION
        case ProductUpserted() as product:
            amounts = (product.price_minor, product.stock or 0, 0)
            is_well = True
        case _:
            return
    if not is_well or not all(-MOST_MINOR <= amount <= MOST_MINOR for amount in amounts):
        raise CodecError(f"{fact.kind} cannot be stored: a number is out of range")


def _taken(values: Fields, path: str) -> Any:
    *parents, name = path.split(".")
    for parent in parents:
        values = values[parent]
    return values.pop(name)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _mended(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mended(item) for item in value]
    return value
