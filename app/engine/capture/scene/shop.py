"""The shop behind the host: warm wall, arch with shelves, lamps, a rack of clothes; a little out of focus."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engine.capture.scene.brush import Paint, Sheet, box, ellipse, path

_COATS = (
    ("#8F8272", "#6B6054"),
    ("#C08B52", "#8E6236"),
    ("#33323A", "#1E1D24"),
    ("#D9CEBF", "#A99E8F"),
    ("#7C8A78", "#56634F"),
    ("#2F4A48", "#1D302F"),
    ("#6B463D", "#452A25"),
    ("#B9B0A5", "#8A8178"),
    ("#A9574A", "#76352C"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand, in art pixels of a canvas whose short side is 720."""

    width: float
    height: float
    floor_y: float
    arch_x: float
    arch_top: float
    arch_width: float
    lamps: tuple[tuple[float, float], ...]
    rack_left: float
    rack_right: float
    rack_y: float


LANDSCAPE = Layout(1280, 720, 575, 214, 106, 264, ((640, 70), (1010, 34)), 772, 1274, 150)
PORTRAIT = Layout(720, 1280, 1018, 150, 236, 258, ((360, 178), (640, 120)), 362, 760, 300)


def paint_shop(sheet: Sheet, layout: Layout) -> None:
    """Fills the whole sheet, opaque."""
    _wall(sheet, layout)
    _arch(sheet, layout)
    _rack(sheet, layout)
    _floor(sheet, layout)
    sheet.blur(2.6)
    for x, y in layout.lamps:
        _light(sheet, x, y, layout)
    sheet.blur(1.2)
    _vignette(sheet)


def _wall(sheet: Sheet, layout: Layout) -> None:
    sheet.fill(box(-40, -40, layout.width + 40, layout.height + 40), Paint("#D6C6AA", "#A58C6E", 24))
    window = path((60, -60), (330, -60), (170, layout.floor_y), (-90, layout.floor_y))
    sheet.fill(window, Paint("#FFF3D8"), 0.28, soft=26)
    sheet.fill(
        path((350, -60), (420, -60), (270, layout.floor_y), (195, layout.floor_y)), Paint("#FFF3D8"), 0.2, 16
    )


def _arch(sheet: Sheet, layout: Layout) -> None:
    x, top, half = layout.arch_x, layout.arch_top, layout.arch_width / 2
    bottom = layout.floor_y - 38
    for inset, paint in ((0, Paint("#E9DCC2", "#CFBD9C", 0)), (15, Paint("#A98C6C", "#C2A788", 0))):
        left, right, crown = x - half + inset, x + half - inset, top + half
        bend = (half - inset) * 0.552
        arch = path(
            (left, bottom),
            (left, crown),
            (left, crown - bend, x - bend, top + inset, x, top + inset),
            (x + bend, top + inset, right, crown - bend, right, crown),
            (right, bottom),
        )
        sheet.fill(arch, paint)
    sheet.fill(box(x - half + 15, top + half, x - half + 50, bottom), Paint("#5B4330"), 0.34, soft=14)
    shelves = (bottom - (bottom - top) * 0.53, bottom - (bottom - top) * 0.27)
    for y in shelves:
        sheet.fill(box(x - half + 15, y, x + half - 15, y + 34), Paint("#4B3626"), 0.25, soft=9)
        sheet.fill(box(x - half + 15, y, x + half - 15, y + 11), Paint("#C79F70", "#8D6842"))
    _bag(sheet, x - 42, shelves[0])
    _vase(sheet, x + 42, shelves[0])
    _folded(sheet, x - 20, shelves[1])
    _folded(sheet, x + 36, bottom - 4)


def _bag(sheet: Sheet, x: float, y: float) -> None:
    handle = ellipse(x, y - 58, 21, 30)
    sheet.stroke([handle], Paint("#5A3A35"), 7)
    sheet.fill(
        path((x - 32, y - 58), (x + 32, y - 58), (x + 36, y), (x - 36, y)), Paint("#80524A", "#56332E")
    )
    sheet.fill(box(x - 8, y - 44, x + 8, y - 33, 2), Paint("#E2C275"))


def _vase(sheet: Sheet, x: float, y: float) -> None:
    vase = path(
        (x - 12, y - 88),
        (x + 12, y - 88),
        (x + 10, y - 66, x + 24, y - 62, x + 24, y - 38),
        (x + 24, y - 14, x + 14, y, x + 10, y),
        (x - 10, y),
        (x - 14, y, x - 24, y - 14, x - 24, y - 38),
        (x - 24, y - 62, x - 10, y - 66, x - 12, y - 88),
    )
    sheet.fill(vase, Paint("#F0E4CC", "#BCA684", 0))
    for lean in (-26, -9, 10, 27):
        sheet.stroke(
            [path((x, y - 86), (x, y - 110, x + lean, y - 120, x + lean, y - 146))[:25]], Paint("#7D7A52"), 3
        )
        sheet.fill(ellipse(x + lean, y - 148, 8, 12), Paint("#A5A06B", "#7D7A52"))


def _folded(sheet: Sheet, x: float, y: float) -> None:
    colours = (("#E6D9C3", "#C3B295"), ("#7E9488", "#5D7267"), ("#C27F5B", "#98583A"))
    for row, (light, dark) in enumerate(colours):
        width = 50 - row * 3
        top = y - 22 * (row + 1)
        sheet.fill(box(x - width, top, x + width, top + 21, 7), Paint(light, dark))


def _rack(sheet: Sheet, layout: Layout) -> None:
    left, right, y = layout.rack_left, layout.rack_right, layout.rack_y
    metal = Paint("#4A3B31", "#2E241D")
    bottom = layout.floor_y + 24
    for x in (left + 18, right - 28):
        sheet.stroke([np.array([(x, y), (x, bottom)])], metal, 8)
    reach = (bottom - y) * 0.86
    count = max(5, round((right - left - 60) / 52))
    for number in range(count):
        light, dark = _COATS[number % len(_COATS)]
        x = left + 56 + number * (right - left - 100) / (count - 1)
        _hung(sheet, x, y, reach * (0.9 + 0.1 * ((number * 7) % 5) / 4), Paint(light, dark, 0))
    sheet.stroke([np.array([(left, y), (right, y)])], metal, 9)


def _hung(sheet: Sheet, x: float, y: float, reach: float, paint: Paint) -> None:
    sheet.stroke([np.array([(x, y - 4), (x, y + 12)])], Paint("#5D4C3F"), 3)
    coat = path(
        (x, y + 12),
        (x + 10, y + 14, x + 24, y + 22, x + 26, y + 34),
        (x + 34, y + reach),
        (x - 34, y + reach),
        (x - 26, y + 34),
        (x - 24, y + 22, x - 10, y + 14, x, y + 12),
    )
    sheet.fill(coat, paint)
    sheet.fill(
        path((x + 8, y + 20), (x + 28, y + 36), (x + 36, y + reach), (x + 10, y + reach)),
        Paint("#1B130D"),
        0.2,
        5,
    )
    sheet.fill(box(x - 27, y + 40, x - 19, y + reach - 6), Paint("#FFF6E6"), 0.16, 4)


def _floor(sheet: Sheet, layout: Layout) -> None:
    y = layout.floor_y
    sheet.fill(box(-40, y - 14, layout.width + 40, y + 2), Paint("#C9B594", "#AD9675"))
    sheet.fill(box(-40, y, layout.width + 40, layout.height + 40), Paint("#8C6446", "#4F3423"))
    middle = layout.width / 2
    for step in range(-9, 10):
        line = np.array([(middle + step * 90, y), (middle + step * 210, layout.height + 40)])
        sheet.stroke([line], Paint("#3A2517"), 2, opacity=0.35)
    sheet.fill(ellipse(layout.width * 0.32, layout.height + 10, 330, 70), Paint("#23150C"), 0.4, soft=30)


def _light(sheet: Sheet, x: float, y: float, layout: Layout) -> None:
    """A pendant lamp with its cone of light."""
    cone = path((x - 48, y + 26), (x + 48, y + 26), (x + 250, layout.floor_y), (x - 250, layout.floor_y))
    sheet.fill(cone, Paint("#FFE9BE"), 0.16, soft=30)
    sheet.fill(ellipse(x, y + 60, 170, 100), Paint("#FFE7B8"), 0.3, soft=50)
    sheet.stroke([np.array([(x, -20), (x, y - 22)])], Paint("#3E322A"), 4)
    shade = path((x - 58, y + 24), (x - 56, y - 42, x + 56, y - 42, x + 58, y + 24))
    sheet.fill(shade, Paint("#6B5A4C", "#3B3029", 40))
    sheet.fill(ellipse(x, y + 24, 58, 10), Paint("#FFF1C9", "#FFDE9A"))
    sheet.fill(ellipse(x, y + 30, 70, 20), Paint("#FFEBB9"), 0.5, soft=12)


def _vignette(sheet: Sheet) -> None:
    height, width = sheet.pixels.shape[:2]
    x = (np.arange(width) / width - 0.48)[None, :]
    y = (np.arange(height) / height - 0.45)[:, None]
    shade = 1 - 0.5 * np.clip(x**2 + y**2 - 0.1, 0, 1)
    sheet.pixels[:, :, :3] = (sheet.pixels[:, :, :3] * shade[:, :, None]).astype(np.uint8)
