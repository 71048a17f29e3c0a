"""The demo's play: an endless, seeded sequence of deliveries, the same in every process."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from app.connectors.demo.phrases import VIEWERS, comment
from app.connectors.demo.shop import Delivery, Shop
from app.domain.facts import CommentPosted, CommentsDeleted, Fact, StreamStateReported, ViewersSampled
from app.domain.product import Product

_VIEWERS_EVERY_S = 5.0
_ROOM = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """What decides a script: equal plays give equal scripts. `run` keeps the ids of two shows apart."""

    name: str
    run: str
    seed: int
    comments_per_minute: int
    orders_per_minute: int
    products: tuple[Product, ...]


class Script:
    """The deliveries of a play in order of time. `stamp` turns seconds of the script into RFC 3339 in UTC."""

    def __init__(self, play: Play, stamp: Callable[[float], str]) -> None:
        self._play = play
        self._stamp = stamp
        self._shop = Shop(play.name, play.run, play.products, stamp, play.seed)
        self._talk = Random(f"comments:{play.seed}")
        self._pace = Random(f"pace:{play.seed}")
        self._order = count()
        self._due: list[tuple[float, int, Delivery]] = []
        self._comments = 0
        self._viewers = 40
        self._likes = 0

    def deliveries(self) -> Iterator[Delivery]:
        """Without end, `at_s` never falling; empty when the play has neither comments nor orders."""
        self._say(0.0, "stream", StreamStateReported(connector=self._play.name, room=_ROOM, state="live"))
        sources = {
            self._comment: self._play.comments_per_minute,
            self._new_order: self._play.orders_per_minute if self._play.products else 0,
            self._sample: 60 / _VIEWERS_EVERY_S,
        }
        clocks = [(self._after(0.0, rate), index) for index, rate in enumerate(sources.values()) if rate]
        heapq.heapify(clocks)
        makers, rates = tuple(sources), tuple(sources.values())
        while True:
            at_s, index = clocks[0]
            yield from self._until(at_s)
            makers[index](at_s)
            heapq.heapreplace(clocks, (self._after(at_s, rates[index]), index))

    def _after(self, at_s: float, per_minute: float) -> float:
        """The next moment of something that happens so often; at random, as life is."""
        return at_s + self._pace.expovariate(per_minute / 60)

    def _until(self, at_s: float) -> Iterator[Delivery]:
        while self._due and self._due[0][0] <= at_s:
            yield heapq.heappop(self._due)[2]

    def _say(self, at_s: float, key: str, fact: Fact) -> None:
        self._deliver(Delivery(at_s, f"{key}:{self._play.run}:{next(self._order)}", fact))

    def _deliver(self, delivery: Delivery) -> None:
        heapq.heappush(self._due, (delivery.at_s, next(self._order), delivery))

    def _new_order(self, at_s: float) -> None:
        for delivery in self._shop.order(at_s):
            self._deliver(delivery)

    def _comment(self, at_s: float) -> None:
        self._comments += 1
        talk = self._talk
        author = talk.randrange(len(VIEWERS))
        name, voice = VIEWERS[author]
        posted = CommentPosted(
            connector=self._play.name,
            room=_ROOM,
            comment_id=f"{self._play.run}-{self._comments}",
            author_id=f"viewer-{author}",
            author_name=name,
            text=comment(talk, voice, self._play.products, self._shop.sold_out(at_s)),
            sent_at=self._stamp(at_s),
            roles=("member",) if author % 4 == 0 else (),
        )
        said = Delivery(at_s, f"comment:{posted.comment_id}", posted)
        self._deliver(said)
        fate = talk.random()
        if fate < 0.02:
            self._deliver(Delivery(at_s + talk.uniform(0.5, 5), said.key, posted))
        elif fate < 0.03:
            gone = CommentsDeleted(connector=self._play.name, room=_ROOM, comment_ids=(posted.comment_id,))
            self._deliver(Delivery(at_s + talk.uniform(3, 12), f"deleted:{posted.comment_id}", gone))

    def _sample(self, at_s: float) -> None:
        self._viewers = max(12, self._viewers + self._pace.randint(-6, 9))
        self._likes += self._pace.randint(0, 25)
        fact = ViewersSampled(
            connector=self._play.name,
            room=_ROOM,
            concurrent=self._viewers,
            cumulative=self._viewers * 3,
            likes=self._likes,
        )
        self._say(at_s, "viewers", fact)
