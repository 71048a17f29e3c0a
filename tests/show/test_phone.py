"""A phone as a camera, from the console's side: one key that lasts, and an address to scan."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.phone
from app.domain.secret import Secret
from app.engine.messages import SetCamera, SetMicrophone, SetSecondCamera
from app.faults import FaultBoard
from app.phone import Phones
from app.settings.secrets import OpenFile
from tests.show.rig import TEXT, AtOnce, Rig


def phones(folder: Path, executor: AtOnce | None = None) -> Phones:
    vault = OpenFile(folder / "keys.json")
    return Phones(lambda: vault, executor or AtOnce(), FaultBoard(), lambda: "192.168.1.7")


def told(rig: Rig) -> SetCamera:
    return next(one for one in reversed(rig.engine.commands) if type(one) is SetCamera)


def test_no_phone_comes_in_before_the_key_is_known(tmp_path: Path) -> None:
    executor = AtOnce()
    executor.is_held = True
    phone = phones(tmp_path, executor)
    assert phone.named("rtmp-in") == "rtmp-in:1935/" and phone.invite("rtmp-in") is None
    assert not phone.has_news()
    executor.release()
    assert phone.has_news() and not phone.has_news()
    assert phone.named("rtmp-in").startswith("rtmp-in:1935/") and len(phone.named("rtmp-in")) > 22


def test_the_key_lasts_and_each_phone_has_its_own(tmp_path: Path) -> None:
    first, later = phones(tmp_path), phones(tmp_path)
    for one in (first, later):
        one.named("rtmp-in:1940")
        assert one.has_news()
    assert first.named("rtmp-in:1940") == later.named("rtmp-in:1940")
    assert first.named("rtmp-in:1940") != first.named("rtmp-in:1940", is_second=True)


def test_the_invitation_is_an_address_that_a_phone_can_scan(tmp_path: Path) -> None:
    phone = phones(tmp_path)
    phone.named("rtmp-in:1940")
    phone.has_news()
    invite = phone.invite("rtmp-in:1940")
    assert invite is not None and invite.url == "rtmp://192.168.1.7:1940/live"
    assert phone.named("rtmp-in:1940") == f"rtmp-in:1940/{invite.key.reveal()}"
    assert invite.link == Secret(f"rtmp://192.168.1.7:1940/live/{invite.key.reveal()}")
    assert invite.key.reveal() not in repr(invite)


def test_other_sources_are_left_as_they_are(tmp_path: Path) -> None:
    assert phones(tmp_path).named("device:/dev/video0") == "device:/dev/video0"


def test_the_engine_is_told_the_key_and_the_show_file_never_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.phone, "lan_address", lambda: "192.168.1.7")
    text = '[camera]\nsource = "rtmp-in"\n[second_camera]\nsource = "rtmp-in"\n[microphone]\nsource = "rtmp-in"\n'
    rig = Rig(tmp_path, TEXT + text)
    snapshot = rig.show.tick()
    invite, second = snapshot.choices.phone, snapshot.choices.second_phone
    assert invite is not None and second is not None
    key = invite.key.reveal()
    assert told(rig).source == f"rtmp-in:1935/{key}" == rig.engine.last(SetMicrophone).source
    assert rig.engine.last(SetSecondCamera).source == f"rtmp-in:1935/{second.key.reveal()}"
    rig.show.picture.set_crop(2)
    assert key not in (tmp_path / "show.toml").read_text()
