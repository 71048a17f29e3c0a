"""Chroma key: the host without the cloth behind, on another ground; in YUV, where colour is apart from light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.engine.planes import TO_YUV, Planes, new_planes, size_of, split_planes

Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""

# Nearer to grey than this a cloth cannot be told from its shade, and has no hue that could spill.
_LEAST_REACH = 12.0


@dataclass(frozen=True, slots=True)
class KeySetting:
    """`tolerance` and `softness` 0 to 1: how far from `colour` is still cloth, and how wide the edge is."""

    colour: Colour
    tolerance: float = 0.5
    softness: float = 0.2


class Keyer:
    """Belongs to the programme thread; the picture that it gives is valid until the next call."""

    def __init__(self, setting: KeySetting, width: int, height: int) -> None:
        u, v = yuv(setting.colour)[1:]
        self._reach = max(float(np.hypot(u - 128, v - 128)), _LEAST_REACH)
        self._hue = ((u - 128) / self._reach, (v - 128) / self._reach)
        self._away = (_away(u), _away(v))
        self._opacity = _opacity(setting, self._reach)
        self._out = new_planes(width, height)
        # Fresh pages would cost several times what is done in them: every step has its own buffer.
        self._half = [np.empty((height // 2, width // 2), np.uint8) for _ in range(5)]
        self._large = [np.empty((height, width), np.uint8) for _ in range(2)]

    def laid(self, picture: Planes, ground: Planes) -> Planes:
        """The picture with the ground in the place of the cloth; both of the keyer's size."""
        y, u, v = split_planes(picture)
        (opacity, spare), (small, spare_small) = self._large, self._half[:2]
        self._measure(u, v, small)
        cv2.resize(small, size_of(picture), dst=opacity, interpolation=cv2.INTER_LINEAR)
        clean_u, clean_v = self._without_spill(u, v)
        ground_y, ground_u, ground_v = split_planes(ground)
        out_y, out_u, out_v = split_planes(self._out)
        _over(y, opacity, ground_y, spare, out_y)
        _over(clean_u, small, ground_u, spare_small, out_u)
        _over(clean_v, small, ground_v, spare_small, out_v)
        return self._out

    def _measure(self, u: Planes, v: Planes, opacity: Planes) -> None:
        """By the distance from the cloth; max + min / 2 is within 12 % of the true length and needs no floats."""
        _, across, down, near, length = self._half
        cv2.LUT(u, self._away[0], dst=across)
        cv2.LUT(v, self._away[1], dst=down)
        cv2.min(across, down, dst=near)
        cv2.max(across, down, dst=length)
        cv2.scaleAdd(near, 0.5, length, dst=length)
        cv2.LUT(length, self._opacity, dst=near)
        cv2.blur(near, (3, 3), dst=opacity)

    def _without_spill(self, u: Planes, v: Planes) -> tuple[Planes, Planes]:
        """Takes from each pixel what it has of the cloth's hue: hair and shoulders reflect the cloth."""
        if self._reach <= _LEAST_REACH:
            return u, v
        hue_u, hue_v = self._hue
        _, _, clean_u, clean_v, spill = self._half
        # Saturation cuts off what points the other way.
        cv2.addWeighted(u, hue_u, v, hue_v, -128 * (hue_u + hue_v), dst=spill)
        cv2.addWeighted(u, 1, spill, -hue_u, 0, dst=clean_u)
        cv2.addWeighted(v, 1, spill, -hue_v, 0, dst=clean_v)
        return clean_u, clean_v


def yuv(colour: Colour) -> Colour:
    """BT.709, limited range."""
    y, u, v = TO_YUV @ np.array(colour[::-1], float) + (16, 128, 128)
    return round(y), round(u), round(v)


def _over(above: Planes, opacity: Planes, ground: Planes, spare: Planes, out: Planes) -> None:
    cv2.multiply(above, opacity, dst=out, scale=1 / 255)
    cv2.bitwise_not(opacity, dst=spare)
    cv2.multiply(ground, spare, dst=spare, scale=1 / 255)
    cv2.add(out, spare, dst=out)


def _away(level: int) -> npt.NDArray[np.uint8]:
    """By level, the distance from the cloth's; further from grey on the cloth's own side, a bright spot, is half."""
    levels = np.arange(256)
    distance: npt.NDArray[np.int64] = np.abs(levels - level)
    is_beyond = (levels - level) * (level - 128) > 0
    distance[is_beyond] //= 2
    table: npt.NDArray[np.uint8] = distance.astype(np.uint8)
    return table


def _opacity(setting: KeySetting, reach: float) -> npt.NDArray[np.uint8]:
    """255 where the picture stays, by distance: the tolerance is a part of the way from the cloth to grey."""
    inner = reach * min(max(setting.tolerance, 0.02), 0.95)
    width = max(2.0, reach * min(max(setting.softness, 0.0), 1.0))
    share = np.clip((np.arange(256) - inner) / width, 0, 1)
    opacity: npt.NDArray[np.uint8] = np.rint(255 * share * share * (3 - 2 * share)).astype(np.uint8)
    return opacity
