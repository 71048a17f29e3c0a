"""One row of the pre-flight: what was looked at and how it stands."""

from __future__ import annotations

import enum
from dataclasses import dataclass

AGAIN = "again"
"""The fix that looks once more."""


class Verdict(enum.Enum):
    """PASS, WARN and OPEN (not known) let a show begin; FAIL says that it would miss its picture or its place."""

    PASS = "pass"
    OPEN = "open"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """Evidence in words; `fix` names the chooser that mends it, "destination:NAME" the fields of one, or `AGAIN`."""

    name: str
    verdict: Verdict
    evidence: str
    fix: str = ""
