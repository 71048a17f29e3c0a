"""A source of pictures or sound as the engine runs it."""

from __future__ import annotations

import threading
from typing import Protocol


class Source(Protocol):
    """What fills itself until it is told to stop."""

    def run(self, stopping: threading.Event, /) -> object: ...


class Running:
    """A source in its own thread."""

    def __init__(self, source: Source) -> None:
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=source.run, args=(self.stopping,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(5)
        assert not self.thread.is_alive()
