"""Rows of a bench: what was measured, what it should be, and whether it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """Met when each of `measured` is at most the goal beside it; all in `unit`."""

    name: str
    measured: tuple[float, ...]
    goals: tuple[float, ...]
    unit: str = ""

    @property
    def is_met(self) -> bool:
        return all(got <= goal for got, goal in zip(self.measured, self.goals, strict=True))


def printed(rows: Sequence[Row]) -> str:
    """For people."""
    widest = max(len(row.name) for row in rows)
    lines = [
        f"{row.name:{widest}}  {_figures(row.measured):>16} {row.unit:4} goal {_figures(row.goals):>12}"
        f"  {'met' if row.is_met else 'MISSED'}"
        for row in rows
    ]
    return "\n".join(lines)


def _figures(values: tuple[float, ...]) -> str:
    return " / ".join(f"{value:.3g}" for value in values)
