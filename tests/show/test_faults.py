"""The board of faults: one for each part, and every coming and going in the log."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from app.domain.fault import Fault, FaultCode
from app.faults import FaultBoard

_LOST = Fault(FaultCode.CAMERA_LOST, "camera", retrying=True, detail="ended")


def test_a_fault_is_in_the_log_when_it_comes_and_when_it_goes(caplog: pytest.LogCaptureFixture) -> None:
    board = FaultBoard()
    with caplog.at_level(logging.INFO, "app.faults"):
        board.set("camera", _LOST)
        board.set("camera", None)
    assert [one.getMessage() for one in caplog.records] == [
        "camera: camera-lost ('ended')",
        "camera: well again",
    ]


def test_what_stays_as_it_was_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    board = FaultBoard()
    with caplog.at_level(logging.INFO, "app.faults"):
        board.set("microphone", None)
        for _ in range(3):
            board.set("camera", _LOST)
    assert len(caplog.records) == 1


def test_a_fault_that_goes_on_is_the_same_and_one_that_came_anew_is_not() -> None:
    board = FaultBoard()
    board.set("film", first := replace(_LOST))
    board.set("film", replace(_LOST))
    assert board.all()[0] is first
    board.set("film", None)
    board.set("film", replace(_LOST))
    assert board.all()[0] is not first
