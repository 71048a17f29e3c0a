"""When the test card flashes and beeps: with the first tick in each new whole second of CLOCK_MONOTONIC."""

from __future__ import annotations

from app.engine.capture.source import Canvas

_SECOND_NS = 1_000_000_000


def first_tick_of_second(canvas: Canvas, second: int) -> int:
    """The tick that opens a whole second of the clock."""
    return canvas.tick_at(second * _SECOND_NS - 1) + 1


def marks_between(canvas: Canvas, start_ns: int, end_ns: int) -> list[int]:
    """When, in nanoseconds of the clock, the marks with `start_ns <= mark < end_ns` are due."""
    seconds = range(start_ns // _SECOND_NS, end_ns // _SECOND_NS + 1)
    due = [canvas.due_ns(first_tick_of_second(canvas, second)) for second in seconds]
    return [mark for mark in due if start_ns <= mark < end_ns]
