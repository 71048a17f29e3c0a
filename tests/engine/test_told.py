"""What a console remembers for the next engine, and the shared memory that it takes meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.fault import Fault
from app.domain.layout import Layout
from app.engine import devices, shared
from app.engine.capture.source import camera_kinds, microphone_kinds
from app.engine.client import EngineClient
from app.engine.messages import (
    Device,
    PutSprite,
    RollFilm,
    SetCamera,
    SetMicrophone,
    SetMusic,
    SetScene,
    SetSecondCamera,
)
from app.engine.told import Told

CARD = PutSprite(slot="card", shm="", x=0, y=0, width=2, height=2, order=1)


def test_without_an_engine_a_sprite_takes_no_shared_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(size: int) -> None:
        raise AssertionError("a block that nobody would free")

    def on_fault(where: str, fault: Fault | None) -> None: ...

    client = EngineClient(tmp_path, lambda report: None, on_fault)
    monkeypatch.setattr(shared, "created", refused)
    client.put_sprite(CARD, bytes(16))


def test_the_next_engine_is_told_of_it_all_the_same() -> None:
    told = Told()
    told.remember_sprite(CARD, bytes(range(16)))
    (command,) = told.again()
    assert isinstance(command, PutSprite)
    block = shared.attached(command.shm)
    assert bytes(shared.view(block)[:16]) == bytes(range(16))
    block.close()
    told.engine_is_gone()
    with pytest.raises(FileNotFoundError):
        shared.attached(command.shm)


def test_the_next_engine_hears_the_newest_word_on_voice_and_music() -> None:
    told = Told()
    for command in (
        SetMusic(path="a.mp3"),
        SetMicrophone(source="x"),
        SetMicrophone(source="x", has_shop_voice=True, offset_ms=80),
        SetMusic(path="b.mp3", volume_db=-20),
    ):
        told.remember(command)
    assert told.again() == [
        SetMicrophone(source="x", has_shop_voice=True, offset_ms=80),
        SetMusic(path="b.mp3", volume_db=-20),
    ]


def test_a_driver_that_fails_to_list_cameras_does_not_hide_the_microphones(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> tuple[Device, ...]:
        raise RuntimeError("a driver's bug")

    desk = Device(id="device:Desk", name="Desk")
    monkeypatch.setattr(camera_kinds, "devices", broken)
    monkeypatch.setattr(microphone_kinds, "devices", lambda: (desk,))
    assert devices.listed().microphones == (desk,) and devices.listed().cameras == ()
    assert "could not be listed" in caplog.text


def test_the_picture_is_told_again_before_its_sprites_and_each_word_once() -> None:
    told = Told()
    told.remember_sprite(CARD, bytes(16))
    told.remember(SetScene(layout=Layout.INSET))
    told.remember(SetSecondCamera(source="demo"))
    told.remember(SetCamera(source="demo"))
    told.remember(SetScene(layout=Layout.HOST_PRODUCT))
    told.remember(RollFilm(file="coat.mp4", begins_ms=5300))
    again = told.again()
    assert [type(one) for one in again] == [SetCamera, SetSecondCamera, SetScene, RollFilm, PutSprite]
    assert again[2] == SetScene(layout=Layout.HOST_PRODUCT)
    told.engine_is_gone()
