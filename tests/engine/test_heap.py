"""What was freed goes back to the system, now and then."""

from __future__ import annotations

import ctypes
import threading

import pytest

from app.engine import heap
from app.engine.compose.pool import _LOOK_AFTER, Pool


def test_a_system_whose_c_library_keeps_nothing_back_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", absent)
    heap._trim.cache_clear()
    heap.trim()
    heap._trim.cache_clear()


def test_it_is_tidied_again_and_again_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    is_over = threading.Event()
    trimmed: list[int] = []

    def trim() -> None:
        trimmed.append(len(trimmed))
        assert len(trimmed) <= 3, "it goes on after the end"
        if len(trimmed) == 3:
            is_over.set()

    monkeypatch.setattr(heap, "trim", trim)
    heap.tidy(is_over, every_s=0.001)
    assert trimmed == [0, 1, 2]


def test_what_a_hiccup_took_beyond_the_usual_is_not_kept() -> None:
    pool = Pool(32, 18)
    taken = [pool.take() for _ in range(8)]
    for planes in taken:
        pool.give_back(planes)
    for _ in range(_LOOK_AFTER):
        two = [pool.take(), pool.take()]
        for planes in two:
            pool.give_back(planes)
    assert len(pool._free) == 2
    assert all(any(one is other for other in taken) for one in pool._free)
