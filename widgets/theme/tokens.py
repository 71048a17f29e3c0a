"""The colours and measures of the console, dark and light; every text pair is 4.5 : 1 or better."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Tone:
    """A status colour: its shape, its text and the ground under them."""

    shape: str
    text: str
    tint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Colours as "#RRGGBB". `picture` lies behind pictures."""

    ground: str
    panel: str
    raised: str
    press: str
    line: str
    line2: str
    text1: str
    text2: str
    text3: str
    accent: str
    accent_press: str
    accent_tint: str
    on_accent: str
    ok: Tone
    fail: Tone
    warn: Tone
    info: Tone
    end_fill: str
    picture: str = "#101215"


DARK = Tokens(
    ground="#1B1D22",
    panel="#23262C",
    raised="#2C3038",
    press="#383D47",
    line="#343943",
    line2="#565D6A",
    text1="#F3F1ED",
    text2="#BBBFC7",
    text3="#979CA6",
    accent="#F3C08F",
    accent_press="#DD9A5B",
    accent_tint="#38302A",
    on_accent="#1B1510",
    ok=Tone("#1DB487", "#4CCFA4", "#1F332E"),
    fail=Tone("#F0682A", "#FF9460", "#3B2820"),
    warn=Tone("#E9A820", "#F2BE4E", "#3A301B"),
    info=Tone("#56B4E9", "#85C9F0", "#203340"),
    end_fill="#A84A00",
)
LIGHT = Tokens(
    ground="#EFEDE8",
    panel="#FCFBF9",
    raised="#F1EEE9",
    press="#E2DED7",
    line="#DAD6CE",
    line2="#A8A297",
    text1="#1B1D22",
    text2="#4C5058",
    text3="#63676F",
    accent="#8F4716",
    accent_press="#6D3410",
    accent_tint="#F8EBDD",
    on_accent="#FFFFFF",
    ok=Tone("#007A5A", "#006B4E", "#E1F1EA"),
    fail=Tone("#C24A00", "#A63F00", "#FBE7DA"),
    warn=Tone("#B57600", "#7A5200", "#FAEFD3"),
    info=Tone("#0072B2", "#005E93", "#E0EEF7"),
    end_fill="#F0B893",
)
COMPACT_HEIGHT, COMPACT_WIDTH, SHORT_HEIGHT = 800, 1360, 700


@dataclass(frozen=True, slots=True)
class Grid:
    """Measures of the window in logical pixels, by its size. A short one is a whole screen at 150 %, less its bars."""

    head: int
    foot: int
    gap: int
    row: int
    left: int
    right: int
    is_compact: bool
    is_short: bool = False


def grid(width: int, height: int) -> Grid:
    """Left and right column grow with the width and stop at 360 and 432; small windows are compact."""
    is_compact = height < COMPACT_HEIGHT or width < COMPACT_WIDTH
    left = _between(width, ((1280, 272), (1440, 312), (1920, 360)))
    right = _between(width, ((1280, 336), (1440, 368), (1920, 432)))
    if is_compact:
        return Grid(56, 72, 8, 56, min(left, 272), min(right, 336), True, height < SHORT_HEIGHT)
    return Grid(64, 80, 16, 64, left, right, False)


def _between(x: int, points: tuple[tuple[int, int], ...]) -> int:
    """Straight lines between the points, flat beyond them."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return round(y0 + (y1 - y0) * (x - x0) / (x1 - x0))
    return points[-1][1]
