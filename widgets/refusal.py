"""A small window that says why the program does not start: who began it by its icon has no terminal to read."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

READ_WITHIN_MS = 20_000


def refuse(application: QApplication, words: str, within_ms: int = READ_WITHIN_MS) -> None:
    """Returns when it was read, and by itself after a while: a script that started the program waits for its end."""
    box = QMessageBox(QMessageBox.Icon.Information, "Storecast", words)
    box.setTextFormat(Qt.TextFormat.PlainText)
    QTimer.singleShot(within_ms, box.accept)
    box.exec()
    application.quit()
