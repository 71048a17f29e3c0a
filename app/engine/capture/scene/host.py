"""The host: a woman in a cream sweater who holds up a camel coat, in parts that can move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engine.capture.scene.brush import Paint, Points, Segment, Sheet, box, ellipse, path

_WOOL = Paint("#F7F0E4", "#D8CCBA", 10)
_FOLD = Paint("#BFB29E")
_SKIN = Paint("#EDBE9F", "#DDA385", 60)
_CAMEL = Paint("#D2A566", "#A9793F", 15)
_SEAM = Paint("#8B6030")


@dataclass(frozen=True, slots=True)
class Part:
    """A part's place in art pixels, and the point that it turns about."""

    left: float
    top: float
    right: float
    bottom: float
    pivot_x: float
    pivot_y: float


BODY = Part(150, 220, 600, 1120, 372, 700)
HEAD = Part(270, 60, 470, 320, 372, 250)
COAT = Part(425, 250, 790, 880, 560, 440)
MOUTH = Part(350, 196, 396, 226, 373, 210)


def paint_body(sheet: Sheet) -> None:
    """Torso, skirt and the arm that supports the coat from below."""
    skirt = path((214, 560), (206, 1110), (545, 1110), (534, 560))
    sheet.fill(skirt, Paint("#EFE7DA", "#CFC3B2", 8))
    sheet.fill(path((420, 600), (536, 580), (548, 1110), (440, 1110)), Paint("#6B5A46"), 0.16, soft=22)
    torso = path(
        (318, 276),
        (290, 292, 262, 302, 246, 320),
        (218, 372, 220, 470, 214, 640),
        (320, 668, 440, 660, 536, 640),
        (530, 560, 540, 450, 512, 336),
        (486, 304, 446, 296, 426, 276),
    )
    sheet.fill(torso, _WOOL)
    sheet.fill(path((440, 290), (520, 330), (540, 640), (462, 650)), Paint("#7A6A55"), 0.18, soft=24)
    sheet.stroke([_open((268, 430), (260, 470, 258, 520, 262, 552))], _FOLD, 3, 0.7)
    sheet.fill(ellipse(350, 600, 140, 26), Paint("#7A6A55"), 0.22, soft=16)
    _forearm(sheet)


def _forearm(sheet: Sheet) -> None:
    arm = path(
        (250, 316),
        (206, 366, 190, 480, 187, 566),
        (188, 622, 232, 640, 270, 634),
        (330, 630, 390, 622, 441, 613),
        (434, 571),
        (380, 576, 320, 580, 262, 574),
        (250, 540, 268, 470, 268, 428),
        (268, 380, 266, 340, 250, 316),
    )
    sheet.fill(arm, _WOOL)
    sheet.fill(
        path((196, 560), (200, 640, 300, 632, 441, 613), (441, 600), (330, 616, 230, 624, 196, 560)),
        Paint("#8A7A64"),
        0.3,
        6,
    )
    sheet.stroke(
        [_open((189, 590), (196, 628, 232, 640, 300, 632), (350, 628, 400, 620, 441, 613))], _FOLD, 3
    )
    hand = path(
        (434, 573),
        (460, 564, 490, 564, 512, 570),
        (518, 574, 512, 582, 500, 588),
        (484, 604, 462, 610, 441, 612),
    )
    sheet.fill(hand, _SKIN)
    sheet.stroke([_open((470, 588), (484, 588, 496, 584, 508, 577))], Paint("#B97F63"), 2, 0.6)
    sheet.stroke([np.array([(433, 571), (441, 613)])], _FOLD, 3)


def paint_head(sheet: Sheet) -> None:
    """Hair, neck, face and collar."""
    hair = Paint("#3A2823", "#1F1513", 80)
    back = path(
        (372, 84),
        (330, 84, 306, 116, 303, 168),
        (298, 214, 302, 250, 322, 278),
        (352, 292, 392, 292, 422, 278),
        (444, 250, 446, 214, 441, 168),
        (438, 116, 414, 84, 372, 84),
    )
    sheet.fill(back, hair)
    neck = path((349, 200), (349, 262), (395, 262), (395, 200))
    sheet.fill(neck, Paint("#C98F72", "#B87C60"))
    face = path(
        (322, 150),
        (320, 188, 328, 236, 372, 237),
        (416, 236, 424, 188, 422, 150),
        (420, 112, 398, 104, 372, 104),
        (346, 104, 324, 112, 322, 150),
    )
    sheet.fill(face, Paint("#F0C3A5", "#E0A98C", 30))
    for x in (341, 405):
        sheet.fill(ellipse(x, 194, 14, 9), Paint("#E08A78"), 0.35, soft=6)
    _features(sheet)
    fringe = path(
        (318, 196),
        (312, 150, 322, 96, 372, 90),
        (424, 94, 432, 150, 428, 196),
        (424, 160, 410, 134, 386, 122),
        (360, 134, 332, 158, 318, 196),
    )
    sheet.fill(fringe, hair)
    sheet.stroke([_open((336, 128), (350, 108, 372, 100, 396, 106))], Paint("#6B4A3E"), 4, 0.4)
    collar = path(
        (334, 240),
        (346, 248, 398, 248, 410, 240),
        (413, 290),
        (392, 306, 352, 306, 331, 290),
    )
    sheet.fill(collar, _WOOL)
    sheet.stroke([_open((331, 288), (352, 305, 392, 305, 413, 288))], _FOLD, 3)


def _features(sheet: Sheet) -> None:
    brown = Paint("#4A2E26")
    for left, right in ((341, 363), (383, 405)):
        middle = (left + right) / 2
        sheet.fill(ellipse(middle, 172, 10, 6), Paint("#FBF3EC"))
        sheet.fill(ellipse(middle, 172, 5.4, 5.6), Paint("#4B2F22"))
        sheet.fill(ellipse(middle + 1.6, 170, 1.5, 1.5), Paint("#FFFFFF"))
        sheet.stroke([_open((left, 172), (left + 5, 164, right - 5, 164, right, 171))], brown, 3)
        sheet.stroke([_open((left - 1, 157), (left + 6, 151, right - 6, 151, right + 1, 156))], brown, 3, 0.8)
    sheet.stroke([_open((374, 178), (379, 188, 378, 195, 370, 194))], Paint("#C08468"), 2.5)


def paint_mouth(sheet: Sheet) -> None:
    """A smile, open; the scene makes it narrow and wide as she speaks."""
    lips = path((355, 207), (364, 203, 382, 203, 391, 207), (384, 222, 362, 222, 355, 207))
    sheet.fill(lips, Paint("#B5493F", "#9A3A34"))
    sheet.fill(
        path((360, 208), (368, 206, 378, 206, 386, 208), (380, 213, 366, 213, 360, 208)), Paint("#FFF8F2")
    )


def paint_coat(sheet: Sheet) -> None:
    """The coat on its hanger, with the raised arm and the hand that holds it."""
    sheet.fill(path((512, 352), (734, 352), (752, 790), (508, 790)), Paint("#2A1A0E"), 0.3, soft=16)
    for outline in _sleeves():
        sheet.fill(outline, Paint("#BC8C50", "#8D6431", 40))
    coat = path(
        (592, 318),
        (566, 330, 540, 344, 530, 366),
        (546, 430, 546, 520, 536, 600),
        (528, 790),
        (580, 802, 676, 802, 728, 790),
        (712, 600),
        (702, 520, 702, 430, 716, 366),
        (706, 344, 680, 330, 654, 318),
        (640, 330, 606, 330, 592, 318),
    )
    sheet.fill(coat, _CAMEL)
    sheet.fill(
        path((650, 330), (716, 366), (704, 560), (728, 790), (664, 790)), Paint("#6B4519"), 0.22, soft=18
    )
    sheet.fill(path((552, 400), (572, 420), (566, 780), (548, 780)), Paint("#F3D49C"), 0.3, soft=8)
    _lapels(sheet)
    _belt(sheet)
    sheet.stroke([_open((622, 560), (621, 640, 621, 720, 620, 790))], _SEAM, 3)
    for left, right, y in ((552, 586, 590), (660, 696, 590)):
        lean = 8 if left < 622 else -8
        sheet.stroke([np.array([(left, y + lean), (right, y - lean)])], _SEAM, 4)
    sheet.stroke(
        [_open((622, 290), (614, 286, 612, 274, 624, 272), (634, 274, 632, 284, 624, 300))],
        Paint("#4A3A2E"),
        4,
    )
    _raised_arm(sheet)


def _sleeves() -> list[Points]:
    left = path(
        (536, 356),
        (512, 380, 506, 470, 492, 566),
        (500, 588, 524, 588, 536, 580),
        (548, 500, 548, 430, 540, 380),
    )
    right = path(
        (712, 356),
        (736, 380, 744, 470, 754, 566),
        (746, 588, 722, 588, 712, 580),
        (702, 500, 700, 430, 708, 380),
    )
    return [left, right]


def _lapels(sheet: Sheet) -> None:
    sheet.fill(path((592, 320), (622, 352), (654, 320), (640, 336, 606, 336, 592, 320)), Paint("#5E3F1C"))
    light = Paint("#D9AF72", "#B98A4C", 60)
    for side in (-1, 1):
        points = [
            (622 + side * dx, y)
            for dx, y in ((30, 320), (62, 346), (56, 388), (40, 394), (52, 410), (0, 506))
        ]
        lapel = np.array([*points, (622 + side * 4, 356)])
        sheet.fill(lapel, light)
        sheet.stroke([lapel[:6]], _SEAM, 2.5, 0.8)


def _belt(sheet: Sheet) -> None:
    sheet.fill(
        path((541, 506), (590, 514, 654, 514, 706, 506), (708, 538), (654, 546, 590, 546, 539, 538)),
        Paint("#B58648", "#936731"),
    )
    for tail in (
        path((612, 540), (628, 540), (620, 640), (596, 634)),
        path((626, 540), (644, 540), (668, 606), (650, 616)),
    ):
        sheet.fill(tail, Paint("#AF8044", "#8D622E"))
    sheet.fill(box(605, 508, 641, 544, 4), Paint("#A87A3E", "#8A6030"))


def _raised_arm(sheet: Sheet) -> None:
    arm = path(
        (474, 306),
        (452, 356, 478, 446, 530, 465),
        (590, 478, 640, 430, 645, 346),
        (602, 332),
        (596, 378, 574, 404, 552, 402),
        (532, 398, 524, 340, 508, 322),
        (496, 308, 484, 300, 474, 306),
    )
    sheet.fill(arm + np.array([6, 12]), Paint("#3A2412"), 0.3, soft=9)
    sheet.fill(arm, Paint("#F5EEE2", "#CFC3B1", 25))
    sheet.stroke([_open((480, 366), (484, 412, 506, 448, 538, 460))], _FOLD, 3, 0.8)
    hand = path(
        (606, 330),
        (602, 306, 606, 286, 624, 284),
        (640, 286, 646, 304, 641, 340),
    )
    sheet.fill(hand, _SKIN)
    for y in (299, 309, 320):
        sheet.stroke([_open((612, y), (620, y - 1, 630, y - 1, 637, y))], Paint("#B97F63"), 2, 0.8)
    sheet.stroke([np.array([(602, 332), (645, 347)])], _FOLD, 4)


def _open(begin: tuple[float, float], *segments: Segment) -> Points:
    """A line that is stroked, so that its end is not joined to its beginning."""
    return path(begin, *segments)
