"""The engine's commands and reports, without a process or a socket around it."""

from __future__ import annotations

import threading

import pytest

from app.engine import preview_feed, service
from app.engine.messages import Finish, Finished, Hello, Report, SetPreview
from app.engine.publish.publisher import Publisher
from app.engine.service import Service


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
