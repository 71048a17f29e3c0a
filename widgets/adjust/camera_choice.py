"""One of the two cameras as the host has set it, and the desk's words that change it."""

from __future__ import annotations

from dataclasses import dataclass

from app.desk import Desk
from app.snapshot import Choices

Crop = tuple[float, float, float]
"""Zoom from 1 to 8, then across and down from -1 to 1."""

MOST_ZOOM = 8.0
# Everything else than a device has no lens to hold.
_WITHOUT_LENS = frozenset({"", "rtmp-in", "file", "demo", "test-card"})
_CAMERA_ASPECT = 16 / 9


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraChoice:
    """The keys of a camera's table in the show file."""

    source: str = ""
    fit: str = "fill"
    is_mirrored: bool = False
    rotate: int = 0
    crop: Crop = (1.0, 0.0, 0.0)
    is_exposure_locked: bool = False
    is_white_balance_locked: bool = False

    @property
    def can_be_framed(self) -> bool:
        """The test card is drawn for the canvas."""
        return bool(self.source) and self.source != "test-card"

    @property
    def has_lens(self) -> bool:
        return self.source.partition(":")[0] not in _WITHOUT_LENS

    @property
    def as_it_comes(self) -> CameraChoice:
        """The same camera, as nobody has set it."""
        return CameraChoice(source=self.source)

    def dragged(self, across: float, down: float, canvas: tuple[int, int]) -> Crop:
        """The crop after the picture was dragged by these parts of the canvas: it follows the hand.

        Most cameras are 16:9; with another one the hand is a little faster than the picture or slower.
        """
        zoom, *pans = self.crop
        seen = _CAMERA_ASPECT if self.rotate % 180 == 0 else 1 / _CAMERA_ASPECT
        aspect = canvas[0] / canvas[1]
        filled = (max(1.0, seen / aspect), max(1.0, aspect / seen)) if self.fit == "fill" else (1.0, 1.0)
        moved = []
        for pan, part, times in zip(pans, (across, down), filled, strict=True):
            left_out = zoom * times - 1
            moved.append(_within(pan - 2 * part / left_out, -1, 1) if left_out > 0.01 else pan)
        return zoom, moved[0], moved[1]

    def zoomed(self, factor: float) -> Crop:
        zoom, across, down = self.crop
        return _within(zoom * factor, 1, MOST_ZOOM), across, down


def camera_choice(choices: Choices, *, is_second: bool) -> CameraChoice:
    if not is_second:
        return CameraChoice(
            source=choices.camera,
            fit=choices.fit,
            is_mirrored=choices.is_mirrored,
            rotate=choices.rotate,
            crop=choices.crop,
            is_exposure_locked=choices.is_exposure_locked,
            is_white_balance_locked=choices.is_white_balance_locked,
        )
    fit, is_mirrored, rotate = choices.second_framing
    exposure, white_balance = choices.second_locks
    return CameraChoice(
        source=choices.second_camera,
        fit=fit,
        is_mirrored=is_mirrored,
        rotate=rotate,
        crop=choices.second_crop,
        is_exposure_locked=exposure,
        is_white_balance_locked=white_balance,
    )


class CameraWishes:
    """Says to the desk only what is another than before."""

    def __init__(self, desk: Desk, *, is_second: bool) -> None:
        self._desk = desk
        self._is_second = is_second

    def change(self, before: CameraChoice, after: CameraChoice) -> None:
        if (before.fit, before.is_mirrored, before.rotate) != (after.fit, after.is_mirrored, after.rotate):
            tell = self._desk.picture.set_second_camera if self._is_second else self._desk.set_camera
            tell(after.source, fit=after.fit, is_mirrored=after.is_mirrored, rotate=after.rotate)
        locks = after.is_exposure_locked, after.is_white_balance_locked
        if locks != (before.is_exposure_locked, before.is_white_balance_locked):
            self._desk.picture.lock_camera(
                exposure=locks[0], white_balance=locks[1], is_second=self._is_second
            )
        if after.crop != before.crop:
            self.crop(after.crop)

    def crop(self, crop: Crop) -> None:
        self._desk.picture.set_crop(*crop, is_second=self._is_second)


def _within(value: float, least: float, most: float) -> float:
    return max(least, min(most, value))
