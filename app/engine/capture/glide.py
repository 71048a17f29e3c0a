"""A crop that changes while it is seen moves there, as a hand on a camera would, and does not jump."""

from __future__ import annotations

from dataclasses import replace

from app.engine.capture.source import Framing

GLIDE_NS = 250_000_000


class Glide:
    """Belongs to the programme thread. Zoom and pans glide; what turns, mirrors or fits the picture anew is a cut."""

    def __init__(self) -> None:
        self._from: Framing | None = None
        self._to = Framing()
        self._shown = Framing()
        self._since_ns = 0

    def framing(self, wanted: Framing, at_ns: int) -> Framing:
        """The framing for the tick due at `at_ns`; the first that is asked for is there at once."""
        if wanted != self._to:
            is_cut = self._from is None or not _is_moved(self._shown, wanted)
            self._from = wanted if is_cut else self._shown
            self._to, self._since_ns = wanted, at_ns
        begun, self._shown = self._from, wanted
        if begun is None or begun == wanted:
            self._from = wanted
            return wanted
        left = 1 - (at_ns - self._since_ns) / GLIDE_NS
        if left <= 0:
            self._from = wanted
        else:
            self._shown = _between(begun, wanted, 1 - left * left)
        return self._shown


def _is_moved(before: Framing, after: Framing) -> bool:
    """Whether only the crop is another one."""
    return replace(before, zoom=after.zoom, pan_x=after.pan_x, pan_y=after.pan_y) == after


def _between(begun: Framing, wanted: Framing, share: float) -> Framing:
    zoom, pan_x, pan_y = (
        a + (b - a) * share
        for a, b in (
            (begun.zoom, wanted.zoom),
            (begun.pan_x, wanted.pan_x),
            (begun.pan_y, wanted.pan_y),
        )
    )
    return replace(wanted, zoom=zoom, pan_x=pan_x, pan_y=pan_y)
