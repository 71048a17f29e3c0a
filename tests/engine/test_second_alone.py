"""The second programme by itself: what it does to others when something in it or behind it fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import cast

import pytest

from app.domain.fault import Fault, FaultCode
from app.engine.second import Second, SecondOutlets
from app.engine.tag import Tag
from app.engine.view import Moment, View
from tests.engine.received import configured


class Dark:
    """A view without any camera."""

    def picture(self, moment: Moment) -> None: ...


class Rig:
    """One second programme; `gate` is shut while its codec shall hang in what it hands over."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.came = threading.Event()
        self.tags: list[Tag] = []
        self.told: list[str] = []
        self.on_frame: Callable[[], None] = lambda: None
        self.second: Second

    def begin(self) -> Second:
        outlets = SecondOutlets(
            on_tag=self._on_tag,
            on_frame=lambda *_: self.on_frame(),
            on_fault=lambda fault: self.told.append(fault.where),
            on_cleared=self.told.append,
        )
        self.second = Second(configured(width=180, height=320), cast("View", Dark()), outlets)
        return self.second

    def end(self) -> None:
        self.gate.set()
        self.second._encoder._thread.join(10)
        assert not self.second._encoder._thread.is_alive()

    def _on_tag(self, tag: Tag) -> None:
        self.tags.append(tag)
        self.came.set()
        self.gate.wait(10)


@pytest.fixture
def rig() -> Iterator[Rig]:
    rig = Rig()
    yield rig
    rig.second.stop(5)
    rig.end()


def test_a_codec_that_was_left_behind_reaches_nobody_any_more(rig: Rig) -> None:
    rig.gate.clear()
    second = rig.begin()
    assert rig.came.wait(10)
    assert second._encoder.put_picture(second._compositor.compose(None, 0.0), 0, 0)
    assert not second.stop(0.0)
    rig.end()
    assert len(rig.tags) == 1, "only what it was handing over when it was left"
    second._encoder._outlets.on_fault(Fault(FaultCode.ENCODER_FAILED, "encoder"))
    second._encoder._outlets.on_cleared("encoder")
    assert not rig.told


def test_one_that_is_ended_in_time_hands_over_all_that_it_has(rig: Rig) -> None:
    second = rig.begin()
    assert second._encoder.wait_until_ready(10)
    assert second._encoder.put_picture(second._compositor.compose(None, 0.0), 0, 0)
    assert second.stop(10)
    assert any(tag.is_key for tag in rig.tags)


def test_a_preview_that_fails_costs_neither_a_frame_nor_a_buffer(rig: Rig) -> None:
    second = rig.begin()
    assert second._encoder.wait_until_ready(10)

    def fail() -> None:
        raise RuntimeError("no shared memory")

    rig.on_frame = fail
    second._encoder._jobs.close()  # it takes no picture any more: each one goes back at once
    for tick in range(3):
        second.tick(tick, 0, lambda due_ns: cast("Moment", due_ns))
    assert (second.ticks, second.dropped) == (3, 3)
    assert len(second._compositor._pool._free) == 1, "one buffer, used again each time"
