"""The programme: ticks at the frame rate, joins capture, compose and encode, and never stops.

For whoever owns sockets and shared memory (a changed Configure is a new Program):

    program = Program(configure, Outlets(on_tag=…, on_fragment=…, on_fault=…, on_cleared=…, on_frame=…,
                                         on_first_frame=…))
    program.set_camera(SetCamera(…)); program.set_microphone(SetMicrophone(…))
    program.set_music(SetMusic(…))
    program.scenery.obey(SetScene(…))       # one of `picture_messages.PICTURE`
    program.put_sprite(command, pixels)   # pixels: a view of the shared memory, read before it returns
    program.remove_sprite(command)
    program.set_recording(True)             # a part begins: Fragment(is_start=True) with the next picture
    program.want_key_frame()
    program.second = Second(…)              # a second canvas beside; None: none any more
    program.counts()                        # Counts: FrameCounts, AudioCounts, levels, camera rate
    program.set_aim(Aim(…))                 # bitrate, frame rate, size from now on
    program.ticks()                         # Ticks: frames that were due and those that were lost
    program.signs()                         # Signs: what must rise while the programme is well
    program.stop(deadline_s=3.0)            # flushes the encoder, finishes the part

Header tags (`is_header`) come first, and again when the encoder had to be opened anew; a publisher keeps them
for its reconnects. The sprite in the slot "standby" shows only while there is no camera picture.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.engine.capture.microphone import Microphone
from app.engine.capture.music import Music
from app.engine.capture.source import (
    CameraSource,
    MicrophoneSource,
    Registry,
    camera_kinds,
    microphone_kinds,
)
from app.engine.compose.compositor import Compositor
from app.engine.door import Door
from app.engine.encode.encoder import Encoder, EncoderOutlets
from app.engine.handover import NO_DEVICES, Devices
from app.engine.messages import (
    AudioCounts,
    Configure,
    FrameCounts,
    PutSprite,
    RemoveSprite,
    SetCamera,
    SetMicrophone,
    SetMusic,
)
from app.engine.mix.mixer import Mixer
from app.engine.outlets import Counts as Counts
from app.engine.outlets import Outlets as Outlets
from app.engine.outlets import Tally
from app.engine.picture_output import PictureOutput
from app.engine.planes import BLOCK, SAMPLE_RATE, Pixels
from app.engine.pulse import Signs
from app.engine.rate.load import Ticks
from app.engine.rate.rung import Aim, full_aim
from app.engine.scenery import Scenery
from app.engine.second import Second, canvas_of
from app.engine.slew import Slew
from app.engine.tag import Tag

# Decoding stamps run two frames and a block of sound before presentation; none may fall below the epoch.
_LEAD_NS = 200_000_000
_READY_S = 2.0
_MOST_BEHIND_BLOCKS = 5 * SAMPLE_RATE // BLOCK

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clock:
    """CLOCK_MONOTONIC, and how to let it pass."""

    now_ns: Callable[[], int] = time.perf_counter_ns
    sleep_s: Callable[[float], None] = time.sleep


class Program:
    """Starts with its construction; `devices` are what the programme before has released."""

    def __init__(
        self,
        configure: Configure,
        outlets: Outlets,
        clock: Clock = Clock(),
        cameras: Registry[CameraSource] = camera_kinds,
        microphones: Registry[MicrophoneSource] = microphone_kinds,
        devices: Devices = NO_DEVICES,
    ) -> None:
        self._outlets = outlets
        self._clock = clock
        self._canvas = canvas_of(configure)
        self.scenery = Scenery(
            self._canvas, outlets.on_fault, outlets.on_cleared, cameras, outlets.on_film_end
        )
        self._microphone = Microphone(self._canvas, outlets.on_fault, outlets.on_cleared, microphones)
        self._music = Music(self._canvas, outlets.on_fault, outlets.on_cleared)
        self._mixer = Mixer(self._microphone, self._music.take, outlets.on_fault, outlets.on_cleared)
        self._compositor = Compositor(configure.width, configure.height, outlets.on_mark)
        self._door = Door(configure.fps, full_aim(configure))
        self._encoder = Encoder(configure, self._encoder_outlets())
        self._tally = Tally()
        self._output = PictureOutput(
            self._canvas, self._compositor, self._encoder, self._tally, outlets.on_frame
        )
        self.second: Second | None = None
        self._slew = Slew(1e9 / configure.fps)
        self._newest_ns = 0
        self._has_first = False
        self.scenery.adopt(devices.cameras)
        self._microphone.adopt(devices.microphone)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="program", daemon=True)
        self._thread.start()

    def release(self, successor: Configure) -> Devices:
        """Lets go of what the next programme may go on with; of cameras only if it has this one's size and rate."""
        is_alike = replace(canvas_of(successor), epoch_ns=self._canvas.epoch_ns) == self._canvas
        cameras = self.scenery.release() if is_alike else (None, None)
        return Devices(cameras, self._microphone.release())

    def set_camera(self, command: SetCamera) -> None:
        self.scenery.obey(command)

    def set_microphone(self, command: SetMicrophone) -> None:
        self._microphone.choose(command)
        self._mixer.choose(command)

    def set_music(self, command: SetMusic) -> None:
        self._music.choose(command)
        self._mixer.choose_music(command)

    def put_sprite(self, command: PutSprite, pixels: Pixels) -> None:
        """`pixels`: uint8 `(height, width, 4)`; a few milliseconds in the caller's thread."""
        if not self.scenery.view.stills.put(command.slot, pixels):
            self._compositor.layers.put(command, pixels)

    def remove_sprite(self, command: RemoveSprite) -> None:
        self.scenery.view.stills.remove(command.slot)
        self._compositor.layers.remove(command)

    def set_aim(self, aim: Aim) -> None:
        """What is encoded from now on; the preview shows as many pictures as viewers get."""
        self._door.aim = aim
        self._encoder.set_aim(aim)

    def want_key_frame(self) -> None:
        self._encoder.want_key_frame()

    def set_recording(self, is_on: bool) -> None:
        """On: a part begins with the next picture, a further one if one runs already (after trouble on the disk).

        Off: returns when the part's last fragment was handed to `on_fragment`, at the latest after a second.
        """
        self._encoder.set_recording(is_on)

    def ticks(self) -> Ticks:
        tally = self._tally
        return Ticks(tally.composed + tally.skipped, tally.skipped + tally.dropped)

    def signs(self) -> Signs:
        return Signs(self._tally.composed, self._encoder.beats, self._encoder.handed_on)

    def counts(self) -> Counts:
        tally, microphone = self._tally, self._microphone
        frames = FrameCounts(
            captured=self.scenery.host.captured,
            composed=tally.composed,
            encoded=self._encoder.encoded,
            skipped_late_tick=tally.skipped,
            dropped_encoder_full=tally.dropped,
            repeated_no_picture=tally.without_picture,
            left_out_lowered=tally.left_out,
        )
        return Counts(
            aim=self._door.aim,
            frames=frames,
            audio=AudioCounts(
                blocks=microphone.blocks, gaps=microphone.gaps, clipped=microphone.meter.clipped
            ),
            camera=self.scenery.host.shown_name,
            camera_fps=self.scenery.host.fps,
            level_db=microphone.meter.level_db,
            peak_db=microphone.meter.peak_db,
            is_clipping=microphone.meter.is_clipping,
        )

    def stop(self, deadline_s: float, devices_s: float = math.inf) -> bool:
        """False when something had to be abandoned; devices that hang are, at the latest after `devices_s`."""
        until = time.monotonic() + deadline_s
        self._stopping.set()
        self._thread.join(deadline_s)
        is_flushed = self._encoder.stop(max(0.1, until - time.monotonic()))
        if second := self.second:
            is_flushed &= second.stop(max(0.1, until - time.monotonic()))
        until = min(until, time.monotonic() + devices_s)
        are_cameras_closed = self.scenery.stop(max(0.1, until - time.monotonic()))
        is_microphone_closed = self._microphone.stop(max(0.1, until - time.monotonic()))
        is_music_closed = self._music.stop(max(0.1, until - time.monotonic()))
        is_closed = are_cameras_closed and is_microphone_closed and is_music_closed
        return is_flushed and is_closed and not self._thread.is_alive()

    def _encoder_outlets(self) -> EncoderOutlets:
        return EncoderOutlets(
            on_tag=self._on_tag,
            on_fragment=self._outlets.on_fragment,
            on_fault=self._outlets.on_fault,
            on_cleared=self._outlets.on_cleared,
            on_done=self._compositor.done,
        )

    def _on_tag(self, tag: Tag) -> None:
        if tag.is_key and not self._has_first:
            self._has_first = True
            self._outlets.on_first_frame(tag.timestamp_ms * 1_000_000)
        self._outlets.on_tag(tag)

    def _run(self) -> None:
        self._encoder.wait_until_ready(_READY_S)
        start_ns = max(self._clock.now_ns(), self._canvas.epoch_ns + _LEAD_NS)
        tick = self._canvas.tick_at(start_ns) + 1
        block = (self._canvas.due_ns(tick) - self._canvas.epoch_ns) * SAMPLE_RATE // 1_000_000_000 // BLOCK
        while not self._stopping.is_set():
            self._wait_for(tick)
            tick = self._without_the_late(tick)
            try:
                if self._door.admits(tick):
                    self._picture(tick)
                else:
                    self._tally.left_out += 1
                block = self._sound(block)
                if second := self.second:
                    second.tick(tick, self._strikes_ns(tick), self.scenery.moment)
            except Exception:  # a bug in one tick is logged, and the next tick comes
                log.exception("tick failed")
            tick += 1

    def _strikes_ns(self, tick: int) -> int:
        return self._canvas.due_ns(tick) + round(self._slew.offset_ns)

    def _wait_for(self, tick: int) -> None:
        strikes_ns = self._strikes_ns(tick)
        while (left_ns := strikes_ns - self._clock.now_ns()) > 0 and not self._stopping.is_set():
            self._clock.sleep_s(min(left_ns / 1e9, 0.1))

    def _without_the_late(self, tick: int) -> int:
        """The newest tick that is due and shall be a picture: those slept over are skipped and counted."""
        due = max(tick, self._canvas.tick_at(self._clock.now_ns() - round(self._slew.offset_ns)))
        newest = self._door.newest(tick, due)
        lost = self._door.lost(tick, newest)
        self._tally.skipped += lost
        self._tally.left_out += newest - tick - lost
        return newest

    def _picture(self, tick: int) -> None:
        self._door.passed(tick)
        due_ns = self._canvas.due_ns(tick)
        picture = self.scenery.picture(due_ns)
        if picture and picture.captured_ns != self._newest_ns:
            self._newest_ns = picture.captured_ns
            self._slew.note(picture.captured_ns, due_ns)
        self._output.put(picture, tick)

    def _sound(self, block: int) -> int:
        """Every block that is due by now, in order; the number of the next one."""
        now_ns = self._clock.now_ns()
        newest = (now_ns - self._canvas.epoch_ns) * SAMPLE_RATE // 1_000_000_000 // BLOCK
        if newest - block > _MOST_BEHIND_BLOCKS:
            self._microphone.skip(newest - block)
            block = newest
        while self._mixer.is_due(block * BLOCK, now_ns):
            # A film comes last: it is no voice, and the trim would move it away from its own picture.
            heard = self.scenery.sound(self._mixer.block(block * BLOCK), block * BLOCK)
            self._encoder.put_sound(heard, block * BLOCK)
            block += 1
        return block
