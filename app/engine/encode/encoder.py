"""The thread that owns the codecs: pictures and sound in, tags and fragments out."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from app.domain.fault import Fault, FaultCode
from app.engine.encode.chosen import Chosen
from app.engine.encode.codecs import GOP_S, Codecs, x264_kbps
from app.engine.encode.flv import FlvTags, header_tags
from app.engine.encode.queue import JobQueue, PictureJob, SoundJob
from app.engine.encode.recorder import Recorder
from app.engine.planes import SAMPLE_RATE, Planes, Samples, new_planes, resize
from app.engine.rate.rung import Aim, Rung, full_aim
from app.engine.tag import TagType

if TYPE_CHECKING:
    from app.engine.ffmpeg import Packet
    from app.engine.messages import Configure
    from app.engine.tag import Fragment, Tag

WHERE = "encoder"
_RETRY_S = 0.5
_FINISH_S = 1.0
_IDLE_S = 0.1
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderOutlets:
    """Where things go, all called on the `encode` thread: they must not block.

    `on_done` gets each picture back as soon as its pixels are no longer needed.
    """

    on_tag: Callable[[Tag], None]
    on_fragment: Callable[[Fragment], None]
    on_fault: Callable[[Fault], None]
    on_cleared: Callable[[str], None]
    on_done: Callable[[Planes], None]


class Encoder:
    """One H.264 and one AAC stream for all destinations and the recording.

    A codec that fails raises the fault `encoder-failed` and is opened again; the timeline goes on, with new
    headers and a key frame. `encoded` counts pictures that came out, `handed_on` those that every outlet has taken;
    `beats` rises at least ten times a second while the thread lives, also with nothing to do.
    """

    def __init__(
        self,
        configure: Configure,
        outlets: EncoderOutlets,
        open_codecs: Callable[[Configure], Codecs] | None = None,
        wait: Callable[[float], None] = time.sleep,
        name: str = "encode",
    ) -> None:
        self._configure = configure
        self._outlets = outlets
        self._open_codecs = open_codecs or Chosen(outlets.on_fault, outlets.on_cleared)
        self._wait = wait
        self._jobs = JobQueue()
        self._wants_key = threading.Event()
        self._recorder = Recorder(outlets.on_fragment, outlets.on_fault, outlets.on_cleared)
        self._captured_ns: dict[int, int] = {}
        self._aim = full_aim(configure)
        self._last_dts: int | None = None
        self._has_failed = False
        self._ready = threading.Event()
        self._next_key_pts = 0
        self.encoded = 0
        self.handed_on = 0
        self.beats = 0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def wait_until_ready(self, deadline_s: float) -> bool:
        """Until the codecs are open for the first time, so that the first pictures need not be dropped."""
        return self._ready.wait(deadline_s)

    @property
    def is_ready(self) -> bool:
        """Whether the codecs were open once."""
        return self._ready.is_set()

    def put_picture(self, planes: Planes, pts: int, captured_ns: int) -> bool:
        """False when five are waiting already: the picture is dropped and `planes` stays the caller's."""
        return self._jobs.put(PictureJob(planes, pts, captured_ns))

    def put_sound(self, block: Samples, first_sample: int) -> bool:
        """False when five seconds of sound are waiting already."""
        return self._jobs.put(SoundJob(block, first_sample))

    def set_aim(self, aim: Aim) -> None:
        """Bitrate and size from the next picture on; another size is a new header and a new part of the recording."""
        self._aim = aim

    def want_key_frame(self) -> None:
        """Makes the next picture an IDR frame."""
        self._wants_key.set()

    def set_recording(self, is_on: bool) -> None:
        """On: a part of the recording begins with the next picture, a further one if one runs already.

        Off: returns when the part's last fragment has been handed on, or after a second.
        """
        self._recorder.want(is_on)
        if is_on:
            self._wants_key.set()
        elif self._thread.is_alive():
            self._recorder.wait_until_finished(_FINISH_S)

    def stop(self, deadline_s: float) -> bool:
        """Encodes what waits, flushes, finishes the part; False when that took too long and was abandoned."""
        self._jobs.close()
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._jobs.is_finished:
            self.beats += 1
            try:
                rung = self._aim.rung
                self._encode_all(_Session(self._open_codecs(self._sized(rung)), rung))
            except Exception as error:  # noqa: BLE001  # whatever it was, a new pair of codecs may do
                _log.exception("the encoder failed")
                self._fail(error)
        self._recorder.want(False)
        self._recorder.look()

    def _sized(self, rung: Rung) -> Configure:
        return structs.replace(
            self._configure,
            width=rung.width,
            height=rung.height,
            video_kbps=self._x264_kbps(rung, rung.most_kbps),
        )

    def _x264_kbps(self, rung: Rung, kbps: float) -> int:
        whole = self._configure.video_kbps
        return min(x264_kbps(kbps, rung.divisor, self._configure.preset), whole)

    def _fail(self, error: Exception) -> None:
        self._has_failed = True
        detail = type(error).__name__
        self._outlets.on_fault(Fault(FaultCode.ENCODER_FAILED, WHERE, retrying=True, detail=detail))
        self._recorder.forget()
        self._wait(_RETRY_S)

    def _encode_all(self, session: _Session) -> None:
        for tag in header_tags(session.codecs.streams):
            self._outlets.on_tag(tag)
        self._next_key_pts = 0
        self._ready.set()
        while not self._jobs.is_finished:
            self.beats += 1
            job = self._jobs.take(_IDLE_S)
            self._recorder.look()
            if isinstance(job, PictureJob):
                self._encode_picture(session, job)
            elif isinstance(job, SoundJob):
                packets = session.codecs.encode_sound(job.block, job.first_sample)
                self._hand_on_sound(session, packets)
        self._flush(session)

    def _obey(self, session: _Session) -> None:
        aim, before = self._aim, session.rung
        if (aim.rung.width, aim.rung.height) != (before.width, before.height):
            self._hand_on_pictures(session, session.codecs.drain_pictures())
            session.codecs.reopen_video(self._sized(aim.rung))
            for tag in header_tags(session.codecs.streams):
                if tag.type is not TagType.AUDIO:
                    self._outlets.on_tag(tag)
            session.begin(aim.rung)
            self._recorder.split()
            self._next_key_pts = 0
        session.set_kbps(self._x264_kbps(aim.rung, aim.kbps))

    def _encode_picture(self, session: _Session, job: PictureJob) -> None:
        self._obey(session)
        # x264 counts pictures; where some were dropped, two seconds are over before sixty of them.
        is_key = self._wants_key.is_set() or job.pts >= self._next_key_pts
        self._wants_key.clear()
        if is_key:
            self._next_key_pts = job.pts + self._configure.fps * GOP_S
        self._captured_ns[job.pts] = job.captured_ns
        try:
            packets = session.codecs.encode_picture(session.sized(job.planes), job.pts, is_key)
        finally:
            self._outlets.on_done(job.planes)
        self._hand_on_pictures(session, packets)
        if self._has_failed:
            self._has_failed = False
            self._outlets.on_cleared(WHERE)

    def _hand_on_pictures(self, session: _Session, packets: list[Packet]) -> None:
        for packet in packets:
            self.encoded += 1
            captured_ns = self._captured_ns.pop(packet.pts or 0, 0)
            self._keep_rising(packet)
            self._recorder.video(packet, session.codecs.streams)
            self._outlets.on_tag(session.tags.video(packet, captured_ns))
            self.handed_on += 1
        # A picture whose packet never came (a failed codec) must not be remembered for ever.
        if len(self._captured_ns) > self._configure.fps * GOP_S:
            self._captured_ns.clear()

    def _keep_rising(self, packet: Packet) -> None:
        """With b-frames a new codec's first decoding stamps reach back behind the last ones of the codec before."""
        if packet.dts is not None and self._last_dts is not None and packet.dts <= self._last_dts:
            packet.dts = self._last_dts + 1
            packet.pts = max(packet.pts or 0, packet.dts)
        self._last_dts = packet.dts

    def _hand_on_sound(self, session: _Session, packets: list[Packet]) -> None:
        for packet in packets:
            self._recorder.audio(packet)
            captured_ns = self._configure.epoch_ns + (packet.pts or 0) * 1_000_000_000 // SAMPLE_RATE
            self._outlets.on_tag(session.tags.audio(packet, captured_ns))

    def _flush(self, session: _Session) -> None:
        video, audio = session.codecs.flush()
        self._hand_on_pictures(session, video)
        self._hand_on_sound(session, audio)
        session.codecs.close()


class _Session:
    """What lives and dies with one pair of codecs."""

    def __init__(self, codecs: Codecs, rung: Rung) -> None:
        self.codecs = codecs
        self.begin(rung)

    def begin(self, rung: Rung) -> None:
        """With pictures of this size."""
        self.rung = rung
        self.tags = FlvTags(self.codecs.streams)
        self._kbps = 0
        self._small = new_planes(rung.width, rung.height)

    def set_kbps(self, kbps: int) -> None:
        if kbps != self._kbps:
            self._kbps = kbps
            self.codecs.set_kbps(kbps)

    def sized(self, planes: Planes) -> Planes:
        """The picture in the size of these codecs, in a buffer that is used again."""
        return planes if planes.shape == self._small.shape else resize(planes, self._small)
