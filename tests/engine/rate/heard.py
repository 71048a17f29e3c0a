"""What an engine reported, each with its time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from app.domain.fault import FaultCode
from app.engine.messages import DestinationsTried, FaultCleared, FaultRaised, Health, Report


@dataclass
class Heard:
    """The engine's reports with their time."""

    healths: list[tuple[float, Health]] = field(default_factory=list)
    faults: list[tuple[float, FaultCode | None, str, str]] = field(default_factory=list)
    tried: list[DestinationsTried] = field(default_factory=list)

    def take(self, report: Report) -> None:
        now_s = time.monotonic()
        if isinstance(report, Health):
            self.healths.append((now_s, report))
        elif isinstance(report, DestinationsTried):
            self.tried.append(report)
        elif isinstance(report, FaultRaised):
            self.faults.append((now_s, report.fault.code, report.fault.where, report.fault.detail))
        elif isinstance(report, FaultCleared):
            self.faults.append((now_s, None, report.where, ""))

    @property
    def now(self) -> Health:
        return self.healths[-1][1]

    def is_told(self, code: FaultCode) -> bool:
        return any(one is code for _, one, _, _ in self.faults)
