"""What the host did to the picture and the sound, each an immutable fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.domain.fact import Fact, SlateKind
from app.domain.layout import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class CardShown(Fact):
    """A product card went up at `at_s`, with the price that was on it."""

    kind: ClassVar[str] = "host.card-shown"
    product_id: str
    price_minor: int
    currency: str
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CardHidden(Fact):
    kind: ClassVar[str] = "host.card-hidden"
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CountdownStarted(Fact):
    """A countdown runs to zero at `ends_at_s`; on a card when `product_id` is set."""

    kind: ClassVar[str] = "host.countdown-started"
    product_id: str
    ends_at_s: float
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CountdownEnded(Fact):
    """The countdown has left the picture. It ran to its zero when viewers will have seen that at `opens_at_s`; stopped
    before, there is none.
    """

    kind: ClassVar[str] = "host.countdown-ended"
    at_s: float
    opens_at_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealOpened(Fact):
    """Viewers saw the zero of a countdown, on the card of `product_id` where that is set, `viewer_delay_s` after it was
    on air (0: nobody had measured).
    """

    kind: ClassVar[str] = "host.deal-opened"
    product_id: str
    viewer_delay_s: float
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SlateShown(Fact):
    """A slate covers the picture; `ends_at_s` is the countdown on it, or None. `is_standby`: Storecast put it up in an
    outage, and takes it down.
    """

    kind: ClassVar[str] = "host.slate-shown"
    slate: SlateKind
    ends_at_s: float | None
    at_s: float
    is_standby: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlateHidden(Fact):
    kind: ClassVar[str] = "host.slate-hidden"
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerThirdShown(Fact):
    kind: ClassVar[str] = "host.lower-third-shown"
    name: str
    role: str
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerThirdHidden(Fact):
    kind: ClassVar[str] = "host.lower-third-hidden"
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneMuted(Fact):
    kind: ClassVar[str] = "host.microphone-muted"
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneUnmuted(Fact):
    kind: ClassVar[str] = "host.microphone-unmuted"
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmRolled(Fact):
    """A film covers the picture from `begins_s` of media time; `file` is a path on this machine."""

    kind: ClassVar[str] = "host.film-rolled"
    file: str
    begins_s: float
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmStopped(Fact):
    """By hand, or since it was over."""

    kind: ClassVar[str] = "host.film-stopped"
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutChosen(Fact):
    """Host and product share the picture in another way; `product_id` is the product in it where no card was up yet."""

    kind: ClassVar[str] = "host.layout-chosen"
    layout: Layout
    product_id: str
    at_s: float
