"""A few seconds of a show with the measuring code in it, as a viewer receives it, and the same on a phone."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import av
import cv2
import numpy as np

from app.domain.on_air import OnAir
from app.engine.compose.compositor import Compositor
from app.engine.messages import PutSprite
from app.engine.planes import Pixels, Planes, from_bgr
from tests.widgets.overlays.scenes import scene
from widgets.overlays.canvas import Canvas
from widgets.overlays.delay_code import DelayCode, delay_code
from widgets.overlays.overlay import Scene

FPS = 10


@dataclass(frozen=True)
class DelayFilm:
    """The pictures as they were on air, one every tenth of a second, and when each code's second began to be seen."""

    pictures: list[Planes]
    on_air_s: dict[int, float]
    canvas: Canvas

    def received(self, container: str = "flv", *, is_on_phone: bool = False) -> bytes:
        """Encoded at 2 Mbit/s; `is_on_phone`: seen by a camera, on a phone that somebody holds up, askew."""
        shown = [on_phone(one, self.canvas) if is_on_phone else one for one in self.pictures]
        file = io.BytesIO()
        with av.open(file, "w", format=container) as muxer:
            stream = muxer.add_stream("libx264", rate=FPS, options={"tune": "zerolatency", "g": str(FPS)})
            stream.width, stream.height = shown[0].shape[1], shown[0].shape[0] * 2 // 3
            stream.pix_fmt, stream.bit_rate = "yuv420p", 2_000_000
            for number, planes in enumerate(shown):
                frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
                frame.pts, frame.time_base = number, Fraction(1, FPS)
                muxer.mux(stream.encode(frame))
            muxer.mux(stream.encode(None))
        return file.getvalue()


def delay_film(canvas: Canvas, seconds: float, first_s: float = 3600.4) -> DelayFilm:
    """Painted by the console's overlay, a twentieth late as by its tick, and blended by the engine's compositor."""
    on_air_s: dict[int, float] = {}
    compositor = Compositor(
        canvas.width, canvas.height, lambda mark, media_ns: on_air_s.setdefault(mark, media_ns / 1e9)
    )
    rng = np.random.default_rng(3)
    shop = cv2.GaussianBlur(rng.integers(0, 255, (canvas.height, canvas.width, 3), np.uint8), (0, 0), 9)
    ground, pictures, second = from_bgr(np.asarray(shop, np.uint8)), [], -1
    for number in range(round(seconds * FPS)):
        at_s = first_s + number / FPS
        sight = delay_code.wanted(_scene(canvas, at_s - 0.05))
        if isinstance(sight, DelayCode) and sight.second != second:
            second = sight.second
            compositor.layers.put(*sprite(sight))
        planes = compositor.compose(ground, at_s * 1000)
        pictures.append(planes.copy())
        compositor.done(planes)
    return DelayFilm(pictures, on_air_s, canvas)


def sprite(sight: DelayCode) -> tuple[PutSprite, Pixels]:
    """As it crosses to the engine."""
    painted = sight.paint()
    image = painted.image
    command = PutSprite(
        slot="delay-code", shm="", x=painted.x, y=painted.y, width=image.width(), height=image.height(),
        order=painted.order, mark=painted.mark,
    )  # fmt: skip
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return command, pixels.copy()


def on_phone(planes: Planes, canvas: Canvas) -> Planes:
    """A camera's 1280 x 720: a bright, slightly turned and soft screen in a hand before the shop."""
    bgr = cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420)
    width, height = (620, 349) if not canvas.is_portrait else (360, 640)
    small = cv2.resize(bgr, (width, height), interpolation=cv2.INTER_AREA)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 5, 1)
    turn[:, 2] += np.array([640 - width / 2, 360 - height / 2])
    seen = np.full((720, 1280, 3), (60, 70, 90), np.uint8)
    cv2.warpAffine(small, turn, (1280, 720), dst=seen, borderMode=cv2.BORDER_TRANSPARENT)
    soft = cv2.GaussianBlur(seen, (0, 0), 0.8)
    return from_bgr(np.asarray(cv2.add(soft, _grain()), np.uint8))


@lru_cache(maxsize=1)
def _grain() -> Pixels:
    """A cheap camera's noise, always the same one."""
    return np.random.default_rng(5).integers(0, 12, (720, 1280, 3), np.uint8)


def _scene(canvas: Canvas, at_s: float) -> Scene:
    return replace(scene(OnAir(), canvas, at_s=at_s), is_measuring=True)
