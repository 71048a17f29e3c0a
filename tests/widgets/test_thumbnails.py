"""A thumbnail that is read behind appears by itself, without anything else changing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor, QImage

from app.domain.money import Money
from app.domain.product import Product
from app.snapshot import Snapshot
from widgets.overlays.picture import Pictures
from widgets.run_of_show import RunOfShow
from widgets.theme.tokens import DARK, grid
from widgets.words.en import ENGLISH


def test_a_thumbnail_appears_as_soon_as_it_is_read(qapp: Any, tmp_path: Path) -> None:
    path = tmp_path / "coat.png"
    image = QImage(80, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("#00ff00"))
    image.save(str(path))
    waiting: list[Callable[[], object]] = []
    product = Product(id="coat", number=1, title="Coat", price=Money(100, "CNY"), image=str(path))
    snapshot = Snapshot(products=(product,))
    panel = RunOfShow(DARK, Pictures(waiting.append), lambda _: None, lambda: None)
    panel.arrange(grid(1440, 900))
    panel.resize(312, 400)
    panel.draw(snapshot, ENGLISH)

    def greens() -> int:
        grabbed = panel.grab().toImage()
        return sum(
            grabbed.pixelColor(x, y) == QColor("#00ff00") for x in range(0, 312, 4) for y in range(0, 400, 4)
        )

    assert greens() == 0
    for read in waiting:
        read()
    panel.draw(snapshot, ENGLISH)
    assert greens() > 50
