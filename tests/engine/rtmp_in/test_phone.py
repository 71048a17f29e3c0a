"""A phone as camera and microphone: the right key, pictures and sound as they come, and nobody else's bytes."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction

import av
import numpy as np
import pytest

from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.engine.capture.camera import Camera
from app.engine.capture.source import Canvas, Registry, SourceFault
from app.engine.messages import SetMicrophone
from app.engine.picture_messages import SetCamera, SetSecondCamera
from app.engine.planes import split_planes
from app.engine.publish.session import PublishSession, Step
from app.engine.publish.url import Address, parse
from app.engine.rtmp_in.door import Door, Doors
from app.engine.rtmp_in.sources import PhoneCamera, PhoneMicrophone
from app.engine.tag import Tag, TagType
from tests.engine.running import Running

CANVAS = Canvas(width=320, height=180, fps=30, epoch_ns=0)
KEY = "shelf-7"


def film(level: int = 180, frames: int = 12) -> list[Tag]:
    """Tags as a phone sends them: headers, then grey pictures and a tone."""
    file = io.BytesIO()
    with av.open(file, "w", format="flv") as container:
        video = container.add_stream("libx264", rate=30, options={"tune": "zerolatency", "g": "6"})
        video.width, video.height, video.pix_fmt = 320, 180, "yuv420p"
        audio = container.add_stream("aac", rate=48_000)
        for number in range(frames):
            grey = av.VideoFrame.from_ndarray(np.full((180, 320), level, np.uint8), format="gray")
            grey.pts, grey.time_base = number, Fraction(1, 30)
            container.mux(video.encode(grey.reformat(format="yuv420p")))
        wave = np.sin(np.arange(1024 * frames * 2) * 2 * np.pi * 440 / 48_000).astype(np.float32) / 2
        for block in range(frames * 2):
            sound = av.AudioFrame.from_ndarray(
                np.tile(wave[block * 1024 : (block + 1) * 1024], (2, 1)), "fltp", "stereo"
            )
            sound.sample_rate, sound.pts = 48_000, block * 1024
            container.mux(audio.encode(sound))
        container.mux([*video.encode(None), *audio.encode(None)])
    return tags_of(file.getvalue())


def tag(kind: TagType, timestamp_ms: int, body: bytes) -> Tag:
    return Tag(type=kind, timestamp_ms=timestamp_ms, body=body, is_key=False, is_header=False, captured_ns=0)


def tags_of(data: bytes) -> list[Tag]:
    tags, at = [], 13
    while at + 11 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4])
        stamp = int.from_bytes(data[at + 4 : at + 7])
        body = data[at + 11 : at + 11 + size]
        tags.append(tag(TagType(data[at]), stamp, body))
        at += 11 + size + 4
    return tags


class Phone:
    """Publishes with our own session over a plain socket."""

    def __init__(self, port: int, key: str = KEY) -> None:
        address = parse("phone", f"rtmp://127.0.0.1:{port}/live", Secret(key))
        assert isinstance(address, Address)
        self._session = PublishSession(address, os.urandom(1528))
        self._socket = socket.create_connection(("127.0.0.1", port), 5)
        self._socket.settimeout(5)

    def begin(self) -> bool:
        """Whether the key was taken."""
        while self._session.step is not Step.PUBLISHED:
            self._socket.sendall(self._session.outgoing())
            data = self._socket.recv(65536)
            if not data:
                return False
            self._session.receive(data)
            if self._session.refusal:
                return False
        return True

    def send(self, tags: list[Tag]) -> None:
        for tag in tags:
            self._socket.sendall(self._session.packet(tag, tag.timestamp_ms))

    def is_hung_up_on(self) -> bool:
        try:
            while data := self._socket.recv(65536):
                del data
        except ConnectionError:
            pass
        return True

    def close(self) -> None:
        self._socket.close()


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until, "it did not happen in time"
        threading.Event().wait(0.002)


@pytest.fixture
def doors() -> Doors:
    return Doors("127.0.0.1")


@pytest.fixture
def camera(doors: Doors) -> Iterator[PhoneCamera]:
    camera = PhoneCamera(f"0/{KEY}", CANVAS, doors)
    running = Running(camera)
    wait_for(lambda: bool(doors._open))
    yield camera
    running.stop()


def luma(camera: PhoneCamera) -> int:
    picture = camera.picture(0)
    return int(split_planes(picture.planes)[0][90, 160]) if picture else -1


def test_a_phone_with_the_key_is_a_camera(doors: Doors, camera: PhoneCamera) -> None:
    phone = Phone(doors.port())
    assert phone.begin()
    phone.send(film())
    wait_for(lambda: abs(luma(camera) - 170) <= 4)
    phone.close()


def test_a_phone_that_comes_back_takes_its_own_place(doors: Doors, camera: PhoneCamera) -> None:
    first, again = Phone(doors.port()), Phone(doors.port())
    assert first.begin()
    first.send(film(60))
    wait_for(lambda: 0 < luma(camera) < 80)
    # The first one's network went away: its connection stands, and nothing comes.
    assert again.begin()
    assert first.is_hung_up_on()
    again.send(film(200))
    wait_for(lambda: luma(camera) > 180)
    first.close()
    again.close()


@pytest.mark.parametrize("key", ["", "shelf-8", "shelf-77", "SHELF-7"])
def test_a_wrong_key_is_shown_out(doors: Doors, camera: PhoneCamera, key: str) -> None:
    phone = Phone(doors.port(), key or "x")
    assert not phone.begin()
    assert phone.is_hung_up_on()
    phone.close()


@pytest.mark.parametrize(
    "hostile", [b"GET / HTTP/1.1\r\n\r\n", b"\x03" + bytes(3072) + b"\xff" * 4000, b"\x03" + bytes(40_000)]
)
def test_strangers_bytes_are_hung_up_on_and_the_phone_still_comes_in(
    doors: Doors, camera: PhoneCamera, hostile: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", doors.port()), 5) as stranger:
        stranger.settimeout(10)
        stranger.sendall(hostile)
        try:
            while stranger.recv(65536):
                pass
        except ConnectionError:
            pass
    phone = Phone(doors.port())
    assert phone.begin()
    phone.send(film())
    wait_for(lambda: luma(camera) > 100)
    phone.close()


def test_torn_pictures_are_mended_by_the_next_key_frame(doors: Doors, camera: PhoneCamera) -> None:
    phone = Phone(doors.port())
    assert phone.begin()
    good = film()
    torn = [
        tag(one.type, one.timestamp_ms, one.body[:5] + os.urandom(40))
        for one in good
        if one.type is TagType.VIDEO and one.body[1] == 1
    ]
    phone.send([*good[:3], *torn, *good])
    wait_for(lambda: abs(luma(camera) - 170) <= 4)
    phone.close()


def test_the_phones_sound_is_a_microphone_in_its_own_time(doors: Doors) -> None:
    microphone = PhoneMicrophone(f"0/{KEY}", CANVAS, doors)
    running = Running(microphone)
    wait_for(lambda: bool(doors._open))
    inlet = doors.enter(0, KEY)
    for one in film(frames=40):
        if one.type is TagType.AUDIO:
            inlet.audio(one.body, 1_000_000_000 + one.timestamp_ms * 1_000_000)
    wait_for(lambda: microphone._buffer._written > 70_000)
    block = microphone.block(48_000 + 40_000)
    assert block is not None and block.shape == (2, 1024) and np.abs(block).max() > 0.3
    assert microphone.block(48_000 * 4) is None
    doors.leave(0, KEY)
    running.stop()


def test_a_port_that_is_taken_is_said() -> None:
    door = Door("127.0.0.1", 0)
    with pytest.raises(SourceFault) as caught:
        PhoneCamera(f"{door.port}/{KEY}", CANVAS, Doors("127.0.0.1")).run(threading.Event())
    assert caught.value.code is FaultCode.PHONE_PORT_IN_USE
    door.close()


@pytest.mark.parametrize("argument", ["", "1935", "1935/", "99999/key", "no/key"])
def test_without_port_and_key_nobody_listens(argument: str) -> None:
    doors = Doors("127.0.0.1")
    with pytest.raises(SourceFault) as caught:
        PhoneCamera(argument, CANVAS, doors).run(threading.Event())
    assert caught.value.code is FaultCode.PHONE_AWAY and not doors._open


def test_a_phone_that_is_away_is_said_and_its_door_stays_open(doors: Doors) -> None:
    faults: list[Fault] = []
    kinds: Registry[PhoneCamera] = Registry()
    kinds.register("rtmp-in")(lambda argument, canvas: PhoneCamera(argument, canvas, doors))
    camera = Camera(CANVAS, faults.append, lambda where: None, kinds)  # type: ignore[arg-type]
    camera.choose(SetCamera(source=f"rtmp-in:0/{KEY}"))
    wait_for(lambda: bool(doors._open) and camera._feed.source is not None)
    source = camera._feed.source
    for second in range(60):
        assert camera.picture(second * 1_000_000_000) is None
    assert [fault.code for fault in faults] == [FaultCode.PHONE_AWAY]
    assert camera._feed.source is source
    assert camera.shown_name == "rtmp-in"
    assert camera.stop(5)


@pytest.mark.parametrize("message", [SetCamera, SetSecondCamera, SetMicrophone])
def test_a_phones_key_is_not_printed(message: type[SetCamera | SetMicrophone]) -> None:
    shown = repr(message(source=f"rtmp-in:1935/{KEY}"))
    assert KEY not in shown and shown.startswith(f"{message.__name__}(source='rtmp-in:***'")
    assert "demo" in repr(message(source="demo"))
