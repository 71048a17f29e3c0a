"""The door for phones: open for the keys that somebody waits for, and for as long."""

from __future__ import annotations

from app.engine.rtmp_in.door import Doors
from tests.engine.rtmp_in.test_phone import KEY, Phone, film, wait_for


def test_camera_and_microphone_share_a_door_that_closes_behind_the_last() -> None:
    doors = Doors("127.0.0.1")
    first, second = doors.enter(0, KEY), doors.enter(0, KEY)
    assert first is second
    doors.leave(0, KEY)
    assert doors.port()
    doors.leave(0, KEY)
    assert not doors._open


def test_a_key_that_is_no_more_opens_nothing() -> None:
    doors = Doors("127.0.0.1")
    doors.enter(0, "new")
    doors.enter(0, KEY)
    doors.leave(0, KEY)
    phone = Phone(doors.port())
    assert not phone.begin()
    phone.close()
    doors.leave(0, "new")


def test_a_phone_whose_key_is_no_more_is_hung_up_on_while_others_stay() -> None:
    doors = Doors("127.0.0.1")
    old, other = doors.enter(0, "old"), doors.enter(0, KEY)
    gone, stays = Phone(doors.port(), "old"), Phone(doors.port())
    assert gone.begin() and stays.begin()
    doors.leave(0, "old")
    assert gone.is_hung_up_on()
    # Whoever waits for that key again has another stream, for the phone that comes back.
    assert doors.enter(0, "old") is not old
    stays.send(film())
    wait_for(lambda: other.pictures.take(0) is not None)
    doors.leave(0, "old")
    doors.leave(0, KEY)
    gone.close()
    stays.close()
