"""The events that the inbound door takes, as they are on the wire; the JSON Schema is made from these."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

MOST_TEXT = 4000
Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339 with an offset")]
Id = Annotated[str, Meta(min_length=1, max_length=200)]
Name = Annotated[str, Meta(max_length=500)]
Decimal = Annotated[
    str, Meta(pattern=r"^[0-9]{1,15}(\.[0-9]{1,6})?$", description="a decimal string in major units: 188.00")
]
Quantity = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$", description="ISO 4217")]
Count = Annotated[int, Meta(ge=0, le=2**53)]


class Author(Struct, frozen=True, kw_only=True):
    id: Name = ""
    name: Name = ""
    roles: Annotated[list[Annotated[str, Meta(max_length=50)]], Meta(max_length=20)] = []


class Comment(Struct, frozen=True, kw_only=True):
    id: Id
    text: Annotated[str, Meta(max_length=MOST_TEXT)]
    author: Author = Author()
    kind: Annotated[str, Meta(max_length=50)] = "text"
    reply_to: Annotated[str, Meta(max_length=200)] | None = None


class Deletion(Struct, frozen=True, kw_only=True):
    """By the comments' ids, or all of one author."""

    ids: Annotated[list[Id], Meta(max_length=500)] = []
    author_id: Name = ""


class Line(Struct, frozen=True, kw_only=True):
    id: Id
    title: Name = ""
    sku: Name = ""
    variant: Name = ""
    quantity: Quantity = "1"
    unit_price: Decimal | None = None


class Order(Struct, frozen=True, kw_only=True):
    """A full version of an order, never a change. What is not given of `paid` and `refunded` follows from `status`."""

    id: Id
    status: Annotated[
        str, Meta(max_length=50, description="cancelled, refunded, unpaid, paid, shipped, done …")
    ]
    updated_at: Moment
    currency: Currency
    total: Decimal
    number: Annotated[str, Meta(max_length=200)] = ""
    version: Count = 0
    created_at: Moment | None = None
    paid: Decimal | None = None
    refunded: Decimal | None = None
    buyer_name: Name | None = None
    test: bool = False
    lines: Annotated[list[Line], Meta(max_length=500)] = []


class Variant(Struct, frozen=True, kw_only=True):
    currency: Currency
    price: Decimal
    id: Annotated[str, Meta(max_length=200)] = ""
    sku: Name = ""
    title: Name = ""
    stock: Annotated[int, Meta(ge=-(2**31), le=2**31)] | None = None


class Product(Struct, frozen=True, kw_only=True):
    id: Id
    title: Name
    variants: Annotated[list[Variant], Meta(min_length=1, max_length=100)]


class Viewers(Struct, frozen=True, kw_only=True):
    concurrent: Count
    cumulative: Count | None = None
    likes: Count | None = None


class Stream(Struct, frozen=True, kw_only=True):
    state: Literal["offline", "starting", "live", "ended"]
    title: Name = ""


class Envelope(Struct, frozen=True, kw_only=True, tag_field="type"):
    """What every event has. `id` is its idempotency key within `source`."""

    v: Literal[1]
    id: Id
    source: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
    occurred_at: Moment
    room: Annotated[str, Meta(max_length=200)] | None = None


class CommentCreated(Envelope, frozen=True, kw_only=True, tag="comment.created"):
    data: Comment


class CommentDeleted(Envelope, frozen=True, kw_only=True, tag="comment.deleted"):
    data: Deletion


class OrderUpserted(Envelope, frozen=True, kw_only=True, tag="order.upserted"):
    data: Order


class ProductUpserted(Envelope, frozen=True, kw_only=True, tag="product.upserted"):
    data: Product


class ViewersSampled(Envelope, frozen=True, kw_only=True, tag="viewers.sample"):
    data: Viewers


class StreamState(Envelope, frozen=True, kw_only=True, tag="stream.state"):
    data: Stream


Event = CommentCreated | CommentDeleted | OrderUpserted | ProductUpserted | ViewersSampled | StreamState
TYPES = frozenset(
    (
        "comment.created",
        "comment.deleted",
        "order.upserted",
        "product.upserted",
        "viewers.sample",
        "stream.state",
    )
)
