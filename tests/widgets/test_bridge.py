"""The bridge keeps ticking and drawing, whatever fails."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.snapshot import Snapshot
from tests.show.rig import Rig
from widgets.bridge import Bridge


class Seen:
    """A canvas that counts what it is shown."""

    def __init__(self) -> None:
        self.snapshots: list[Snapshot] = []

    def draw(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)


def test_a_bug_in_a_tick_does_not_end_the_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rig, seen = Rig(tmp_path), Seen()
    tick, turns = rig.show.tick, iter((False, True, True, False))

    def broken() -> Snapshot:
        if next(turns):
            raise RuntimeError("a bug")
        return tick()

    monkeypatch.setattr(rig.show, "tick", broken)
    bridge = Bridge(rig.show, seen)

    def is_over(_: Snapshot) -> bool:
        rig.show.on_change()
        return len(seen.snapshots) == 4

    asyncio.run(bridge.run(is_over))
    first, second, third, last = seen.snapshots
    assert first is second is third and last is not first
    assert caplog.text.count("a tick failed") == 2 and "a bug" in caplog.text
