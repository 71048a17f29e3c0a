"""`python -m widgets.proof OUT_DIR [--only NAME]`: paints every proof sheet as a PNG."""

from __future__ import annotations

import argparse
import os
from itertools import product
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.snapshot import Snapshot
from widgets import fonts
from widgets.adjust.sheet import Tab
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import NEUTRAL_LIGHT
from widgets.overlays.overlay import Scene, discover
from widgets.overlays.picture import Pictures
from widgets.proof.adjusting import adjusting
from widgets.proof.idle_desk import IdleDesk
from widgets.proof.scenes import scenes
from widgets.window import MainWindow, Wishes, dress
from widgets.words.catalogue import Language

_SIZES = ((1180, 640), (1280, 650), (1280, 720), (1440, 900), (1920, 1080))
_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_SETTLE = 3  # turns until nested layouts have found their sizes
_WALL, _FLOOR = "#B8A58C", "#8A6244"


def main() -> None:
    """Sheets are named STATE-LANGUAGE-THEME-WIDTHxHEIGHT.png; `--only` keeps those that hold a text."""
    parser = argparse.ArgumentParser(prog="python -m widgets.proof", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--only", default="", help="paint only sheets whose name holds this")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(["storecast-proof"])
    fonts.load()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for is_dark, language in product((True, False), _LANGUAGES):
        dress(application, is_dark=is_dark)
        states = {name: (snapshot, None) for name, snapshot in scenes(language).items()} | adjusting(language)
        for (name, (snapshot, tab)), size in product(states.items(), _SIZES):
            sheet = f"{name}-{language}-{'dark' if is_dark else 'light'}-{size[0]}x{size[1]}"
            if asked.only in sheet:
                paint(application, snapshot, language, size, is_dark=is_dark, tab=tab).save(
                    str(asked.folder / f"{sheet}.png")
                )


def paint(
    application: QApplication,
    snapshot: Snapshot,
    language: Language,
    size: tuple[int, int],
    *,
    is_dark: bool,
    tab: Tab | None = None,
) -> QImage:
    """The whole window with a snapshot, at a size in logical pixels; the sheet is open where `tab` says which one."""
    desk = IdleDesk()
    wishes = Wishes(report=lambda: None, quit=lambda: None, language=lambda _: None, theme=lambda _: None)
    pictures = Pictures(submit=lambda job: job())
    window = MainWindow(desk, pictures, wishes, language, ("Lin Xiao", "Stylist"), is_dark=is_dark)
    window.resize(*size)
    window.draw(snapshot)
    window.show()
    application.processEvents()
    if tab is not None:
        window.sheet.unfold(tab)
        application.processEvents()
    wanted = [value for name, value in desk.asked if name == "set_preview"]
    if wanted and isinstance(wanted[-1], tuple):
        programme = _programme(snapshot, language, pictures, *wanted[-1])
        window.picture.preview.show_picture(
            programme.width(), programme.height(), bytes(programme.constBits())
        )
    # Comments in the dark, orders in the light: both lists are seen.
    window.feed.tabs.setCurrentIndex(0 if is_dark else 1)
    for _ in range(_SETTLE):
        window.draw(snapshot)
        application.processEvents()
    grabbed = window.grab().toImage()
    window.hide()
    window.deleteLater()
    return grabbed


def _programme(snapshot: Snapshot, language: Language, pictures: Pictures, width: int, height: int) -> QImage:
    """A plain room under the real overlays."""
    canvas = Canvas(*snapshot.choices.canvas)
    image = QImage(canvas.width, canvas.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(_WALL))
    scene = Scene(
        stage=snapshot.on_air,
        at_s=snapshot.at_s,
        canvas=canvas,
        kit=NEUTRAL_LIGHT,
        language=language,
        pictures=pictures,
        is_measuring=snapshot.measuring is not None and snapshot.measuring.is_code_shown,
    )
    painter = QPainter(image)
    painter.fillRect(QRectF(0, canvas.height * 0.78, canvas.width, canvas.height * 0.22), QColor(_FLOOR))
    sights = (overlay.wanted(scene) for slot, overlay in discover().items() if slot != "standby")
    for painted in sorted((sight.paint() for sight in sights if sight), key=lambda one: one.order):
        painter.drawImage(painted.x, painted.y, painted.image)
    painter.end()
    return image.scaled(width, height).convertToFormat(QImage.Format.Format_RGB32)


if __name__ == "__main__":
    main()
