"""The fonts that ship with the program: loaded once, asked for in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "fonts"
_SANS = ("Inter", "Noto Sans SC", "Noto Color Emoji")
_DISPLAY = ("Inter Display", "Inter", "Noto Sans SC")
_SERIF = ("Noto Serif SC", "Inter", "Noto Sans SC", "Noto Color Emoji")


class FontsError(RuntimeError):
    """A font file that ships with the program is not there or cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Family lists in the order in which Qt looks for a glyph."""

    sans: tuple[str, ...] = _SANS
    display: tuple[str, ...] = _DISPLAY
    serif: tuple[str, ...] = _SERIF


@cache
def load() -> Fonts:
    """Registers every font file with Qt, once in a process; needs a QGuiApplication. Raises
    `FontsError`."""
    found: set[str] = set()
    for path in sorted((*FOLDER.glob("*.otf"), *FOLDER.glob("*.ttf"))):
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            raise FontsError(f"{path.name} cannot be read: install Storecast again")
        found.update(QFontDatabase.applicationFontFamilies(number))
    missing = {*_SANS, *_DISPLAY, *_SERIF} - found
    if missing:
        raise FontsError(f"{', '.join(sorted(missing))} missing in {FOLDER}: install Storecast again")
    return Fonts()


def font(
    families: tuple[str, ...],
    px: float,
    weight: int = 400,
    *,
    spacing_px: float = 0.0,
    features: tuple[str, ...] = (),
) -> QFont:
    """A font of `px` pixels. Weights that ship: Inter 300 to 700, Inter Display 300, Noto 400 and 700 (600
    takes 700).

    `features` are OpenType tags: "tnum" for figures that do not shift. Unhinted and without sub-pixel
    colours, so that a text is as wide in every position and on every system.
    """
    made = QFont()
    made.setFamilies(list(families))
    made.setPixelSize(max(1, round(px)))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias | QFont.StyleStrategy.NoSubpixelAntialias)
    if spacing_px:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing_px)
    for tag in features:
        made.setFeature(QFont.Tag.fromString(tag), 1)
    return made
