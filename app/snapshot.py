"""What the window draws: one frozen picture of the whole console, made a few times a second."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from app.disk import DiskRoom
from app.domain.facts import Mode
from app.domain.fault import Fault
from app.domain.ingest import Closing
from app.domain.on_air import OnAir
from app.domain.product import Product
from app.domain.secret import Secret
from app.domain.sold import Sold
from app.domain.state import ShowState
from app.domain.uplink import Demand, Uplink, demand_of
from app.domain.viewer_delay import ViewerDelay
from app.engine.messages import DestinationHealth, DestinationsTried, Device, Health, Phase


class ShowPhase(enum.StrEnum):
    """The five states of the window; RECONNECTING is live with no destination that takes the stream."""

    SETUP = "setup"
    REHEARSAL = "rehearsal"
    LIVE = "live"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationSetting:
    """A destination as the host set it up; the key itself never comes here. `is_second`: it gets the second canvas."""

    name: str
    url: str
    has_key: bool
    is_second: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneInvite:
    """What a phone on the store's network has to know to be a camera; `link` is both in one, for a QR code. `also` is
    what another phone has to know, when the second camera is one as well.
    """

    url: str
    key: Secret
    is_second: bool = False
    also: PhoneInvite | None = None

    @property
    def link(self) -> Secret:
        return Secret(f"{self.url}/{self.key.reveal()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookChoice:
    """What is done to the host's picture, as in the show file's `[look]`; an empty `key` is no key."""

    key: str = ""
    tolerance: float = 0.5
    softness: float = 0.2
    ground: str = "#f0f0f0"
    ground_image: str = ""
    smoothing: float = 0.0
    sharpening: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the host has chosen; the window edits it through `Show`. `disk` is None until somebody has looked; `kbps`
    are those of picture and sound together; `crop` is zoom, pan across, pan down; `second_framing` is fit,
    mirror, rotate, and `second_locks` are exposure and white balance; `second_canvas` None: there is one picture;
    `second_video_kbps` None: both pictures have the same bitrate."""

    canvas: tuple[int, int] = (1280, 720)
    second_canvas: tuple[int, int] | None = None
    fps: int = 30
    camera: str = ""
    fit: str = "fill"
    is_mirrored: bool = False
    rotate: int = 0
    crop: tuple[float, float, float] = (1.0, 0.0, 0.0)
    is_exposure_locked: bool = False
    is_white_balance_locked: bool = False
    is_cut: bool = False
    second_camera: str = ""
    second_framing: tuple[str, bool, int] = ("fill", False, 0)
    second_crop: tuple[float, float, float] = (1.0, 0.0, 0.0)
    second_locks: tuple[bool, bool] = (False, False)
    phone: PhoneInvite | None = None
    look: LookChoice = LookChoice()
    microphone: str = ""
    gain_db: float = 0.0
    has_shop_voice: bool = False
    sound_offset_ms: int = 0
    music: str = ""
    music_volume_db: float = -12.0
    destinations: tuple[DestinationSetting, ...] = ()
    recording_folder: str = ""
    second_recording_folder: str = ""
    disk: DiskRoom | None = None
    kbps: int = 0
    video_kbps: int = 0
    second_video_kbps: int | None = None
    are_secrets_protected: bool = True
    safety_delay_s: float = 0.0

    @property
    def demand(self) -> Demand:
        """What the destinations ask of the upload."""
        are_second = [one.is_second for one in self.destinations]
        return demand_of(are_second, self.second_video_kbps, self.kbps - self.video_kbps)


class MeasureStep(enum.StrEnum):
    """Where a measuring of the viewers' delay stands; when nothing was found it is missed."""

    LOOKING = "looking"
    MEASURED = "measured"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """How the viewers' delay is being measured. `codes_read` by the camera; `is_wrong`: what was typed was no code.

    `is_by_itself`: off the platform's playback, and nobody asked for it.
    """

    step: MeasureStep = MeasureStep.LOOKING
    is_code_shown: bool = False
    is_by_itself: bool = False
    codes_read: int = 0
    is_wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How the destinations did when they were tried; `tried` is None until the first has answered. `need_kbps` is that
    of all together, sound included; `is_measured` is False where the show file says so."""

    tried: DestinationsTried | None = None
    need_kbps: int = 0
    is_measured: bool = True

    @property
    def is_over(self) -> bool:
        return self.tried is not None and self.tried.is_over

    @property
    def uplink(self) -> Uplink | None:
        """What was measured; None while nothing is, or when it could not be."""
        if self.tried is None or self.tried.carried_kbps is None:
            return None
        return Uplink(self.need_kbps, self.tried.carried_kbps, self.tried.is_at_least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything the window shows. Times named `at_s` are media time of the show; `utc_now` is RFC 3339.

    `on_air` is the host's word of this moment, ahead of `state`, which holds only what is durable. `products` are in
    run-of-show order. `health` is None until the engine has spoken; `health_age_s` says how old it is. `was_live` is
    False until a server has taken the stream for the first time; `closing` is the platform that will give the show up
    next. `sold` is known once a show has ended; `trial` is None where there is nothing to try.
    `viewer_delays` are the newest of each destination.
    """

    phase: ShowPhase = ShowPhase.SETUP
    mode: Mode | None = None
    title: str = ""
    store_name: str = ""
    currency: str = "CNY"
    utc_now: str = ""
    at_s: float = 0.0
    reconnecting_s: float = 0.0
    was_live: bool = False
    closing: Closing | None = None
    on_air: OnAir = OnAir()
    products: tuple[Product, ...] = ()
    shown_ids: frozenset[str] = frozenset()
    sold: tuple[Sold, ...] = ()
    state: ShowState = ShowState()
    health: Health | None = None
    health_age_s: float = 0.0
    faults: tuple[Fault, ...] = ()
    choices: Choices = Choices()
    trial: Trial | None = None
    cameras: tuple[Device, ...] = ()
    microphones: tuple[Device, ...] = ()
    orders_per_minute: int = 0
    orders_per_5_minutes: int = 0
    measuring: Measuring | None = None
    viewer_delays: tuple[ViewerDelay, ...] = ()

    @property
    def destinations(self) -> tuple[DestinationHealth, ...]:
        return self.health.destinations if self.health else ()

    @property
    def busy(self) -> tuple[DestinationHealth, ...]:
        """Those that are published to, or would be."""
        return tuple(one for one in self.destinations if one.phase is not Phase.IDLE)

    @property
    def is_unseen(self) -> bool:
        """A show without any destination: nothing is missing for it to go on, and nobody can see it."""
        return self.phase is ShowPhase.LIVE and not self.busy

    @property
    def is_refused(self) -> bool:
        """Nobody takes the show, and hardly anybody is asked again before the host has done something."""
        return bool(self.busy) and all(one.phase is Phase.REFUSED for one in self.busy)

    @property
    def seen_in_s(self) -> float:
        """Until viewers can see the beginning, which the safety delay still holds back; 0 when nothing does."""
        is_before = self.phase is ShowPhase.RECONNECTING and not self.was_live and not self.is_refused
        return max(0.0, self.choices.safety_delay_s - self.at_s) if is_before else 0.0

    @property
    def encoded(self) -> tuple[int, int]:
        """Lines (the shorter side) and frames a second that viewers get; what was chosen until the engine says."""
        health = self.health
        if health and health.fps:
            return min(health.width, health.height), health.fps
        return min(self.choices.canvas), self.choices.fps

    @property
    def recordings(self) -> Mapping[str, float]:
        """Seconds by path, oldest first: what the log knows, and what runs."""
        running = self.health.recordings if self.health else ()
        return {**self.state.recordings, **{one.path: one.seconds for one in running}}
