"""Each destination gets the pictures of its programme and the one sound; without a second one all get the first."""

from __future__ import annotations

from app.engine.messages import Destination as Wanted
from app.engine.publish.publisher import Publisher
from app.engine.tag import Tag, TagType

WIDE = Wanted(name="wide", url="rtmp://h/a", key="k")
TALL = Wanted(name="tall", url="rtmp://h/b", key="k", is_second=True)


class Taker:
    """A destination that remembers what it was offered."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.tags: list[Tag] = []

    def offer(self, tag: Tag) -> None:
        self.tags.append(tag)

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def join(self, timeout_s: float) -> bool:
        return True


class Door(Publisher):
    """The publisher, without sockets; `keys` says of which programme a key frame was wanted."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        super().__init__(lambda: self.keys.append("first"), want_second=lambda: self.keys.append("second"))
        self.takers: dict[str, Taker] = {}

    def _made(self, wanted: Wanted) -> Taker:  # type: ignore[override]  # as much of a destination as is used
        return self.takers.setdefault(wanted.name, Taker(wanted))

    def bodies(self, name: str) -> list[bytes]:
        return [tag.body for tag in self.takers[name].tags]


def picture(body: bytes, at_ms: int, *, is_key: bool = False, is_header: bool = False) -> Tag:
    return Tag(type=TagType.VIDEO, timestamp_ms=at_ms, body=body, is_key=is_key, is_header=is_header)


def sound(body: bytes, at_ms: int, *, is_header: bool = False) -> Tag:
    return Tag(type=TagType.AUDIO, timestamp_ms=at_ms, body=body, is_header=is_header)


def begun() -> Door:
    """Two destinations and both programmes, whose headers came first."""
    door = Door()
    door.set_second(True)
    door.offer(picture(b"wide-header", 0, is_header=True))
    door.offer(sound(b"aac-header", 0, is_header=True))
    door.offer_second(picture(b"tall-header", 0, is_header=True))
    door.set_destinations((WIDE, TALL))
    return door


def test_each_gets_its_own_headers_and_pictures_and_both_the_sound() -> None:
    door = begun()
    door.offer(picture(b"wide", 33, is_key=True))
    door.offer_second(picture(b"tall", 33, is_key=True))
    door.offer(sound(b"aac", 40))
    assert door.bodies("wide") == [b"wide-header", b"aac-header", b"wide", b"aac"]
    assert sorted(door.bodies("tall")) == sorted([b"aac-header", b"tall-header", b"tall", b"aac"])


def test_without_a_second_programme_everybody_gets_the_first() -> None:
    door = Door()
    door.offer(picture(b"wide-header", 0, is_header=True))
    door.set_destinations((WIDE, TALL))
    door.offer(picture(b"wide", 33, is_key=True))
    assert door.bodies("tall") == door.bodies("wide") == [b"wide-header", b"wide"]


def test_when_it_is_given_up_its_destinations_go_on_with_the_next_key_frame_of_the_first() -> None:
    door = begun()
    door.offer_second(picture(b"tall", 100, is_key=True))
    before = len(door.bodies("tall"))
    door.set_second(False)
    assert door.keys == ["first"]
    door.offer(picture(b"wide-between", 133))
    door.offer(sound(b"aac", 140))
    door.offer(picture(b"wide-key", 166, is_key=True))
    door.offer(picture(b"wide-next", 200))
    after = door.bodies("tall")[before:]
    assert after == [b"wide-header", b"aac", b"wide-key", b"wide-next"]
    assert b"wide-between" in door.bodies("wide"), "who had the first one all along misses nothing"


def test_no_picture_goes_back_in_time_when_the_programmes_change() -> None:
    door = begun()
    door.offer_second(picture(b"tall", 200, is_key=True))
    door.set_second(False)
    door.offer(picture(b"earlier", 166, is_key=True))
    door.offer(picture(b"later", 233, is_key=True))
    assert b"earlier" not in door.bodies("tall")
    assert door.bodies("tall")[-1] == b"later"


def test_a_long_set_up_keeps_nobody_dark_in_the_programme_after_it() -> None:
    door = begun()
    door.offer_second(picture(b"set-up", 1_800_000, is_key=True))
    door.set_destinations(())
    door.forget()
    door.set_second(True)
    door.set_destinations((WIDE, TALL))
    door.set_second(False)
    door.offer(picture(b"wide", 33, is_key=True))
    assert door.bodies("tall")[-1] == b"wide"


def test_who_waits_for_a_key_frame_when_another_programme_begins_takes_its_first_one() -> None:
    door = begun()
    door.offer_second(picture(b"tall", 1_800_000, is_key=True))
    door.set_second(False)
    door.forget()
    door.offer(picture(b"wide", 0, is_key=True))
    assert door.bodies("tall")[-1] == b"wide"


def test_what_takes_over_from_the_first_programme_does_not_go_back_in_time_either() -> None:
    door = begun()
    door.set_second(False)
    door.offer(picture(b"wide", 200, is_key=True))
    door.set_second(True)
    door.offer_second(picture(b"earlier", 166, is_key=True))
    door.offer_second(picture(b"later", 233, is_key=True))
    assert b"earlier" not in door.bodies("tall")
    assert door.bodies("tall")[-1] == b"later"


def test_a_programme_that_begins_while_on_air_takes_its_destinations_over_with_a_key_frame() -> None:
    door = Door()
    door.offer(picture(b"wide-header", 0, is_header=True))
    door.set_destinations((WIDE, TALL))
    door.offer(picture(b"wide", 100, is_key=True))
    door.set_second(True)
    door.offer_second(picture(b"tall-header", 0, is_header=True))
    door.offer_second(picture(b"tall-between", 133))
    door.offer_second(picture(b"tall", 166, is_key=True))
    door.offer(picture(b"wide-on", 166))
    assert door.bodies("tall") == [b"wide-header", b"wide", b"tall-header", b"tall"]


def test_a_key_frame_is_wanted_of_the_programme_that_the_destination_gets() -> None:
    door = begun()
    door._want(is_second=True)
    door._want(is_second=False)
    assert door.keys == ["second", "first"]
    door.set_second(False)
    door.keys.clear()
    door._want(is_second=True)
    assert door.keys == ["first"]
