"""The camera and the microphone that a phone is: `rtmp-in:PORT/KEY`, decoded as it comes, nothing kept back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from app.domain.fault import FaultCode
from app.engine.capture.drift_buffer import DriftBuffer
from app.engine.capture.source import Canvas, Picture, SourceFault, camera_kinds, microphone_kinds
from app.engine.ffmpeg import AccessUnits, FFmpegError, SoundConverter, to_planes
from app.engine.planes import Samples
from app.engine.rtmp_in.door import Doors
from app.engine.rtmp_in.inlet import Inlet, Piece

KIND = "rtmp-in"
MOST_PIXELS = 3840 * 2160
_LOOK_S = 0.2
# One port belongs to one process, so all attempts at it share its doors.
_DOORS = Doors()


class _Line:
    """A place at the door: port and key of the argument, and the stream behind them."""

    def __init__(self, argument: str, doors: Doors) -> None:
        port, _, self._key = argument.partition("/")
        self._port = int(port) if port.isdecimal() and int(port) <= 65535 else -1
        self._doors = doors

    @contextmanager
    def inlet(self) -> Iterator[Inlet]:
        """`phone-port-in-use` when somebody else listens there."""
        if self._port < 0 or not self._key:
            raise SourceFault(FaultCode.PHONE_AWAY, "no port or no key")
        try:
            inlet = self._doors.enter(self._port, self._key)
        except OSError as error:
            raise SourceFault(FaultCode.PHONE_PORT_IN_USE, error.strerror or "") from None
        try:
            yield inlet
        finally:
            self._doors.leave(self._port, self._key)


@camera_kinds.register(KIND)
class PhoneCamera:
    """The newest picture of the phone; it may come and go, and the door stays open."""

    silence = FaultCode.PHONE_AWAY
    is_timeless = True

    def __init__(self, argument: str, canvas: Canvas, doors: Doors = _DOORS) -> None:
        self._line = _Line(argument, doors)
        self._newest: Picture | None = None

    def run(self, stopping: threading.Event) -> None:
        with self._line.inlet() as inlet:
            inlet.pictures.forget()
            decoder, is_torn = AccessUnits("h264"), False
            while not stopping.is_set():
                piece = inlet.pictures.take(_LOOK_S)
                if piece is None or (is_torn and not piece.is_key):
                    continue
                try:
                    self._decode(decoder, piece)
                    is_torn = False
                except (FFmpegError, ValueError):
                    # The next key frame mends it.
                    is_torn = True

    def _decode(self, decoder: AccessUnits, piece: Piece) -> None:
        for frame in decoder.frames(piece.header, piece.data):
            if frame.width * frame.height <= MOST_PIXELS:
                self._newest = Picture(to_planes(frame), piece.at_ns)

    def picture(self, at_ns: int) -> Picture | None:
        return self._newest


@microphone_kinds.register(KIND)
class PhoneMicrophone:
    """The phone's own sound, on the show's clock."""

    # Wi-Fi delivers in bursts.
    delay_ns = 150_000_000

    def __init__(
        self,
        argument: str,
        canvas: Canvas,
        doors: Doors = _DOORS,
    ) -> None:
        self._line = _Line(argument, doors)
        self._buffer = DriftBuffer(canvas.epoch_ns)

    def run(self, stopping: threading.Event) -> None:
        with self._line.inlet() as inlet:
            decoder, converter = AccessUnits("aac"), SoundConverter()
            while not stopping.is_set():
                piece = inlet.sound.take(_LOOK_S)
                if piece is None:
                    continue
                # A block that cannot be decoded is a gap of 20 ms.
                with suppress(FFmpegError, ValueError):
                    for frame in decoder.sounds(piece.header, piece.data):
                        for samples in converter.convert_frame(frame):
                            self._buffer.write(samples, piece.at_ns)

    def block(self, first_sample: int) -> Samples | None:
        return self._buffer.read(first_sample)

    def move_to(self, epoch_ns: int) -> None:
        self._buffer.move_to(epoch_ns)
