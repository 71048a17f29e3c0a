"""Everything that can have happened in a show, each an immutable fact in the past tense."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import ClassVar

from app.domain.fact import Fact as Fact
from app.domain.fact import Mode as Mode
from app.domain.fact import SlateKind as SlateKind
from app.domain.host_facts import CardHidden as CardHidden
from app.domain.host_facts import CardShown as CardShown
from app.domain.host_facts import CountdownEnded as CountdownEnded
from app.domain.host_facts import CountdownStarted as CountdownStarted
from app.domain.host_facts import DealOpened as DealOpened
from app.domain.host_facts import FilmRolled as FilmRolled
from app.domain.host_facts import FilmStopped as FilmStopped
from app.domain.host_facts import LayoutChosen as LayoutChosen
from app.domain.host_facts import LowerThirdHidden as LowerThirdHidden
from app.domain.host_facts import LowerThirdShown as LowerThirdShown
from app.domain.host_facts import MicrophoneMuted as MicrophoneMuted
from app.domain.host_facts import MicrophoneUnmuted as MicrophoneUnmuted
from app.domain.host_facts import SlateHidden as SlateHidden
from app.domain.host_facts import SlateShown as SlateShown
from app.domain.order import OrderVersion
from app.domain.viewer_delay import How


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOpened(Fact):
    """A show began in this database; `epoch_utc` is where its media time is zero (RFC 3339)."""

    kind: ClassVar[str] = "show.opened"
    show_id: str
    title: str
    currency: str
    mode: Mode
    epoch_utc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowResumed(Fact):
    """The console came back to a show that had not ended."""

    kind: ClassVar[str] = "show.resumed"
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowEnded(Fact):
    kind: ClassVar[str] = "show.ended"
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WentLive(Fact):
    """The host asked for the stream to be sent (in a rehearsal to the local receiver)."""

    kind: ClassVar[str] = "host.went-live"
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationChanged(Fact):
    """A destination entered a phase of `messages.Phase`; `fault_code` says why, or is empty."""

    kind: ClassVar[str] = "stream.destination-changed"
    name: str
    phase: str
    fault_code: str
    at_s: float

    @property
    def is_lost(self) -> bool:
        """Nobody watches there now. The first word that a console hears of one that is live is no loss."""
        return self.phase != "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewerDelayMeasured(Fact):
    """Viewers of `destination` (empty: of the show) were `seconds` behind at `at_s`."""

    kind: ClassVar[str] = "stream.viewer-delay-measured"
    destination: str
    seconds: float
    how: How
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeStarted(Fact):
    """The engine encoded its first frame; `--seconds` counts from here."""

    kind: ClassVar[str] = "stream.programme-started"
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingKept(Fact):
    """A part of the recording lies at `path`, `seconds` of it by now: said when it begins and when it is over."""

    kind: ClassVar[str] = "stream.recording-kept"
    path: str
    seconds: float
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRaised(Fact):
    kind: ClassVar[str] = "fault.raised"
    code: str
    where: str
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultCleared(Fact):
    kind: ClassVar[str] = "fault.cleared"
    where: str
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPosted(Fact):
    """A viewer's words, raw up to 4,000 code points; widgets show them through `text.plain`."""

    kind: ClassVar[str] = "comment.created"
    personal: ClassVar[tuple[str, ...]] = ("author_id", "author_name", "text")
    connector: str
    room: str
    comment_id: str
    author_id: str
    author_name: str
    text: str
    sent_at: str
    comment_kind: str = "text"
    roles: tuple[str, ...] = ()
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsDeleted(Fact):
    """The platform took comments back: by their ids, or all of one author, or (both empty) the whole room."""

    kind: ClassVar[str] = "comment.deleted"
    personal: ClassVar[tuple[str, ...]] = ("author_id",)
    connector: str
    room: str
    comment_ids: tuple[str, ...] = ()
    author_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentHidden(Fact):
    """The host hid a comment; `is_hidden` False is its undo."""

    kind: ClassVar[str] = "host.comment-hidden"
    connector: str
    comment_id: str
    is_hidden: bool
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUpserted(Fact):
    """A shop stated a version of an order."""

    kind: ClassVar[str] = "order.upserted"
    personal: ClassVar[tuple[str, ...]] = ("order.buyer_name",)
    order: OrderVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductUpserted(Fact):
    """A shop stated price and stock of one variant of a product."""

    kind: ClassVar[str] = "product.upserted"
    source: str
    product_id: str
    variant_id: str
    sku: str
    title: str
    price_minor: int
    currency: str
    stock: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewersSampled(Fact):
    """A platform's own figure of people watching."""

    kind: ClassVar[str] = "viewers.sample"
    connector: str
    room: str
    concurrent: int
    cumulative: int | None = None
    likes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamStateReported(Fact):
    """A platform's own word on whether the room is live."""

    kind: ClassVar[str] = "stream.state"
    connector: str
    room: str
    state: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatGapSeen(Fact):
    """A chat without replay was away for `seconds`: what was said then is not known."""

    kind: ClassVar[str] = "comment.gap"
    connector: str
    room: str
    seconds: float


FACTS: dict[str, type[Fact]] = {fact.kind: fact for fact in Fact.__subclasses__()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A fact on its way into the database.

    `source` is who says it ("host", "engine", "connector:NAME"); `key` makes it idempotent within the source, empty:
    always new; `occurred_at` is RFC 3339 in UTC as the source states it.
    """

    source: str
    key: str
    occurred_at: str
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact that is durable. `seq` counts from 1 without gaps in one database; `received_at` is RFC 3339 in UTC."""

    seq: int
    show_id: str
    received_at: str
    source: str
    key: str
    occurred_at: str
    fact: Fact


class Outcome(enum.StrEnum):
    """What the database made of a draft."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    STALE = "stale"
