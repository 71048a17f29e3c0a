"""What each stage of the engine costs: processor time of its thread for a second of show."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from app.engine.capture.source import Canvas, camera_kinds, microphone_kinds
from app.engine.compose.compositor import Compositor
from app.engine.messages import Configure, PutSprite, SetCamera, SetMicrophone
from app.engine.planes import BLOCK, SAMPLE_RATE
from app.engine.program import Outlets, Program
from app.engine.sprite import sprite_of
from app.engine.tag import Tag, TagType

SIZES = ((1280, 720), (1920, 1080))
FPS = 30
SECONDS = 6
# The card of the reference measurement, a ticker, a logo and a timer.
SPRITES = ((480, 180, 760, 480), (1280, 48, 0, 0), (120, 120, 40, 560), (160, 60, 1080, 80))


def run() -> dict[str, Any]:
    """Milliseconds of processor time a frame for the parts, seconds a second for the threads of a whole programme."""
    figures: dict[str, Any] = {}
    for width, height in SIZES:
        canvas = Canvas(width=width, height=height, fps=FPS, epoch_ns=0)
        figures[f"{height}p"] = {
            "camera_ms": {name: _camera_ms(name, canvas) for name in ("demo", "test-card")},
            "blend_four_sprites_ms": _blend_ms(width, height),
            "convert_card_ms": _mean_ms(lambda: sprite_of(_card(480, 180)), 20),
            "programme": {preset: _programme(width, height, preset) for preset in ("low-latency", "quality")},
        }
    figures["microphone_ms"] = {name: _microphone_ms(name) for name in ("demo", "test-card")}
    return figures


def _mean_ms(step: Callable[[], object], times: int) -> float:
    step()
    began_s = time.process_time()
    for _ in range(times):
        step()
    return round((time.process_time() - began_s) / times * 1000, 3)


def _camera_ms(name: str, canvas: Canvas) -> float:
    camera, stopping = camera_kinds.open(name, canvas), threading.Event()
    threading.Thread(target=camera.run, args=(stopping,), daemon=True).start()
    while camera.picture(0) is None:
        stopping.wait(0.05)
    ticks = iter(range(10_000))
    cost_ms = _mean_ms(lambda: camera.picture(canvas.due_ns(next(ticks))), 120)
    stopping.set()
    return cost_ms


def _microphone_ms(name: str) -> float:
    microphone = microphone_kinds.open(name, Canvas(width=1280, height=720, fps=FPS, epoch_ns=0))
    blocks = iter(range(10_000))
    return _mean_ms(lambda: microphone.block(next(blocks) * BLOCK), SAMPLE_RATE // BLOCK)


def _card(width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    pixels = np.full((height, width, 4), (230, 235, 240, 235), np.uint8)
    pixels[:8] = pixels[-8:] = 0
    return pixels


def _command(number: int, scale: float) -> PutSprite:
    width, height, x, y = (round(value * scale) for value in SPRITES[number])
    return PutSprite(slot=str(number), shm="", x=x, y=y, width=width, height=height, order=number)


def _blend_ms(width: int, height: int) -> float:
    compositor = Compositor(width, height)
    planes = compositor.compose(None, 0)
    for number in range(len(SPRITES)):
        command = _command(number, min(width, height) / 720)
        compositor.layers.put(command, _card(command.width, command.height))
    return _mean_ms(lambda: compositor.layers.draw(planes, 1000), 200)


def _programme(width: int, height: int, preset: Any) -> dict[str, float]:
    """A demo show with four sprites: what its threads use, how late its tags come."""
    late_ms: list[float] = []
    program = _demo_show(width, height, preset, late_ms)
    # Painting the scene is paid once, before the show.
    time.sleep(2.5)
    before, began_s = _thread_seconds(), time.process_time()
    time.sleep(SECONDS)
    after, took_s = _thread_seconds(), time.process_time() - began_s
    frames = program.counts().frames
    program.stop(3)
    late_ms.sort()
    named = {f"{name}_cpu": round((after[name] - before.get(name, 0)) / SECONDS, 3) for name in after}
    return {
        **named,
        "all_cpu": round(took_s / SECONDS, 3),
        "frames_skipped_or_dropped": frames.skipped_late_tick + frames.dropped_encoder_full,
        "capture_to_tag_p50_ms": round(late_ms[len(late_ms) // 2], 1),
        "capture_to_tag_p99_ms": round(late_ms[int(len(late_ms) * 0.99)], 1),
    }


def _demo_show(width: int, height: int, preset: Any, late_ms: list[float]) -> Program:
    """Started, with all its sprites; adds to `late_ms` how old each picture is when its tag comes."""
    configure = Configure(
        width=width,
        height=height,
        fps=FPS,
        video_kbps=4000 if height == 720 else 6000,
        audio_kbps=128,
        preset=preset,
        epoch_ns=time.perf_counter_ns(),
    )
    program = Program(configure, _outlets(late_ms))
    program.set_camera(SetCamera(source="demo"))
    program.set_microphone(SetMicrophone(source="demo"))
    for number in range(len(SPRITES)):
        command = _command(number, min(width, height) / 720)
        program.put_sprite(command, _card(command.width, command.height))
    return program


def _outlets(late_ms: list[float]) -> Outlets:
    def on_tag(tag: Tag) -> None:
        if tag.type is TagType.VIDEO and tag.captured_ns:
            late_ms.append((time.perf_counter_ns() - tag.captured_ns) / 1e6)

    return Outlets(
        on_tag=on_tag,
        on_fragment=lambda fragment: None,
        on_fault=lambda fault: None,
        on_cleared=lambda where: None,
        on_frame=lambda planes, media_ns: None,
        on_first_frame=lambda media_ns: None,
    )


def _thread_seconds() -> dict[str, float]:
    """Processor seconds of our threads by name; those of libraries (x264's slices) are only in the whole."""
    if sys.platform != "linux":
        return {}
    seconds = {}
    for thread in threading.enumerate():
        stat = Path(f"/proc/self/task/{thread.native_id}/stat")
        if thread.name in ("program", "encode") and stat.exists():
            fields = stat.read_text().rsplit(")", 1)[1].split()
            seconds[thread.name] = (int(fields[11]) + int(fields[12])) / 100
    return seconds
