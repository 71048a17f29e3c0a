"""The slates' artwork: ground, ring and arch with a still life in it, in the kit's colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen, QRadialGradient

from app.domain.facts import SlateKind
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import Kit
from widgets.overlays.sheet import rounded

# The still lifes are drawn where they stand on a landscape slate of 1280 x 720, in an arch of 400 from there
# on.
ARCH_X, ARCH_Y, ARCH_WIDTH = 772, 84, 400
_PORTRAIT_X, _PORTRAIT_Y, _PORTRAIT_WIDTH = 150, 690, 420
_RING, _RING_TOP = 22, 44
_FLOOR = 621
_PAINT = Callable[[QPainter], None]


@dataclass(frozen=True, slots=True)
class _Scene:
    """A still life: what hangs and what stands. In portrait each moves up by its lift, and the whole grows
    by `scale`."""

    hung: _PAINT
    standing: _PAINT
    hung_lift: float
    lift: float
    floor_lift: float
    floor: QColor
    scale: float = 1.0


def shape(commands: str) -> QPainterPath:
    """A path in the SVG letters M, L, Q, C and Z with absolute coordinates, separated by spaces."""
    path, words = QPainterPath(), commands.split()
    sizes = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}
    while words:
        letter = words.pop(0)
        points = [QPointF(float(words.pop(0)), float(words.pop(0))) for _ in range(sizes[letter])]
        if letter == "M":
            path.moveTo(points[0])
        elif letter == "L":
            path.lineTo(points[0])
        elif letter == "Q":
            path.quadTo(points[0], points[1])
        elif letter == "C":
            path.cubicTo(points[0], points[1], points[2])
        else:
            path.closeSubpath()
    return path


def paint(painter: QPainter, canvas: Canvas, kit: Kit, kind: SlateKind) -> None:
    """The whole picture behind a slate's words; ground and arch bleed to the edge."""
    _ground(painter, canvas, kit)
    painter.save()
    painter.scale(canvas.k, canvas.k)
    height = canvas.height / canvas.k
    x, y, width = (ARCH_X, ARCH_Y, ARCH_WIDTH)
    if canvas.is_portrait:
        x, y, width = _PORTRAIT_X, _PORTRAIT_Y, _PORTRAIT_WIDTH
    painter.fillPath(_arch(x - _RING, y - _RING_TOP, width + 2 * _RING, height), QColor(kit.ring))
    arch = _arch(x, y, width, height)
    painter.setClipPath(arch)
    light = QLinearGradient(x, y, x + 410 * width / ARCH_WIDTH, y + 492 * width / ARCH_WIDTH)
    light.setStops([(0.0, QColor(kit.arches[kind][0])), (1.0, QColor(kit.arches[kind][1]))])
    painter.fillPath(arch, QBrush(light))
    _still_life(painter, _SCENES[kind], QPointF(x, y), canvas.is_portrait)
    painter.restore()


def _still_life(painter: QPainter, scene: _Scene, arch: QPointF, is_portrait: bool) -> None:
    lift, scale = int(is_portrait), scene.scale if is_portrait else 1.0
    floor = arch.y() + _FLOOR - ARCH_Y - lift * scene.floor_lift
    painter.fillRect(QRectF(0, floor, 2000, 2000), scene.floor)
    width = _PORTRAIT_WIDTH if is_portrait else ARCH_WIDTH
    for part, up in ((scene.hung, scene.hung_lift), (scene.standing, scene.lift)):
        painter.save()
        painter.translate(arch.x() + width / 2, arch.y() - lift * up)
        painter.scale(scale, scale)
        painter.translate(-ARCH_X - ARCH_WIDTH / 2, -ARCH_Y)
        part(painter)
        painter.restore()


def _ground(painter: QPainter, canvas: Canvas, kit: Kit) -> None:
    """From corner to corner, the other two corners half-way, as CSS does "to bottom right"."""
    width, height = canvas.width, canvas.height
    reach = width * height / (width * width + height * height)
    middle, half = QPointF(width / 2, height / 2), QPointF(height, width) * reach
    gradient = QLinearGradient(middle - half, middle + half)
    gradient.setStops([(0.0, QColor(kit.ground[0])), (1.0, QColor(kit.ground[1]))])
    painter.fillRect(0, 0, width, height, QBrush(gradient))


def _arch(x: float, y: float, width: float, bottom: float) -> QPainterPath:
    radius = width / 2
    return rounded(QRectF(x, y, width, bottom - y + 10), (radius, radius, 0, 0))


def _pen(colour: str, width: float, cap: Qt.PenCapStyle = Qt.PenCapStyle.RoundCap) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)


def _stroke(painter: QPainter, commands: str, colour: str, width: float) -> None:
    painter.strokePath(shape(commands), _pen(colour, width))


def _fill(painter: QPainter, commands: str, colour: str) -> None:
    painter.fillPath(shape(commands), QColor(colour))


def _shade(painter: QPainter, commands: str, left: float, right: float, *stops: tuple[float, str]) -> None:
    gradient = QLinearGradient(left, 0, right, 0)
    gradient.setStops([(place, QColor(colour)) for place, colour in stops])
    painter.fillPath(shape(commands), QBrush(gradient))


def _disc(painter: QPainter, x: float, y: float, radius: float, colour: QColor) -> None:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius)
    painter.fillPath(path, colour)


def _soft(painter: QPainter, x: float, y: float, reach: float, flatness: float, colour: QColor) -> None:
    """A soft round shadow, `flatness` times as high as wide."""
    painter.save()
    painter.translate(x, y)
    painter.scale(1.0, flatness)
    fall = QRadialGradient(QPointF(0, 0), reach)
    for place, share in ((0.0, 1.0), (0.35, 0.82), (0.65, 0.32), (0.85, 0.07), (1.0, 0.0)):
        fall.setColorAt(
            place, QColor(colour.red(), colour.green(), colour.blue(), round(colour.alpha() * share))
        )
    painter.fillRect(QRectF(-reach, -reach, 2 * reach, 2 * reach), QBrush(fall))
    painter.restore()


def _rail(painter: QPainter, y: float, colour: str) -> None:
    painter.fillRect(QRectF(ARCH_X - 50, y - 3, ARCH_WIDTH + 100, 6), QColor(colour))


def _sun(painter: QPainter) -> None:
    _disc(painter, 1044, 228, 80, QColor(246, 224, 186, 128))


def _coat(painter: QPainter) -> None:
    """A belted coat on its hanger, before a low sun."""
    _rail(painter, 216, "#4A2F22")
    _soft(painter, 1096, 668, 120, 0.95, QColor(70, 38, 22, 120))
    _stroke(painter, "M 975 214 C 958 211 956 231 966 234 C 973 236 974 242 974 249", "#5A4530", 6)
    _stroke(painter, "M 932 268 L 974 249 L 1014 268", "#5A4530", 6)
    _sleeves(painter)
    _body(painter)
    _belt(painter)


def _sleeves(painter: QPainter) -> None:
    sleeve = "M 864 306 C 838 334 826 380 821 450 L 809 566 C 811 580 836 587 868 582 L 880 460 Z"
    _shade(painter, sleeve, 812, 870, (0.0, "#BE9462"), (1.0, "#A57B4C"))
    sleeve = "M 1080 306 C 1106 334 1118 380 1123 450 L 1135 566 C 1133 580 1108 587 1080 582 L 1066 460 Z"
    _shade(painter, sleeve, 1076, 1135, (0.0, "#9F7946"), (0.35, "#A97F4E"), (1.0, "#B48A5A"))


def _body(painter: QPainter) -> None:
    body = (
        "M 925 262 L 905 274 C 878 282 868 296 862 310 L 872 455 Q 873 468 870 490 L 868 521 L 853 740 "
        "L 1091 740 L 1077 521 L 1075 490 Q 1071 468 1072 455 L 1083 310 C 1076 296 1066 282 1038 274 "
        "L 1018 262 Z"
    )
    tones = (
        (0.0, "#B88D5C"),
        (0.18, "#C49A69"),
        (0.4, "#D0A672"),
        (0.66, "#C69B67"),
        (0.8, "#B68B5A"),
        (1.0, "#A57A4A"),
    )
    _shade(painter, body, 856, 1088, *tones)
    _fill(painter, "M 925 262 Q 972 272 1018 262 L 1024 300 L 972 330 L 920 300 Z", "#7B5A38")
    _fill(painter, "M 925 262 L 905 274 L 896 335 L 919 338 L 909 358 L 970 490 L 972 318 Z", "#B98F5F")
    _fill(painter, "M 1018 262 L 1038 274 L 1048 335 L 1025 338 L 1035 358 L 970 490 L 972 318 Z", "#C49B6A")
    _stroke(painter, "M 925 262 L 905 274 L 896 335 L 919 338 L 909 358 L 970 490", "#A47C4E", 2.5)
    _stroke(
        painter, "M 1018 262 L 1038 274 L 1048 335 L 1025 338 L 1035 358 L 970 490 L 966 740", "#A47C4E", 2.5
    )


def _belt(painter: QPainter) -> None:
    _fill(painter, "M 870 488 Q 971 512 1075 488 L 1077 521 Q 971 545 868 521 Z", "#A97F4E")
    _fill(painter, "M 955 533 L 975 536 L 966 653 L 939 647 Z", "#A97F4E")
    _fill(painter, "M 978 533 L 992 533 L 1028 614 L 1008 623 Z", "#B38A5A")
    painter.fillRect(QRectF(949, 494, 43, 40), QColor("#9A7144"))
    _stroke(painter, "M 886 580 L 922 570", "#9E7748", 5.5)
    _stroke(painter, "M 1022 570 L 1058 580", "#9E7748", 5.5)


def _hanger(painter: QPainter) -> None:
    """Empty, as if somebody had just taken the coat."""
    _rail(painter, 250, "#2F2C27")
    _stroke(
        painter,
        "M 908 244 C 902 232 912 228 916 230 C 926 234 922 244 917 250 C 914 255 913 259 912 265",
        "#2F2C27",
        6,
    )
    _stroke(painter, "M 912 265 L 972 303 Q 979 310 970 310 L 854 310 Q 845 310 852 303 Z", "#2F2C27", 6)


def _stool(painter: QPainter) -> None:
    """A scarf left on a stool: somebody is about to return."""
    _soft(painter, 1012, 648, 150, 0.3, QColor(24, 22, 20, 70))
    flat = Qt.PenCapStyle.FlatCap
    painter.strokePath(shape("M 944 579 L 1078 579"), _pen("#3A2B20", 8, flat))
    for leg in ("M 963 482 L 936 643", "M 1062 482 L 1088 643", "M 1012 482 L 1012 631"):
        _stroke(painter, leg, "#3A2B20", 11)
    painter.fillPath(rounded(QRectF(938, 461, 148, 25), (12.5,) * 4), QColor("#8A6A4C"))
    _fill(painter, "M 958 458 Q 1010 428 1068 458 L 1069 483 L 958 483 Z", "#C99E6B")
    painter.fillRect(QRectF(958, 482, 70, 3.5), QColor("#A87B4C"))
    _fill(painter, "M 1026 483 Q 1044 460 1068 457 L 1072 582 Q 1055 592 1038 581 Z", "#B58856")
    for fringe in (
        "M 1038 580 L 1038 592",
        "M 1048 584 L 1048 597",
        "M 1060 585 L 1060 599",
        "M 1070 582 L 1070 596",
    ):
        painter.strokePath(shape(fringe), _pen("#B58856", 4, flat))


def _moon(painter: QPainter) -> None:
    _disc(painter, 972, 260, 96, QColor(232, 190, 150, 80))


def _gift(painter: QPainter) -> None:
    """A wrapped box and a carrier bag."""
    _soft(painter, 1000, 652, 190, 0.2, QColor(20, 4, 3, 110))
    painter.fillRect(QRectF(854, 479, 168, 170), QColor("#F1E6D4"))
    painter.fillRect(QRectF(1022, 479, 46, 170), QColor("#DBCBB3"))
    painter.fillRect(QRectF(844, 435, 178, 44), QColor("#F7EFE1"))
    painter.fillRect(QRectF(1022, 435, 56, 44), QColor("#E3D5BF"))
    painter.fillRect(QRectF(946, 433, 30, 216), QColor("#B98A55"))
    _stroke(
        painter,
        "M 961 432 C 936 392 908 384 892 390 C 876 398 878 420 897 426 C 918 432 940 434 961 434",
        "#B98A55",
        13,
    )
    _stroke(
        painter,
        "M 961 432 C 986 392 1014 384 1030 390 C 1046 398 1044 420 1025 426 C 1004 432 982 434 961 434",
        "#B98A55",
        13,
    )
    painter.fillRect(QRectF(1036, 524, 98, 125), QColor("#14161A"))
    _stroke(painter, "M 1060 526 C 1060 478 1110 478 1110 526", "#14161A", 6)
    painter.fillPath(_arch(1070, 575, 30, 605), QColor("#F6F2EA"))


_SHADE, _BOARDS = QColor(0, 0, 0, 43), QColor(90, 54, 45, 84)
_SCENES: Mapping[SlateKind, _Scene] = MappingProxyType(
    {
        SlateKind.STARTING: _Scene(_sun, _coat, 0, 6, floor_lift=0, floor=_BOARDS, scale=1.05),
        SlateKind.BACK: _Scene(_hanger, _stool, 47, 151, floor_lift=151, floor=_SHADE),
        SlateKind.THANKS: _Scene(_moon, _gift, 26, 116, floor_lift=116, floor=_SHADE),
    }
)
