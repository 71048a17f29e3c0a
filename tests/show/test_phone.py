"""A phone as a camera, from the console's side: one key that lasts, and an address to scan."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.phone
from app.domain.fault import FaultCode
from app.domain.secret import Secret
from app.engine.messages import SetCamera, SetMicrophone, SetSecondCamera
from app.faults import FaultBoard
from app.phone import Phones
from app.settings.secrets import OpenFile, SecretError
from tests.show.rig import TEXT, AtOnce, Rig


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network whose address is known."""
    monkeypatch.setattr(app.phone, "lan_address", lambda: "192.168.1.7")


def phones(folder: Path, executor: AtOnce | None = None) -> Phones:
    vault = OpenFile(folder / "keys.json")
    return Phones(lambda: vault, executor or AtOnce(), FaultBoard(), lambda: "192.168.1.7")


def told(rig: Rig) -> SetCamera:
    return next(one for one in reversed(rig.engine.commands) if type(one) is SetCamera)


def test_no_phone_comes_in_before_the_key_is_known(tmp_path: Path) -> None:
    executor = AtOnce()
    executor.is_held = True
    phone = phones(tmp_path, executor)
    phone.want("rtmp-in")
    assert phone.named("rtmp-in") is None and phone.invite("rtmp-in") is None
    assert not phone.has_news()
    executor.release()
    assert phone.has_news() and not phone.has_news()
    named = phone.named("rtmp-in")
    assert named is not None and named.startswith("rtmp-in:1935/") and len(named) > 22


def test_the_key_lasts_and_each_phone_has_its_own(tmp_path: Path) -> None:
    first, later = phones(tmp_path), phones(tmp_path)
    for one in (first, later):
        one.want("rtmp-in:1940")
        assert one.has_news()
    assert first.named("rtmp-in:1940") == later.named("rtmp-in:1940")
    assert first.named("rtmp-in:1940") != first.named("rtmp-in:1940", is_second=True)


def test_the_invitation_is_an_address_that_a_phone_can_scan(tmp_path: Path) -> None:
    phone = phones(tmp_path)
    phone.want("rtmp-in:1940")
    phone.has_news()
    phone.named("rtmp-in:1940")
    invite = phone.invite("rtmp-in:1940")
    assert invite is not None and invite.url == "rtmp://192.168.1.7:1940/live"
    assert phone.named("rtmp-in:1940") == f"rtmp-in:1940/{invite.key.reveal()}"
    assert invite.link == Secret(f"rtmp://192.168.1.7:1940/live/{invite.key.reveal()}")
    assert invite.key.reveal() not in repr(invite)


def test_other_sources_are_left_as_they_are(tmp_path: Path) -> None:
    assert phones(tmp_path).named("device:/dev/video0") == "device:/dev/video0"


def test_the_engine_is_told_the_key_and_the_show_file_never_has_it(tmp_path: Path) -> None:
    text = '[camera]\nsource = "rtmp-in"\n[second_camera]\nsource = "rtmp-in"\n[microphone]\nsource = "rtmp-in"\n'
    rig = Rig(tmp_path, TEXT + text)
    snapshot = rig.show.tick()
    invite = snapshot.choices.phone
    assert invite is not None and invite.also is not None
    second = invite.also
    assert second.is_second and not invite.is_second
    key = invite.key.reveal()
    assert told(rig).source == f"rtmp-in:1935/{key}" == rig.engine.last(SetMicrophone).source
    assert rig.engine.last(SetSecondCamera).source == f"rtmp-in:1935/{second.key.reveal()}"
    rig.show.picture.set_crop(2)
    assert key not in (tmp_path / "show.toml").read_text()


PHONE = TEXT + '[camera]\nsource = "rtmp-in"\n[microphone]\nsource = "rtmp-in"\n'


class Locked(OpenFile):
    """A key ring that opens when a test says so."""

    is_open = False

    def get(self, name: str) -> Secret | None:
        if not self.is_open:
            raise SecretError("the key ring did not answer: unlock it and try again")
        return super().get(name)


def test_a_phone_that_an_engine_has_on_air_stays_while_its_key_is_asked_for(tmp_path: Path) -> None:
    Rig(tmp_path, PHONE).show.tick()
    later = Rig(tmp_path, PHONE, is_held=True)
    later.show.tick()
    kinds = {type(one) for one in later.engine.commands}
    assert not kinds & {SetCamera, SetMicrophone} and SetSecondCamera in kinds
    later.executor.release()
    later.show.tick()
    invite = later.show.tick().choices.phone
    assert invite is not None
    assert (
        told(later).source == f"rtmp-in:1935/{invite.key.reveal()}" == later.engine.last(SetMicrophone).source
    )


def test_a_host_who_mutes_a_phone_of_unknown_key_is_not_heard(tmp_path: Path) -> None:
    rig = Rig(tmp_path, PHONE, is_held=True)
    rig.show.mute(True)
    assert rig.engine.last(SetMicrophone).source == "none" and rig.engine.last(SetMicrophone).is_muted


def test_a_key_that_cannot_be_read_is_said_in_its_own_words_and_asked_for_again(tmp_path: Path) -> None:
    executor, faults, vault = AtOnce(), FaultBoard(), Locked(tmp_path / "keys.json")
    phone = Phones(lambda: vault, executor, faults, lambda: "192.168.1.7")
    phone.want("rtmp-in")
    assert not phone.has_news()
    [fault] = faults.all()
    assert (fault.code, fault.where) == (FaultCode.PHONE_KEY_UNKNOWN, "phone-key")
    vault.is_open = True
    phone.want("rtmp-in")
    assert phone.has_news() and faults.all() == ()


def test_nothing_is_said_of_a_key_that_nobody_needs(tmp_path: Path) -> None:
    executor, faults, vault = AtOnce(), FaultBoard(), Locked(tmp_path / "keys.json")
    phone = Phones(lambda: vault, executor, faults, lambda: "192.168.1.7")
    phone.want("rtmp-in")
    phone.has_news()
    phone.want("demo")
    assert faults.all() == ()
    executor.is_held = True
    phone.want("rtmp-in")
    phone.want("demo")
    executor.release()
    assert not phone.has_news() and faults.all() == ()


def test_a_second_camera_alone_has_its_own_invitation(tmp_path: Path) -> None:
    invite = Rig(tmp_path, TEXT + '[second_camera]\nsource = "rtmp-in"\n').show.tick().choices.phone
    assert invite is not None and invite.is_second and invite.also is None
