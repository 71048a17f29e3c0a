"""What console and engine say to each other: plain msgspec messages, never pickle.

Commands go from the console to the engine, reports come back. A console that attaches says the whole show again; every
command is idempotent, so saying it twice is harmless.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from app.engine.canvas_messages import SecondHealth as SecondHealth
from app.engine.canvas_messages import SetSecondCanvas as SetSecondCanvas
from app.engine.delay_messages import CodeSeen as CodeSeen
from app.engine.delay_messages import MarkShown as MarkShown
from app.engine.delay_messages import ReadCodes as ReadCodes
from app.engine.destination_messages import Destination as Destination
from app.engine.destination_messages import DestinationsTried as DestinationsTried
from app.engine.destination_messages import DestinationTrial as DestinationTrial
from app.engine.destination_messages import RetryNow as RetryNow
from app.engine.destination_messages import SetDestinations as SetDestinations
from app.engine.destination_messages import TryDestinations as TryDestinations
from app.engine.figures import AudioCounts as AudioCounts
from app.engine.figures import DestinationHealth as DestinationHealth
from app.engine.figures import FaultReport as FaultReport
from app.engine.figures import FrameCounts as FrameCounts
from app.engine.figures import Latency as Latency
from app.engine.figures import Phase as Phase
from app.engine.figures import RecordingHealth as RecordingHealth
from app.engine.figures import UplinkFigures as UplinkFigures
from app.engine.message import Command as Command
from app.engine.message import Report as Report
from app.engine.picture_messages import AnyPicture as AnyPicture
from app.engine.picture_messages import FilmEnded as FilmEnded
from app.engine.picture_messages import Key as Key
from app.engine.picture_messages import RollFilm as RollFilm
from app.engine.picture_messages import SetCamera as SetCamera
from app.engine.picture_messages import SetLook as SetLook
from app.engine.picture_messages import SetScene as SetScene
from app.engine.picture_messages import SetSecondCamera as SetSecondCamera
from app.engine.picture_messages import without_key


class Configure(Command, tag="configure", frozen=True, kw_only=True):
    """The programme; first command on a fresh engine. `epoch_ns` is the show's zero on CLOCK_MONOTONIC.

    `encoder` is "x264", "auto" or a chip's name from `encode.hardware`; one that does not work gives way to x264.
    """

    width: int
    height: int
    fps: int
    video_kbps: int
    audio_kbps: int
    preset: Literal["low-latency", "quality"]
    epoch_ns: int
    encoder: str = "x264"


class SetMicrophone(Command, tag="set-microphone", frozen=True, kw_only=True):
    """`source` is a device id, `file:PATH`, `rtmp-in:PORT/KEY`, `demo`, `test-card` or `none`.

    `offset_ms` above 0: heard later.
    """

    source: str
    gain_db: float = 0.0
    is_muted: bool = False
    has_shop_voice: bool = False
    offset_ms: int = 0

    def __repr__(self) -> str:
        return f"{type(self).__name__}(source={without_key(self.source)!r}, …)"


class SetMusic(Command, tag="set-music", frozen=True, kw_only=True):
    """Music under the voice, round and round: a file's path, empty for none."""

    path: str = ""
    volume_db: float = -12.0


class Motion(msgspec.Struct, frozen=True, kw_only=True):
    """How a sprite comes or goes: opacity over `ms` with a cubic ease-out, from `dx`, `dy` canvas pixels away.

    `delay_ms` waits first. `ms` 0 is a cut. `is_crossfade`: the sprite that stood in the slot stays beneath until done.
    """

    ms: int = 0
    dx: int = 0
    dy: int = 0
    delay_ms: int = 0
    is_crossfade: bool = False


class PutSprite(Command, tag="put-sprite", frozen=True, kw_only=True):
    """Shows a picture in `slot`, replacing what stood there.

    Pixels: premultiplied BGRA, 8 bits, rows of `width * 4` bytes, in the shared memory `shm`, which the sender unlinks
    after `SpriteTaken`. `x`, `y` even, the top left corner on the canvas; a greater `order` is nearer to the viewer.
    With a `mark` (0 or more) a `MarkShown` says when it is first in the picture.
    """

    slot: str
    shm: str
    x: int
    y: int
    width: int
    height: int
    order: int
    enter: Motion = Motion()
    mark: int = -1


class RemoveSprite(Command, tag="remove-sprite", frozen=True, kw_only=True):
    slot: str
    leave: Motion = Motion()


class Record(Command, tag="record", frozen=True, kw_only=True):
    """Record into `folder` as `NAME-001.mp4`, `NAME-002.mp4` …; an empty folder stops the recording.

    `second_folder`, on another disk, takes over when the first one is nearly full, gone or cannot be written.
    """

    folder: str
    name: str = "show"
    second_folder: str = ""


class SetPreview(Command, tag="set-preview", frozen=True, kw_only=True):
    """The preview's size in device pixels and rate; the answer is a `PreviewReady`. Zero width: none.

    `is_second`: of the second canvas; while there is none, nothing is shown.
    """

    width: int
    height: int
    fps: int = 30
    is_second: bool = False


class PreviewAttached(Command, tag="preview-attached", frozen=True, kw_only=True):
    """The console has mapped the ring: the engine may unlink its name."""

    shm: str


class ListDevices(Command, tag="list-devices", frozen=True, kw_only=True):
    """Asks for `Devices`."""


class Ping(Command, tag="ping", frozen=True, kw_only=True):
    """The console is alive; without one for a minute the engine ends by itself."""


class Finish(Command, tag="finish", frozen=True, kw_only=True):
    """Ends the show: flush, close recording and sessions, send `Finished`, leave."""


class Hello(Report, tag="hello", frozen=True, kw_only=True):
    """First report on each attachment. `configured` is the running programme, None on a fresh engine."""

    pid: int
    version: str
    configured: Configure | None
    destinations: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()


class Health(Report, tag="health", frozen=True, kw_only=True):
    """Four times a second. `at_ns` CLOCK_MONOTONIC; levels in dBFS (-120 silence); `media_ns` now minus the epoch.

    `video_kbps`, `fps`, `width`, `height`: what is encoded now, which a slow upload or a busy computer may lower.
    The peak is held for 1.5 s, `is_clipping` for 3 s after the microphone went over full scale.
    """

    at_ns: int
    media_ns: int
    frames: FrameCounts
    audio: AudioCounts
    destinations: tuple[DestinationHealth, ...] = ()
    recordings: tuple[RecordingHealth, ...] = ()
    latency_ms: Latency = Latency()
    uplink: UplinkFigures = UplinkFigures()
    camera: str = ""
    camera_fps: float = 0.0
    level_db: float = -120.0
    peak_db: float = -120.0
    video_kbps: int = 0
    fps: int = 0
    width: int = 0
    height: int = 0
    is_clipping: bool = False
    second: SecondHealth | None = None
    cpu_s: float = 0.0
    peak_rss_mb: float = 0.0


class FirstFrame(Report, tag="first-frame", frozen=True, kw_only=True):
    """The first programme frame has been encoded, at `media_ns`."""

    media_ns: int


class FaultRaised(Report, tag="fault-raised", frozen=True, kw_only=True):
    fault: FaultReport


class FaultCleared(Report, tag="fault-cleared", frozen=True, kw_only=True):
    where: str


class SpriteTaken(Report, tag="sprite-taken", frozen=True, kw_only=True):
    """The engine has copied the sprite's pixels (or refused them, `error` says why)."""

    shm: str
    error: str = ""


class PreviewReady(Report, tag="preview-ready", frozen=True, kw_only=True):
    """A ring of `slots` BGRA pictures in the shared memory `shm`; its layout is `preview.RingLayout`."""

    shm: str
    width: int
    height: int
    slots: int


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A camera or microphone; `id` is stable across restarts and replugging where the system allows it."""

    id: str
    name: str


class Devices(Report, tag="devices", frozen=True, kw_only=True):
    """What can be chosen."""

    cameras: tuple[Device, ...]
    microphones: tuple[Device, ...]


class Finished(Report, tag="finished", frozen=True, kw_only=True):
    """The last report: everything is flushed and closed."""

    health: Health


AnyCommand = (
    AnyPicture | Configure | SetSecondCanvas | SetMicrophone | SetMusic | PutSprite | RemoveSprite | SetDestinations
    | RetryNow | Record | TryDestinations | SetPreview | PreviewAttached | ListDevices | ReadCodes | Ping | Finish
)  # fmt: skip
AnyReport = (
    Hello | Health | FirstFrame | FaultRaised | FaultCleared | SpriteTaken | PreviewReady | Devices | FilmEnded
    | DestinationsTried | MarkShown | CodeSeen | Finished
)  # fmt: skip

_encoder = msgspec.msgpack.Encoder()
_commands: msgspec.msgpack.Decoder[AnyCommand] = msgspec.msgpack.Decoder(AnyCommand)
_reports: msgspec.msgpack.Decoder[AnyReport] = msgspec.msgpack.Decoder(AnyReport)


def encode(message: Command | Report) -> bytes:
    """One message as MessagePack."""
    return _encoder.encode(message)


def decode_command(data: bytes) -> AnyCommand:
    """Raises `msgspec.MsgspecError` for anything that is not a command."""
    return _commands.decode(data)


def decode_report(data: bytes) -> AnyReport:
    """Raises `msgspec.MsgspecError` for anything that is not a report."""
    return _reports.decode(data)
