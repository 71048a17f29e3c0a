"""The viewers' part of a desk at which nobody sits."""

from __future__ import annotations


class IdleViewers:
    """Only remembers what was asked, where the desk does."""

    def __init__(self, asked: list[tuple[str, object]]) -> None:
        self._asked = asked

    def measure(self) -> None:
        self._asked.append(("measure", None))

    def stop(self) -> None:
        self._asked.append(("stop_measuring", None))

    def key_pressed(self) -> None:
        self._asked.append(("key_pressed", None))

    def type_code(self, text: str) -> None:
        self._asked.append(("type_code", text))
