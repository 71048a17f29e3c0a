"""Turns an event of the inbound door into facts."""

from __future__ import annotations

from datetime import UTC, datetime

from app.connectors.inbound import events
from app.connectors.inbound.events import Event
from app.domain.facts import (
    CommentPosted,
    CommentsDeleted,
    Draft,
    Fact,
    OrderUpserted,
    ProductUpserted,
    StreamStateReported,
    ViewersSampled,
)
from app.domain.money import Money, MoneyError
from app.domain.order import OrderLine, OrderVersion

_NOT_PAID = frozenset(
    (
        *("", "unpaid", "pending", "cancelled", "canceled", "unknown", "new", "created", "open", "draft"),
        *(
            "failed",
            "declined",
            "rejected",
            "voided",
            "void",
            "expired",
            "abandoned",
            "authorized",
            "authorised",
        ),
        *("on-hold", "on_hold", "awaiting_payment", "awaiting payment", "pending_payment", "trash"),
    )
)


class Invalid(Exception):
    """A row that cannot be a fact: `path` names the field as in `data.variants[0].price`."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


def drafts_of(event: Event, connector: str) -> tuple[Draft, ...]:
    """One draft, or one for each variant of a product; raises `Invalid`."""
    facts = _facts(event, connector)
    occurred_at = _utc("occurred_at", event.occurred_at)
    # Two tools may count their events from 1 both, so an id is only unique within its source.
    key = f"{event.source}\n{event.id}"
    keys = [key] + [f"{key}\n{index}" for index in range(1, len(facts))]
    return tuple(
        Draft(source=f"connector:{connector}", key=key, occurred_at=occurred_at, fact=fact)
        for key, fact in zip(keys, facts, strict=True)
    )


def _facts(event: Event, connector: str) -> tuple[Fact, ...]:
    room = event.room or "main"
    match event:
        case events.OrderUpserted():
            return (OrderUpserted(order=_order(event.data, event.source)),)
        case events.CommentCreated():
            return (_comment(event, connector, room),)
        case events.CommentDeleted():
            return (_deletion(event, connector, room),)
        case events.ProductUpserted():
            return tuple(_variant(event, index, variant) for index, variant in enumerate(event.data.variants))
        case events.ViewersSampled(data=data):
            sample = ViewersSampled(
                connector=connector,
                room=room,
                concurrent=data.concurrent,
                cumulative=data.cumulative,
                likes=data.likes,
            )
            return (sample,)
        case events.StreamState(data=data):
            return (StreamStateReported(connector=connector, room=room, state=data.state, title=data.title),)


def _comment(event: events.CommentCreated, connector: str, room: str) -> CommentPosted:
    data = event.data
    return CommentPosted(
        connector=connector,
        room=room,
        comment_id=_comment_id(event.source, data.id),
        author_id=data.author.id,
        author_name=data.author.name,
        text=data.text,
        sent_at=_utc("occurred_at", event.occurred_at),
        comment_kind=data.kind,
        roles=tuple(data.author.roles),
        reply_to=_comment_id(event.source, data.reply_to) if data.reply_to else "",
    )


def _comment_id(source: str, id: str) -> str:
    return f"{source}/{id}"


def _deletion(event: events.CommentDeleted, connector: str, room: str) -> CommentsDeleted:
    """Never without ids and author, which would mean the whole room."""
    data = event.data
    if not data.ids and not data.author_id:
        raise Invalid("data.ids", "expected at least one id, or an author_id")
    ids = tuple(_comment_id(event.source, native_id) for native_id in data.ids)
    return CommentsDeleted(connector=connector, room=room, comment_ids=ids, author_id=data.author_id)


def _order(data: events.Order, source: str) -> OrderVersion:
    total = _minor("data.total", data.total, data.currency)
    status = data.status.lower()
    paid = 0 if status in _NOT_PAID else total
    if data.paid is not None:
        paid = _minor("data.paid", data.paid, data.currency)
    refunded = paid if status == "refunded" else 0
    if data.refunded is not None:
        refunded = _minor("data.refunded", data.refunded, data.currency)
    return OrderVersion(
        source=source,
        order_id=data.id,
        number=data.number or data.id,
        version=data.version,
        updated_at=_utc("data.updated_at", data.updated_at),
        created_at=_utc("data.created_at", data.created_at or data.updated_at),
        currency=data.currency,
        total_minor=total,
        paid_minor=paid,
        refunded_minor=refunded,
        is_cancelled=status in ("cancelled", "canceled"),
        is_test=data.test,
        buyer_name=data.buyer_name or "",
        lines=tuple(_line(index, line, data.currency) for index, line in enumerate(data.lines)),
    )


def _line(index: int, line: events.Line, currency: str) -> OrderLine:
    path = f"data.lines[{index}].unit_price"
    return OrderLine(
        id=line.id,
        title=line.title,
        sku=line.sku,
        variant=line.variant,
        quantity=line.quantity,
        unit_price_minor=0 if line.unit_price is None else _minor(path, line.unit_price, currency),
    )


def _variant(event: events.ProductUpserted, index: int, variant: events.Variant) -> ProductUpserted:
    return ProductUpserted(
        source=event.source,
        product_id=event.data.id,
        variant_id=variant.id,
        sku=variant.sku,
        title=event.data.title,
        price_minor=_minor(f"data.variants[{index}].price", variant.price, variant.currency),
        currency=variant.currency,
        stock=variant.stock,
    )


def _minor(path: str, amount: str, currency: str) -> int:
    if amount.endswith("\n"):  # which `$` of the pattern lets through
        raise Invalid(path, "expected a decimal string")
    try:
        return Money.parse(amount, currency).minor
    except MoneyError as error:
        raise Invalid(path, str(error)) from None


def _utc(path: str, moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, so that the texts sort as the moments do."""
    try:
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    except OverflowError:
        raise Invalid(path, "expected a moment within the years 1 to 9999") from None
