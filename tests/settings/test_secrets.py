"""Secrets are named, never written, and never printed."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import pytest

from app.domain.secret import Secret
from app.settings.secrets import KeyRing, OpenFile, SecretError, is_reference, resolved


def test_a_secret_prints_as_stars_everywhere() -> None:
    secret = Secret("hunter2")
    assert [str(secret), repr(secret), f"{secret}", f"{[secret]}"] == ["***", "***", "***", "[***]"]
    assert secret.reveal() == "hunter2"


@pytest.mark.parametrize("text", ["keyring:main", "env:STREAM_KEY"])
def test_references_are_told_from_secrets(text: str) -> None:
    assert is_reference(text)
    assert not is_reference(text + "\n") and not is_reference("live_" + text)


def test_the_environment_gives_a_secret_or_says_which_variable_is_missing(tmp_path: Path) -> None:
    vault = OpenFile(tmp_path / "keys.json")
    assert resolved("env:KEY", vault, {"KEY": "k1"}).reveal() == "k1"
    with pytest.raises(SecretError, match="environment variable KEY is not set"):
        resolved("env:KEY", vault, {})


def test_the_visible_fallback_is_readable_by_its_user_only(tmp_path: Path) -> None:
    vault = OpenFile(tmp_path / "keys.json")
    vault.set("main", Secret("k2"))
    assert resolved("keyring:main", vault).reveal() == "k2"
    assert not vault.is_protected
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    with pytest.raises(SecretError, match="holds nothing named other"):
        resolved("keyring:other", vault)


class Broken:
    """As the vaults of Windows and of a Linux desktop: an error of the system comes through as it is."""

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError(1783, f"{service} {username}: the stub received bad data")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(1783, f"{service} {username} {password}")

    def delete_password(self, service: str, username: str) -> None:
        raise OSError(1783, f"{service} {username}")


@pytest.mark.parametrize(
    "use",
    [
        lambda ring: ring.get("main"),
        lambda ring: ring.set("main", Secret("k")),
        lambda ring: ring.remove("main"),
    ],
)
def test_whatever_a_key_ring_raises_is_a_missing_secret(
    monkeypatch: pytest.MonkeyPatch, use: Callable[[KeyRing], Any]
) -> None:
    monkeypatch.setattr(Broken, "__module__", "keyring.backends.Windows")
    monkeypatch.setattr(keyring, "get_keyring", Broken)
    ring = KeyRing()
    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(Broken(), name))
    with pytest.raises(SecretError, match=r"\(OSError\): unlock it") as found:
        use(ring)
    assert found.value.__suppress_context__


@pytest.mark.parametrize("broken", [b"\xff{", b'{"main": 5, broken', b"[]", b"", b"[" * 100_000])
def test_a_broken_fallback_is_set_aside_and_a_new_one_begun(tmp_path: Path, broken: bytes) -> None:
    path, told = tmp_path / "keys.json", list[str]()
    path.write_bytes(broken)
    vault = OpenFile(path, lambda: told.append("broken"))
    assert vault.get("main") is None
    vault.set("main", Secret("typed"))
    assert OpenFile(path).get("main") == Secret("typed")
    aside = tmp_path / "keys.json.broken"
    assert aside.read_bytes() == broken
    assert [stat.S_IMODE(one.stat().st_mode) for one in (path, aside)] == [0o600, 0o600]
    assert told == ["broken"], "once"


def test_a_fallback_that_can_be_neither_read_nor_set_aside_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keys.json").write_bytes(b"{")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("app.settings.safe_file.os.replace", denied)
    with pytest.raises(SecretError, match="delete it and type the keys again"):
        OpenFile(tmp_path / "keys.json").set("main", Secret("k"))


def on_disk(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.iterdir())


def test_a_key_that_was_replaced_or_removed_is_gone_from_the_disk(tmp_path: Path) -> None:
    vault = OpenFile(tmp_path / "keys.json")
    for key in ("first", "second", "third"):
        vault.set("main", Secret(key))
    vault.set("other", Secret("fourth"))
    vault.remove("main")
    vault.remove("never-there")
    assert on_disk(tmp_path) == b'{"other": "fourth"}'


def test_keys_that_an_older_storecast_or_a_crash_left_are_gone_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text('{"main": "new"}')
    for name in ("keys.json.1", "keys.json.3", ".keys.json.0badcafe"):
        (tmp_path / name).write_text('{"main": "old"}')
    assert OpenFile(path).get("main") == Secret("new")
    assert on_disk(tmp_path) == b'{"main": "new"}'


def test_a_crash_before_the_new_keys_are_in_place_keeps_the_old_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = OpenFile(tmp_path / "keys.json")
    vault.set("main", Secret("old"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.settings.safe_file.os.replace", full)
    with pytest.raises(SecretError, match="cannot be written"):
        vault.set("main", Secret("new"))
    assert on_disk(tmp_path) == b'{"main": "old"}'
