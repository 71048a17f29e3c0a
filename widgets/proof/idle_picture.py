"""The picture's part of a desk at which nobody sits."""

from __future__ import annotations

from app.domain.layout import Layout


class IdlePicture:
    """Remembers in `asked`, as (name, first argument)."""

    def __init__(self, asked: list[tuple[str, object]]) -> None:
        self._asked = asked
        self.framing: tuple[str, bool, int] = ("", False, 0)
        self.crop = (1.0, 0.0, 0.0, False)
        self.locks = (False, False, False)
        self.key = ("", 0.0, 0.0)
        self.ground = ("", "")
        self.retouch = (0.0, 0.0)

    def set_transition(self, *, is_cut: bool) -> None:
        self._asked.append(("set_transition", is_cut))

    def set_layout(self, layout: Layout) -> None:
        self._asked.append(("set_layout", layout))

    def set_second_camera(
        self, source: str, *, fit: str = "fill", is_mirrored: bool = False, rotate: int = 0
    ) -> None:
        self._asked.append(("set_second_camera", source))
        self.framing = (fit, is_mirrored, rotate)

    def set_crop(
        self, zoom: float, pan_x: float = 0.0, pan_y: float = 0.0, *, is_second: bool = False
    ) -> None:
        self._asked.append(("set_crop", zoom))
        self.crop = (zoom, pan_x, pan_y, is_second)

    def lock_camera(self, *, exposure: bool, white_balance: bool, is_second: bool = False) -> None:
        self._asked.append(("lock_camera", exposure))
        self.locks = (exposure, white_balance, is_second)

    def set_key(self, colour: str, tolerance: float = 0.5, softness: float = 0.2) -> None:
        self._asked.append(("set_key", colour))
        self.key = (colour, tolerance, softness)

    def lift_key(self, is_lifted: bool) -> None:
        self._asked.append(("lift_key", is_lifted))

    def set_ground(self, colour: str, image: str = "") -> None:
        self._asked.append(("set_ground", colour))
        self.ground = (colour, image)

    def set_retouch(self, smoothing: float, sharpening: float) -> None:
        self._asked.append(("set_retouch", smoothing))
        self.retouch = (smoothing, sharpening)

    def roll_film(self, file: str) -> None:
        self._asked.append(("roll_film", file))

    def stop_film(self) -> None:
        self._asked.append(("stop_film", None))

    def set_second_canvas(self, *, is_on: bool) -> None:
        self._asked.append(("set_second_canvas", is_on))

    def set_destination_canvas(self, name: str, *, is_second: bool) -> None:
        self._asked.append(("set_destination_canvas", (name, is_second)))
