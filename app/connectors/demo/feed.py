"""Plays the demo's script at its own pace, from wherever the last console left off."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from app.connectors.connector import Batch, Context, kinds, register
from app.connectors.demo.script import Play, Script
from app.connectors.demo.shop import Delivery
from app.domain.facts import CommentPosted, Draft, OrderUpserted
from app.domain.setting import Setting, SettingType
from app.domain.totals import Totals, totals_of

BEAT_S = 0.1
_NUMBER = SettingType.NUMBER


@register(
    "demo",
    Setting(name="seed", type=_NUMBER, default=1, least=0, most=2**31),
    Setting(name="comments_per_minute", type=_NUMBER, default=50, least=0, most=600_000),
    Setting(name="orders_per_minute", type=_NUMBER, default=10, least=0, most=600_000),
)
class Demo:
    """A lively, seeded shop and chat. The host does the waiting (`poll_after_s`), so a test draws an hour in a second.

    The cursor says how many deliveries are durable; a restart plays the script up to there in memory and goes on with
    the same keys. Another seed, pace or catalogue begins a new run.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    async def batches(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """One batch for all that falls into a tenth of a second."""
        begun = datetime.fromisoformat(self._context.utc_now())
        place = _Place.of(cursor, self._context) or _Place.new(self._context, begun)
        start_s = next((due.at_s for due in _deliveries(self._context, place, _no_stamp)), 0.0)
        stamp = _stamps(begun - timedelta(seconds=start_s))
        now_s, beat, done = start_s, list[Delivery](), place.done
        for delivery in _deliveries(self._context, place, stamp):
            if beat and delivery.at_s >= beat[0].at_s + BEAT_S:
                done += len(beat)
                cursor = place.cursor(done)
                yield Batch(
                    drafts=self._drafts(beat, stamp), cursor=cursor, poll_after_s=delivery.at_s - now_s
                )
                now_s, beat = delivery.at_s, []
            beat.append(delivery)

    def _drafts(self, beat: list[Delivery], stamp: Callable[[float], str]) -> tuple[Draft, ...]:
        source = f"connector:{self._context.name}"
        return tuple(
            Draft(source=source, key=due.key, occurred_at=stamp(due.at_s), fact=due.fact) for due in beat
        )


@dataclass(frozen=True, slots=True)
class Expected:
    """What a database must hold when the cursor is stored: exact totals, and comments that are not duplicates."""

    totals: Totals
    comments: int
    orders: int


def expected(context: Context, cursor: str) -> Expected:
    """The truth at a cursor, computed from the script alone; raises ValueError for another demo's cursor."""
    context = kinds()["demo"].completed(context)
    place = _Place.of(cursor, context)
    if place is None:
        raise ValueError("the cursor belongs to another seed, pace or catalogue")
    script = Script(place.play(context), _no_stamp).deliveries()
    facts = {due.key: due.fact for due in islice(script, place.done)}
    versions = [fact.order for fact in facts.values() if isinstance(fact, OrderUpserted)]
    return Expected(
        totals=totals_of(versions),
        comments=sum(isinstance(fact, CommentPosted) for fact in facts.values()),
        orders=len({order.order_id for order in versions}),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in which script: the content of a cursor."""

    mark: str
    run: str
    done: int

    @classmethod
    def of(cls, cursor: str | None, context: Context) -> _Place | None:
        """From a cursor of this very play; None when it is absent, damaged or another play's."""
        mark, _, rest = (cursor or "").partition(":")
        run, _, done = rest.partition(":")
        if mark != _mark(context) or not run or not (done.isascii() and done.isdigit() and len(done) < 12):
            return None
        return cls(mark, run, int(done))

    @classmethod
    def new(cls, context: Context, begun: datetime) -> _Place:
        return cls(_mark(context), f"{int(begun.timestamp()):x}", 0)

    def cursor(self, done: int) -> str:
        return f"{self.mark}:{self.run}:{done}"

    def play(self, context: Context) -> Play:
        return Play(
            name=context.name,
            run=self.run,
            seed=context.number("seed"),
            comments_per_minute=context.number("comments_per_minute"),
            orders_per_minute=context.number("orders_per_minute"),
            products=context.products,
        )


def _mark(context: Context) -> str:
    """A short digest of all that decides the script."""
    pace = (
        context.number("seed"),
        context.number("comments_per_minute"),
        context.number("orders_per_minute"),
    )
    goods = tuple(
        (item.id, item.number, item.title, str(item.price), item.stock) for item in context.products
    )
    return hashlib.sha256(repr((context.name, pace, goods)).encode()).hexdigest()[:12]


def _deliveries(context: Context, place: _Place, stamp: Callable[[float], str]) -> Iterator[Delivery]:
    return islice(Script(place.play(context), stamp).deliveries(), place.done, None)


def _stamps(epoch: datetime) -> Callable[[float], str]:
    def stamp(at_s: float) -> str:
        moment = epoch + timedelta(seconds=at_s)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    return stamp


def _no_stamp(_at_s: float) -> str:
    return ""
