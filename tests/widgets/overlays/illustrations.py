"""Renders the demo products' drawings; run as a program it writes the pictures that the demo show names."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "products"
SIDE = 512


def rendered(drawing: Path) -> QImage:
    """A drawing in 512 x 512 pixels without transparency."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise ValueError(f"{drawing.name} is no drawing")
    renderer.render(painter)
    painter.end()
    return image


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    for path in sorted(FOLDER.glob("*.svg")):
        rendered(path).save(str(path.with_suffix(".png")))
