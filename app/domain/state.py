"""The show as its events tell it: a bounded, frozen value, folded in batches and replayable exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.domain.facts import (
    CommentHidden,
    CommentPosted,
    CommentsDeleted,
    DestinationChanged,
    Event,
    Fact,
    FaultCleared,
    FaultRaised,
    Mode,
    OrderUpserted,
    ProductUpserted,
    ProgrammeStarted,
    RecordingKept,
    ShowEnded,
    ShowOpened,
    ShowResumed,
    ViewerDelayMeasured,
    ViewersSampled,
    WentLive,
)
from app.domain.money import Money
from app.domain.on_air import OnAir, changed
from app.domain.order import OrderVersion
from app.domain.product import Product
from app.domain.stock import OWN, stock_of
from app.domain.totals import Totals
from app.domain.trouble import Troubles, all_cleared, cleared, raised
from app.domain.viewer_delay import ViewerDelay, lost, measured

MOST_COMMENTS = 500
MOST_ORDERS = 200


@dataclass(frozen=True, slots=True)
class CommentSeen:
    """One comment of the window's list; `seq` orders by arrival. The platform deletes, the host hides."""

    seq: int
    received_at: str
    comment: CommentPosted
    is_deleted: bool = False
    is_hidden: bool = False

    @property
    def is_gone(self) -> bool:
        return self.is_deleted or self.is_hidden


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """The newest version of one order and when that version arrived."""

    seq: int
    received_at: str
    order: OrderVersion


@dataclass(frozen=True, slots=True)
class Viewers:
    """A platform's figure and when it arrived."""

    concurrent: int
    received_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowState:
    """`comments` newest last, at most 500; `orders` by last change, newest last, at most 200.

    `programme_since_s` is when the first frame was encoded, `resumed_s` when a console took the show up; `recordings`
    are seconds by path, oldest first, as are `troubles` by when each first came. `totals` is the store's query at
    `totals_at`, never added up here. `heard_at` says when each connector last spoke. `stocks` are by item and variant;
    `hidden` comments, by connector and id, stay so whatever comes of them later.
    """

    seq: int = 0
    show_id: str = ""
    title: str = ""
    currency: str = ""
    mode: Mode | None = None
    epoch_utc: str = ""
    is_live: bool = False
    has_ended: bool = False
    programme_since_s: float | None = None
    resumed_s: float = 0.0
    recordings: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    troubles: Troubles = ()
    on_air: OnAir = OnAir()
    products: Mapping[str, Product] = field(default_factory=lambda: MappingProxyType({}))
    stocks: Mapping[str, Mapping[str, int | None]] = field(default_factory=lambda: MappingProxyType({}))
    comments: tuple[CommentSeen, ...] = ()
    hidden: frozenset[tuple[str, str]] = frozenset()
    comment_count: int = 0
    orders: tuple[OrderSeen, ...] = ()
    totals: Totals = Totals()
    totals_at: str = ""
    viewers: Mapping[str, Viewers] = field(default_factory=lambda: MappingProxyType({}))
    heard_at: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    viewer_delays: Mapping[str, ViewerDelay] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def order_count(self) -> int:
        """Orders of any state that count."""
        by_currency = self.totals.by_currency
        return sum(one.paid + one.unpaid + one.cancelled + one.refunded for one in by_currency)


def folded(state: ShowState, events: Iterable[Event]) -> ShowState:
    """The state after `events`, which must follow `state.seq`; pure, so a log replays to the same value."""
    batch = _Batch(state)
    for event in events:
        batch.take(event)
    return batch.state()


class _Batch:
    """Mutable room for one fold, so that a batch costs one copy of each list and not one an event."""

    def __init__(self, state: ShowState) -> None:
        self._begin(state)

    def _begin(self, state: ShowState) -> None:
        self._state = state
        self._seq = state.seq
        self._comments = {(seen.comment.connector, seen.comment.comment_id): seen for seen in state.comments}
        self._hidden = state.hidden
        self._comment_count = state.comment_count
        self._orders = {(seen.order.source, seen.order.order_id): seen for seen in state.orders}
        self._viewers = dict(state.viewers)
        self._heard_at = {f"connector:{name}": at for name, at in state.heard_at.items()}

    def take(self, event: Event) -> None:
        self._seq = event.seq
        if event.source.startswith("connector:"):
            self._heard_at[event.source] = event.received_at
        match event.fact:
            case CommentPosted() as comment:
                self._take_comment(event, comment)
            case OrderUpserted() as upserted:
                self._take_order(event, upserted.order)
            case CommentsDeleted() as deleted:
                self._take_back(deleted)
            case CommentHidden() as hidden:
                self._hide((hidden.connector, hidden.comment_id), is_hidden=hidden.is_hidden)
            case ProductUpserted() as product:
                self._state = _with_product(self._state, product)
            case ViewersSampled() as sample:
                self._viewers[sample.connector] = Viewers(sample.concurrent, event.received_at)
            case ShowOpened() as opened:
                self._begin(_opened(replace(self._state, seq=event.seq), opened))
            case fact:
                self._state = _after(self._state, fact)

    def state(self) -> ShowState:
        heard_at = {name.removeprefix("connector:"): at for name, at in self._heard_at.items()}
        return replace(
            self._state,
            seq=self._seq,
            comments=tuple(self._comments.values()),
            hidden=self._hidden,
            comment_count=self._comment_count,
            orders=tuple(self._orders.values()),
            viewers=MappingProxyType(self._viewers),
            heard_at=MappingProxyType(heard_at),
        )

    def _take_comment(self, event: Event, comment: CommentPosted) -> None:
        key = (comment.connector, comment.comment_id)
        is_hidden = key in self._hidden
        self._comment_count += 1
        self._comments[key] = CommentSeen(event.seq, event.received_at, comment, is_hidden=is_hidden)
        if len(self._comments) > MOST_COMMENTS:
            del self._comments[next(iter(self._comments))]

    def _take_order(self, event: Event, order: OrderVersion) -> None:
        key = (order.source, order.order_id)
        seen = self._orders.get(key)
        if seen is not None and order.rank <= seen.order.rank:
            return
        self._orders.pop(key, None)
        self._orders[key] = OrderSeen(event.seq, event.received_at, order)
        if len(self._orders) > MOST_ORDERS:
            del self._orders[next(iter(self._orders))]

    def _take_back(self, deleted: CommentsDeleted) -> None:
        author_id = deleted.author_id
        is_all = not deleted.comment_ids and not author_id
        for key, seen in list(self._comments.items()):
            comment = seen.comment
            if comment.connector != deleted.connector or comment.room != deleted.room:
                continue
            if (
                is_all
                or comment.comment_id in deleted.comment_ids
                or (author_id and comment.author_id == author_id)
            ):
                self._comments[key] = replace(seen, is_deleted=True)

    def _hide(self, key: tuple[str, str], *, is_hidden: bool) -> None:
        self._hidden = self._hidden | {key} if is_hidden else self._hidden - {key}
        if key in self._comments:
            self._comments[key] = replace(self._comments[key], is_hidden=is_hidden)


def _after(state: ShowState, fact: Fact) -> ShowState:
    """The state after a fact of the host, which are few."""
    match fact:
        case WentLive():
            return replace(state, is_live=True)
        case ProgrammeStarted() if state.programme_since_s is None:
            return replace(state, programme_since_s=fact.at_s)
        case ShowResumed():
            return replace(state, resumed_s=fact.at_s, troubles=all_cleared(state.troubles))
        case FaultRaised():
            return replace(state, troubles=raised(state.troubles, fact))
        case FaultCleared():
            return replace(state, troubles=cleared(state.troubles, fact.where))
        case RecordingKept():
            recordings = MappingProxyType({**state.recordings, fact.path: fact.seconds})
            return replace(state, recordings=recordings)
        case ViewerDelayMeasured():
            delay = ViewerDelay(
                destination=fact.destination, seconds=fact.seconds, how=fact.how, at_s=fact.at_s
            )
            return replace(state, viewer_delays=measured(state.viewer_delays, delay))
        case DestinationChanged() if fact.is_lost and state.viewer_delays:
            return replace(state, viewer_delays=lost(state.viewer_delays, fact.name))
        case ShowEnded():
            return replace(state, has_ended=True, is_live=False, on_air=OnAir(title=state.title))
    on_air = changed(state.on_air, fact, state.products)
    return state if on_air is state.on_air else replace(state, on_air=on_air)


def _opened(state: ShowState, opened: ShowOpened) -> ShowState:
    """A new show starts clean, but for the catalogue."""
    return ShowState(
        seq=state.seq,
        show_id=opened.show_id,
        title=opened.title,
        currency=opened.currency,
        mode=opened.mode,
        epoch_utc=opened.epoch_utc,
        on_air=OnAir(title=opened.title),
        products=state.products,
        stocks=state.stocks,
    )


def _with_product(state: ShowState, upserted: ProductUpserted) -> ShowState:
    """The shop's word on stock and price, for the item with that id or SKU; unknown items are not in this show."""
    item = state.products.get(upserted.product_id) or state.products.get(upserted.sku)
    if item is None:
        return state
    price = Money(upserted.price_minor, upserted.currency)
    # An item named by its SKU is that variant, and has none itself.
    variant = upserted.variant_id if item.id == upserted.product_id else OWN
    variants = MappingProxyType({**state.stocks.get(item.id, {}), variant: upserted.stock})
    stocks = MappingProxyType({**state.stocks, item.id: variants})
    item = replace(item, price=price, stock=stock_of(variants))
    products = MappingProxyType({**state.products, item.id: item})
    on_air = state.on_air
    if on_air.card is not None and on_air.card.product.id == item.id:
        on_air = replace(on_air, card=replace(on_air.card, product=item))
    return replace(state, products=products, stocks=stocks, on_air=on_air)
