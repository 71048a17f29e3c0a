"""The counter says when it may be behind, and never guesses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.fault import Fault, FaultCode
from tests.widgets.rooms import Room
from widgets.proof.scenes import scenes
from widgets.sales import Counter, is_stale
from widgets.sign import Sign


@pytest.mark.parametrize(
    ("where", "code", "is_behind"),
    [
        ("connector:shop", FaultCode.CONNECTOR_OFFLINE, True),
        ("store", FaultCode.STORE_FAILED, True),
        ("recording", FaultCode.DISK_FULL, False),
        ("destination:main", FaultCode.CONNECTION_LOST, False),
    ],
)
def test_the_counter_is_stale_when_orders_may_be_missing(
    room: Room, where: str, code: FaultCode, is_behind: bool
) -> None:
    live = scenes("en")["live"]
    room.draw(live)
    counter = room.window.findChild(Counter)
    assert counter is not None
    fresh = counter.grab().toImage()
    troubled = replace(live, faults=(Fault(code, where, retrying=True),))
    room.draw(troubled)
    texts = [label.text() for label in room.window.findChildren(QLabel)]
    assert is_stale(troubled) is is_behind
    assert (counter.grab().toImage() != fresh) is is_behind
    assert any(text.startswith("Orders may be missing") for text in texts) is is_behind
    signs = [one for one in room.window.sales.findChildren(Sign) if not one.isHidden()]
    assert bool(signs) is is_behind
    room.draw(live)
    assert counter.grab().toImage() == fresh
