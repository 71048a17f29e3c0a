"""What is decoded ahead is filled up, taken in order, and filled again only when little is left."""

from __future__ import annotations

import threading

import pytest

from app.engine.capture.ahead import Ahead
from tests.engine.publish.stage import until

SHORT_S = 0.01


@pytest.fixture
def full() -> Ahead[int]:
    ahead: Ahead[int] = Ahead(least=1, most=4)
    assert all(ahead.put(number, SHORT_S) for number in range(4))
    return ahead


def test_it_keeps_the_order_and_gives_nothing_when_it_is_empty(full: Ahead[int]) -> None:
    assert [full.take() for _ in range(5)] == [0, 1, 2, 3, None]


def test_a_full_one_stays_full_until_few_are_left_however_often_it_is_asked(full: Ahead[int]) -> None:
    for left in (4, 3, 2):
        assert len(full) == left
        assert not full.put(9, SHORT_S) and not full.put(9, SHORT_S)
        full.take()
    assert all(full.put(9, SHORT_S) for _ in range(3))
    assert not full.put(9, SHORT_S)


def test_who_waits_for_room_is_woken_by_the_take_that_makes_it(full: Ahead[int]) -> None:
    has_room: list[bool] = []
    filler = threading.Thread(target=lambda: has_room.append(full.put(9, 20)))
    filler.start()
    full.take()
    full.take()
    filler.join(5 * SHORT_S)
    assert filler.is_alive()
    full.take()
    until(lambda: has_room == [True], 5, "room")
    filler.join(5)
