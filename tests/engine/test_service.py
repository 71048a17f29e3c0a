"""The engine's commands and reports, without a process or a socket around it."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.domain.viewer_delay import digits_of, text_of
from app.engine import preview_feed, service
from app.engine.capture.source import Canvas, Kind, Picture, camera_kinds
from app.engine.code_reader import CodeReader
from app.engine.messages import (
    CodeSeen,
    DestinationsTried,
    Finish,
    Finished,
    Hello,
    MarkShown,
    PutSprite,
    ReadCodes,
    Report,
    SetCamera,
    SetDestinations,
    SetPreview,
    TryDestinations,
)
from app.engine.planes import new_planes, split_planes
from app.engine.publish.publisher import Publisher
from app.engine.service import Service
from app.receiver.server import Receiver
from tests.engine.publish.stage import to, until, url
from tests.engine.received import configured
from tests.engine.test_code_reader import with_code


class Reports:
    """What the engine told, and a wait for more of it."""

    def __init__(self) -> None:
        self.told: list[Report] = []
        self._changed = threading.Condition()

    def tell(self, report: Report) -> None:
        with self._changed:
            self.told.append(report)
            self._changed.notify_all()

    def wait_for_two_more(self) -> bool:
        with self._changed:
            before = len(self.told)
            return self._changed.wait_for(lambda: len(self.told) >= before + 2, 10)


def test_an_engine_is_heard_of_until_it_has_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    reports = Reports()
    were_heard: list[bool] = []

    def slow(_self: Publisher, _deadline_s: float) -> bool:
        were_heard.append(reports.wait_for_two_more())
        return True

    monkeypatch.setattr(Publisher, "stop", slow)
    monkeypatch.setattr(service, "HEALTH_EVERY_S", 0.01)
    engine = Service(reports.tell, give_up=lambda status: were_heard.append(False))
    engine.take(Finish())
    engine.run()
    assert were_heard == [True], (
        "a console that hears nothing kills the engine, and the recording's end with it"
    )
    assert any(isinstance(one, Finished) for one in reports.told)
    engine._reporter.join(5)
    assert not engine._reporter.is_alive()


def test_a_console_is_greeted_when_there_is_no_memory_for_a_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(preview_feed, "Preview", full)
    reports = Reports()
    engine = Service(reports.tell)
    engine._handle(SetPreview(width=640, height=360, fps=10))
    engine.greet()
    assert [type(one) for one in reports.told] == [Hello]


def on_trial() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("trial-")]


def test_a_show_that_begins_ends_the_trial_and_none_begins_while_it_is_live() -> None:
    reports = Reports()
    engine = Service(reports.tell)
    with Receiver() as receiver:
        wanted = (to(url(receiver)),)
        engine._handle(TryDestinations(number=1, destinations=wanted, need_kbps=1000))
        until(lambda: any(isinstance(one, DestinationsTried) for one in reports.told))
        engine._handle(SetDestinations(destinations=wanted))
        until(receiver.streams)
        until(lambda: not on_trial(), 1.0)
        told = len(reports.told)
        engine._handle(TryDestinations(number=2, destinations=wanted, need_kbps=1000))
        assert not on_trial()
        engine._handle(SetDestinations(destinations=()))
        assert not any(isinstance(one, DestinationsTried) for one in reports.told[told:])
        engine._publisher.stop(1.0)
        until(lambda: not receiver.streams()[0].is_publishing)


class Webcam:
    """A camera."""

    is_timeless = True

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._planes = new_planes(canvas.width, canvas.height)

    def run(self, stopping: threading.Event) -> None:
        stopping.wait()

    def picture(self, at_ns: int) -> Picture | None:
        return Picture(self._planes, at_ns)


class Showcase(Webcam):
    """A camera before which somebody holds a phone with the code of the 42nd second."""

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._planes = with_code(text_of(digits_of(42)))


def test_codes_are_read_off_the_camera_and_never_off_the_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(camera_kinds._kinds, "webcam", Kind(Showcase, tuple))
    reports = Reports()
    engine = Service(reports.tell)
    try:
        engine._handle(configured(width=640, height=360))
        engine._handle(SetCamera(source="webcam"))
        engine._handle(ReadCodes(for_s=60.0))
        own = with_code(text_of(digits_of(7)))
        assert engine._program is not None
        luma = split_planes(own)[0]
        sprite = PutSprite(slot="delay-code", shm="", x=0, y=0, width=640, height=360, order=95, mark=7)
        engine._program.put_sprite(sprite, np.dstack([luma, luma, luma, np.full_like(luma, 255)]))
        until(lambda: sum(isinstance(one, CodeSeen) for one in reports.told) > 2)
        until(lambda: any(isinstance(one, MarkShown) for one in reports.told))
    finally:
        engine._handle(ReadCodes(for_s=0.0))
        engine._codes.stop()
        engine._codes.join(5)
        engine._end_programme()
    assert {one.digits for one in reports.told if isinstance(one, CodeSeen)} == {digits_of(42)}
    assert [one.mark for one in reports.told if isinstance(one, MarkShown)] == [7]


class Changing(Service):
    """Its programme ends between two looks at it."""

    is_first = False

    @property
    def _program(self) -> Any:  # all that is asked of it
        is_first, self.is_first = self.is_first, False
        return SimpleNamespace(scenery=SimpleNamespace(seen=[])) if is_first else None

    @_program.setter
    def _program(self, _program: object) -> None:
        pass


def test_a_programme_that_ends_while_codes_are_looked_for_costs_no_look() -> None:
    engine = Changing(lambda _: None)
    engine.is_first = True
    assert not engine._seen()


def test_a_look_for_codes_does_not_hold_up_the_end_of_a_show(monkeypatch: pytest.MonkeyPatch) -> None:
    is_looking, is_ended = threading.Event(), threading.Event()
    were_ended: list[bool] = []

    def slow() -> list[Picture]:
        is_looking.set()
        were_ended.append(is_ended.wait(5))
        return []

    def stop(_self: Publisher, _deadline_s: float) -> bool:
        is_ended.set()
        return True

    monkeypatch.setattr(Publisher, "stop", stop)
    monkeypatch.setattr(service, "_STOP_S", 60.0)
    reports = Reports()
    engine = Service(reports.tell)
    engine._codes = CodeReader(slow, lambda: 0, reports.tell)
    engine._codes.read(ReadCodes(for_s=60.0))
    assert is_looking.wait(5)
    engine.take(Finish())
    engine.run()
    engine._reporter.join(5)
    assert were_ended == [True], "the stream ends first"
    assert "code-reader" not in {thread.name for thread in threading.enumerate()}
