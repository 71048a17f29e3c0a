"""A measured promise: fault, what was measured, the goal, and every run's figure; and the table of all of them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """`goal` is the most that a figure may be, or the least with `is_least`. A run without a figure missed it."""

    fault: str
    what: str
    unit: str
    goal: float
    values: Sequence[float | None]
    is_least: bool = False
    note: str = ""

    @property
    def passed(self) -> bool:
        return bool(self.values) and all(self.is_met(value) for value in self.values)

    def is_met(self, value: float | None) -> bool:
        if value is None:
            return False
        return value >= self.goal if self.is_least else value <= self.goal

    @property
    def worst(self) -> float | None:
        known = [value for value in self.values if value is not None]
        if len(known) < len(self.values) or not known:
            return None
        return min(known) if self.is_least else max(known)

    @property
    def median(self) -> float | None:
        known = [value for value in self.values if value is not None]
        return statistics.median(known) if known else None

    def row(self) -> dict[str, Any]:
        """As JSON; `Any` for its mixed values."""
        return {
            "fault": self.fault, "what": self.what, "unit": self.unit,
            "goal": f"{'>=' if self.is_least else '<='} {self.goal:g}",
            "median": rounded(self.median), "worst": rounded(self.worst), "runs": len(self.values),
            "result": "pass" if self.passed else "MISS", "values": [rounded(one) for one in self.values],
            "note": self.note,
        }  # fmt: skip


def most(
    fault: str, what: str, unit: str, goal: float, values: Sequence[float | None], note: str = ""
) -> Measure:
    """A figure that may be `goal` at most."""
    return Measure(fault=fault, what=what, unit=unit, goal=goal, values=values, note=note)


def least(
    fault: str, what: str, unit: str, goal: float, values: Sequence[float | None], note: str = ""
) -> Measure:
    """A figure that must be `goal` at least."""
    return Measure(fault=fault, what=what, unit=unit, goal=goal, values=values, is_least=True, note=note)


def rows(measures: Iterable[Measure]) -> dict[str, Any]:
    """What a fault's `run()` returns."""
    return {"rows": [one.row() for one in measures]}


def rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 3 if abs(value) < 10 else 1)


COLUMNS: Mapping[str, int] = {
    "fault": 34, "what": 34, "goal": 9, "median": 9, "worst": 9, "unit": 6, "runs": 4, "result": 6,
}  # fmt: skip


def table(found: Sequence[Mapping[str, Any]]) -> str:
    """The rows for a person, one a line."""
    lines = ["  ".join(name.ljust(width) for name, width in COLUMNS.items())]
    for row in found:
        cells = ("-" if row[name] is None else str(row[name]) for name in COLUMNS)
        lines.append(
            "  ".join(cell.ljust(width) for cell, width in zip(cells, COLUMNS.values(), strict=True))
        )
    return "\n".join(line.rstrip() for line in lines)
