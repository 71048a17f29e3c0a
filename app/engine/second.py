"""The second programme: the moments of the first one on another canvas, with sprites and a picture codec of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from msgspec import structs

from app.domain.fault import Fault
from app.engine.canvas_messages import SecondHealth, plain_slot
from app.engine.capture.source import Canvas
from app.engine.compose.compositor import Compositor
from app.engine.door import Door
from app.engine.encode.encoder import Encoder, EncoderOutlets
from app.engine.messages import Configure, PutSprite, RemoveSprite
from app.engine.outlets import Tally
from app.engine.picture_output import PictureOutput
from app.engine.planes import Pixels, Planes
from app.engine.rate.rung import Aim, full_aim
from app.engine.tag import Tag, TagType
from app.engine.view import Moment, View

_WHERE = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOutlets:
    """As `Outlets`; sound is encoded once, by the first programme."""

    on_tag: Callable[[Tag], None]
    on_frame: Callable[[Planes, int], None]
    on_fault: Callable[[Fault], None]
    on_cleared: Callable[[str], None]


class Second:
    """`tick` belongs to the programme thread, the rest to any. Its trouble is told under `second-…`.

    `busy` adds up the share of each tick's time after which both programmes' pictures were made, `ticks` counts them:
    whoever looks can tell how near the computer is to its end.
    """

    def __init__(
        self,
        configure: Configure,
        view: View,
        outlets: SecondOutlets,
        now_ns: Callable[[], int] = time.perf_counter_ns,
        is_on_trial: bool = True,
    ) -> None:
        self.configure = configure
        self._canvas = canvas_of(configure)
        self._now_ns = now_ns
        self._outlets = outlets
        self._view = view
        self._compositor = Compositor(configure.width, configure.height)
        self._door = Door(configure.fps, full_aim(configure))
        self._tally = Tally()
        self._interval_ns = 1_000_000_000 // configure.fps
        self.is_on_trial = is_on_trial
        self.busy = 0.0
        self.ticks = 0
        self._is_over = False
        self._encoder = Encoder(configure, self._encoder_outlets(), name="encode-second")
        self._output = PictureOutput(
            self._canvas, self._compositor, self._encoder, self._tally, outlets.on_frame
        )

    def tick(self, tick: int, strikes_ns: int, moment: Callable[[int], Moment]) -> None:
        """After the first programme has all that it needs of this tick, which struck at `strikes_ns`."""
        if not self._encoder.is_ready:
            return
        if self._door.admits(tick):
            self._door.passed(tick)
            self._output.put(self._view.picture(moment(self._canvas.due_ns(tick))), tick)
        else:
            self._tally.left_out += 1
        self.busy += (self._now_ns() - strikes_ns) / self._interval_ns
        self.ticks += 1

    def put_sprite(self, command: PutSprite, pixels: Pixels) -> None:
        slot = plain_slot(command.slot)
        if not self._view.stills.put(slot, pixels):
            self._compositor.layers.put(structs.replace(command, slot=slot), pixels)

    def remove_sprite(self, command: RemoveSprite) -> None:
        slot = plain_slot(command.slot)
        self._view.stills.remove(slot)
        self._compositor.layers.remove(structs.replace(command, slot=slot))

    def set_aim(self, aim: Aim) -> None:
        self._door.aim = aim
        self._encoder.set_aim(aim)

    def want_key_frame(self) -> None:
        self._encoder.want_key_frame()

    @property
    def dropped(self) -> int:
        """Frames for which the encoder had no room."""
        return self._tally.dropped

    @property
    def handed_on(self) -> int:
        """Frames that every destination has been offered."""
        return self._encoder.handed_on

    def health(self) -> SecondHealth:
        tally, rung = self._tally, self._door.aim.rung
        return SecondHealth(
            width=rung.width,
            height=rung.height,
            fps=self.configure.fps // rung.divisor,
            video_kbps=self._door.aim.kbps,
            composed=tally.composed,
            encoded=self._encoder.encoded,
            dropped_encoder_full=tally.dropped,
            left_out_lowered=tally.left_out,
            is_on_trial=self.is_on_trial,
        )

    def stop(self, deadline_s: float) -> bool:
        """False when the codec had to be abandoned; whenever that one comes round, nobody gets what it has made."""
        is_flushed = self._encoder.stop(deadline_s)
        self._is_over = True
        return is_flushed

    def _encoder_outlets(self) -> EncoderOutlets:
        return EncoderOutlets(
            on_tag=self._on_tag,
            on_fragment=lambda _: None,
            on_fault=self._on_fault,
            on_cleared=self._on_cleared,
            on_done=self._compositor.done,
        )

    def _on_tag(self, tag: Tag) -> None:
        if tag.type is not TagType.AUDIO and not self._is_over:
            self._outlets.on_tag(tag)

    def _on_fault(self, fault: Fault) -> None:
        if not self._is_over:
            self._outlets.on_fault(replace(fault, where=f"{_WHERE}-{fault.where}"))

    def _on_cleared(self, where: str) -> None:
        if not self._is_over:
            self._outlets.on_cleared(f"{_WHERE}-{where}")


def canvas_of(configure: Configure) -> Canvas:
    """What sources and views need to know of a programme."""
    return Canvas(
        width=configure.width, height=configure.height, fps=configure.fps, epoch_ns=configure.epoch_ns
    )
