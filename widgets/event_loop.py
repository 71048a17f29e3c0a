"""asyncio on Qt's event loop; the only file that knows qasync."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

import qasync
from PySide6.QtGui import QGuiApplication

T = TypeVar("T")


def run(application: QGuiApplication, main: Coroutine[Any, Any, T]) -> T:
    """Runs `main` to its end while Qt paints; returns what it returns, raises what it raises."""
    loop = qasync.QEventLoop(application)
    with loop:
        result: T = loop.run_until_complete(main)
    return result
