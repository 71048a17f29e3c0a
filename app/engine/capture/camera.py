"""The camera as the programme sees it: a picture for each tick, or none and a fault that says why."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.domain.fault import Fault, FaultCode
from app.engine.capture import cameras
from app.engine.capture.feed import FaultLight, Feed, Running
from app.engine.capture.framer import Framer
from app.engine.capture.glide import Glide
from app.engine.capture.lens import Locks
from app.engine.capture.source import (
    Awaited,
    CameraSource,
    Canvas,
    Framing,
    Lockable,
    Picture,
    Registry,
    SourceFault,
    Timeless,
    camera_kinds,
    discover,
)
from app.engine.outlets import unheard
from app.engine.picture_messages import SetCamera
from app.engine.planes import Planes

discover(cameras)

WHERE = "camera"
FROZEN_NS = 700_000_000
_STUCK_NS = 4_000_000_000
# Media Foundation may take ten seconds to open a camera that is well.
_OPENING_NS = 15_000_000_000
# The shown frame rate is a mean over about so many pictures.
_FPS_OVER = 30
_log = logging.getLogger(__name__)


class Camera:
    """The chosen camera, kept alive by its supervisor. `picture`: programme thread; the rest: any."""

    def __init__(
        self,
        canvas: Canvas,
        on_fault: Callable[[Fault], None],
        on_cleared: Callable[[str], None],
        kinds: Registry[CameraSource] = camera_kinds,
        where: str = WHERE,
        lean: float = 0.5,
    ) -> None:
        self._canvas = canvas
        self._kinds = kinds
        self._light = FaultLight(where, on_fault, on_cleared)
        self._where = where
        self._feed = self._idle()
        self._lean = lean
        self._framers: dict[tuple[int, int], Framer] = {}
        self._framing = self._shown = Framing()
        self._glide = Glide()
        self._locks = Locks()
        self._lock_light = FaultLight(f"{where}-lock", on_fault, on_cleared)
        self._newest_ns = self._counted_ns = 0
        self._interval_ns = 0.0
        self._waiting_since_ns: int | None = None
        self.source_name = ""
        self.seen: Picture | None = None
        """What the last tick was given, for whoever else looks at it; None: nobody is there."""
        self.captured = 0
        self.fps = 0.0

    def choose(self, command: SetCamera) -> None:
        """A camera that runs already takes a new framing with the next pictures; it is not reopened.

        An empty source closes it.
        """
        self._framing = Framing(
            command.fit, command.is_mirrored, command.rotate, command.zoom, command.pan_x, command.pan_y
        )
        self._locks = Locks(command.is_exposure_locked, command.is_white_balance_locked)
        if command.source == self.source_name:
            return
        self.source_name = command.source
        self._glide = Glide()
        if command.source:
            self._feed.choose(lambda: self._open(command.source))
        else:
            self._feed.choose(None)
            self._light.clear()

    def release(self) -> Running[CameraSource] | None:
        """Lets go of a source that cares for no epoch: opening a device anew takes a second of everybody's show."""
        source: object = self._feed.source
        if not isinstance(source, Timeless):
            return None
        running = Running(self.source_name, self._feed, self._light)
        self._feed, self.source_name = self._idle(), ""
        return running

    def adopt(self, running: Running[CameraSource] | None) -> None:
        """Goes on with what the camera of a programme of the same size and rate has let go of."""
        if running is None:
            return
        self._feed.stop(0.0)
        self.source_name, self._feed, self._light = running.name, running.feed, running.light
        self._feed.go_on(lambda: self._open(running.name), move=unheard)

    def picture(self, at_ns: int) -> Picture | None:
        """The picture for the tick due at `at_ns`; None when there is none younger than 0.7 s."""
        self._shown = self._glide.framing(self._framing, at_ns)
        source = self._feed.source
        picture = self.seen = self._taken(source, at_ns) if source else None
        self._hold(source)
        if picture is None:
            self._wait(source, at_ns, _OPENING_NS)
            return None
        if picture.captured_ns != self._newest_ns:
            self._count(picture.captured_ns, at_ns)
        if at_ns - picture.captured_ns > FROZEN_NS:
            self._light.raise_(_silence(source))
            self._wait(source, at_ns, _STUCK_NS)
            return None
        self._waiting_since_ns = None
        self._light.clear()
        return picture

    def laid(self, picture: Picture, width: int, height: int, *, is_second_canvas: bool = False) -> Planes:
        """A picture of this camera in the size of its place; the array itself where there is nothing to do."""
        framer = self._framers.get((width, height))
        if framer is None:
            is_whole = (width, height) == (self._canvas.width, self._canvas.height)
            lean = 0.5 if is_whole else self._lean
            framer = self._framers[width, height] = Framer(width, height, lean)
        framing = self._shown
        if picture.is_laid:
            framing = Framing("fit" if is_second_canvas else "fill")
        return framer.lay(picture.planes, framing, self._middle(picture) if is_second_canvas else 0.5)

    def _middle(self, picture: Picture) -> float:
        """Where the host stands in the picture as it is framed; a crop or a turn by hand knows better."""
        framing = self._shown
        if framing.rotate or framing.zoom > 1:
            return 0.5
        return 1 - picture.middle if framing.is_mirrored else picture.middle

    @property
    def shown_name(self) -> str:
        """The source's name without the key that a phone has to know."""
        kind, _, _ = self.source_name.partition(":")
        return kind if kind == "rtmp-in" else self.source_name

    def stop(self, deadline_s: float) -> bool:
        return self._feed.stop(deadline_s)

    def _idle(self) -> Feed[CameraSource]:
        return Feed(f"capture-{self._where}", self._light, FaultCode.CAMERA_LOST)

    def _taken(self, source: CameraSource, at_ns: int) -> Picture | None:
        try:
            return source.picture(at_ns)
        except Exception as error:  # noqa: BLE001  # a bug in a source costs its picture: the slate shows
            _log.exception("a camera source failed")
            self._light.raise_(FaultCode.CAMERA_LOST, type(error).__name__)
            self._feed.restart()
            return None

    def _hold(self, source: object) -> None:
        """A camera that cannot hold still what it sets by itself is said once; any other clears it."""
        is_refused = False
        if isinstance(source, Lockable):
            source.locks = self._locks
            is_refused = source.is_lock_refused and self._locks != Locks()
        if is_refused:
            self._lock_light.raise_(FaultCode.CAMERA_NOT_LOCKED)
        else:
            self._lock_light.clear()

    def _open(self, name: str) -> CameraSource:
        try:
            return self._kinds.open(name, self._canvas)
        except KeyError:
            raise SourceFault(FaultCode.CAMERA_ABSENT, "unknown source") from None

    def _count(self, captured_ns: int, at_ns: int) -> None:
        """By the ticks that found a new picture: the time stamps of a burst lie nearer together than any are shown."""
        self.captured += 1
        is_next = 0 < captured_ns - self._newest_ns < FROZEN_NS
        interval_ns = at_ns - self._counted_ns if is_next else 0
        self._newest_ns, self._counted_ns = captured_ns, at_ns
        if self._interval_ns and interval_ns > 0:
            self._interval_ns += (interval_ns - self._interval_ns) / _FPS_OVER
        else:
            self._interval_ns = max(0.0, interval_ns)
        self.fps = 1e9 / self._interval_ns if self._interval_ns else 0.0

    def _wait(self, source: CameraSource | None, at_ns: int, patience_ns: int) -> None:
        """Gives up a source that runs but shows nothing; one that failed is the supervisor's business."""
        if source is None:
            self._waiting_since_ns = None
            return
        if self._waiting_since_ns is None:
            self._waiting_since_ns = at_ns
        waited_ns = at_ns - self._waiting_since_ns
        if waited_ns > _STUCK_NS:
            self._light.raise_(_silence(source))
        if waited_ns > patience_ns and not isinstance(source, Awaited):
            self._waiting_since_ns = None
            self._feed.restart()


def _silence(source: object) -> FaultCode:
    return source.silence if isinstance(source, Awaited) else FaultCode.CAMERA_FROZEN
