"""Finds the programme's own codes in a picture."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from app.domain.viewer_delay import digits_in

# A larger picture takes several times as long and shows a phone's screen no better than it is lit.
_LONGEST_SIDE = 1280
_MOST_CODES = 6
# A code is cut out and enlarged to about this side: so one is read of which each module is two blurred pixels.
_READ_SIDE, _MOST_ENLARGED = 320, 4.0
Luma = npt.NDArray[np.uint8]


class CodeFinder:
    """One thread's own. `digits` takes some hundredths of a second of a processor."""

    def __init__(self) -> None:
        # OpenCV's two detectors: this one finds a small code, the other one reads it.
        self._finder = cv2.QRCodeDetectorAruco()
        self._reader = cv2.QRCodeDetector()

    def digits(self, luma: Luma) -> tuple[str, ...]:
        """The digits of every code of ours in a grey picture; other codes are passed over."""
        height, width = luma.shape
        if max(height, width) > _LONGEST_SIDE:
            k = _LONGEST_SIDE / max(height, width)
            luma = np.asarray(cv2.resize(luma, None, fx=k, fy=k, interpolation=cv2.INTER_AREA), np.uint8)
        try:
            is_any, corners = self._finder.detectMulti(luma)
            found = [self._read(luma, one) for one in corners[:_MOST_CODES]] if is_any else []
        except cv2.error:  # what looks like the corner of a code and is none
            return ()
        return tuple(digits for text in found if (digits := digits_in(text)))

    def _read(self, luma: Luma, corners: npt.NDArray[np.float32]) -> str:
        """What the code with these corners says; empty when it cannot be read."""
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        side = max(right - left, bottom - top)
        if not math.isfinite(side) or side < 1:
            return ""
        edge = max(6, int(side) // 4)
        rows = slice(max(0, int(top) - edge), max(0, math.ceil(bottom) + edge))
        columns = slice(max(0, int(left) - edge), max(0, math.ceil(right) + edge))
        piece = luma[rows, columns]
        if not piece.size:
            return ""
        k = min(_MOST_ENLARGED, max(1.0, _READ_SIDE / side))
        text, _, _ = self._reader.detectAndDecode(
            cv2.resize(piece, None, fx=k, fy=k, interpolation=cv2.INTER_CUBIC)
        )
        return text
