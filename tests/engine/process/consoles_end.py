"""A console without a window: starts engines through the client and keeps what they say."""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.fault import Fault
from app.engine import client as client_module
from app.engine.client import EngineClient
from app.engine.messages import AnyReport, FaultRaised, Health, Hello, SetCamera, SetMicrophone
from tests.engine.received import configured


class ConsolesEnd:
    """An `EngineClient` with a test card, a log of what it heard, and waits with a deadline."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, trouble: str = "none", family: str = ""
    ) -> None:
        self.lives = folder / "lives"
        command = [sys.executable, "-m", "tests.engine.process.sick_engine", trouble, str(self.lives)]
        monkeypatch.setattr(
            client_module, "role_command", lambda role, arguments: [*command, *arguments], raising=True
        )
        self.run_dir = folder / "run"
        self.hellos: list[Hello] = []
        self.healths: list[tuple[float, Health]] = []
        self.engine_faults: list[Fault | None] = []
        self.faults: list[str] = []
        self._before = 0
        self._changed = threading.Condition()
        self.client = EngineClient(self.run_dir, self._hear, self._note, family)
        self.configure = configured(width=1280, height=720)
        self.client.send(self.configure)
        self.client.send(SetCamera(source="test-card"))
        self.client.send(SetMicrophone(source="test-card"))
        self.client.start()

    @property
    def pid(self) -> int:
        return self.hellos[-1].pid

    def is_on_air(self) -> bool:
        """Whether the newest engine hands pictures on: call it only inside `wait_for`."""
        encoded = [health.frames.encoded for _, health in self.healths[self._before :]]
        return len(encoded) > 1 and 0 < encoded[-2] < encoded[-1]

    def wait_for(self, is_so: Callable[[], object], timeout_s: float = 30) -> None:
        with self._changed:
            assert self._changed.wait_for(is_so, timeout_s), "it did not happen in time"

    def away_s(self) -> float:
        """The longest time between two reports of a growing number of pictures."""
        moments = [
            at for (_, before), (at, now) in itertools.pairwise(self.healths)
            if now.frames.encoded not in (0, before.frames.encoded)
        ]  # fmt: skip
        return max(after - before for before, after in itertools.pairwise(moments))

    def _hear(self, report: AnyReport) -> None:
        with self._changed:
            match report:
                case Hello():
                    self.hellos.append(report)
                    self._before = len(self.healths)
                case Health():
                    self.healths.append((time.monotonic(), report))
                case FaultRaised():
                    self.faults.append(str(report.fault.code))
            self._changed.notify_all()

    def _note(self, where: str, fault: Fault | None) -> None:
        with self._changed:
            assert where == "engine"
            self.engine_faults.append(fault)
            self._changed.notify_all()
