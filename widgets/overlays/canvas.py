"""The picture that viewers get, as the overlays see it: its scale and its safe area."""

from __future__ import annotations

from dataclasses import dataclass

_REFERENCE = 720
# Free for overlays on the reference canvases: left, top, right, bottom. Landscape leaves 5 % all round;
# portrait keeps
# clear of the marketplaces' own furniture.
_SAFE_LANDSCAPE = (64, 36, 1216, 684)
_SAFE_PORTRAIT = (36, 154, 634, 896)


@dataclass(frozen=True, slots=True)
class Canvas:
    """`width` x `height` pixels of the programme; every measure of a design is for a short side of 720."""

    width: int
    height: int

    @property
    def k(self) -> float:
        """What a measure of the design is multiplied with."""
        return min(self.width, self.height) / _REFERENCE

    @property
    def is_portrait(self) -> bool:
        return self.height > self.width

    @property
    def safe(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the area that overlays may use, even pixels."""
        left, top, right, bottom = _SAFE_PORTRAIT if self.is_portrait else _SAFE_LANDSCAPE
        return self.even(left), self.even(top), self.even(right), self.even(bottom)

    def even(self, measure: float) -> int:
        """A box's measure in canvas pixels, rounded to an even number: chroma is shared by two pixels each
        way."""
        return 2 * round(measure * self.k / 2)

    def px(self, measure: float) -> float:
        """A measure in canvas pixels, not rounded: for type and curves."""
        return measure * self.k
