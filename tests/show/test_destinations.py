"""Destinations as the host edits them: names change and keys stay where they belong."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.settings.secrets import OpenFile
from tests.show.rig import TEXT, Rig

URL, OTHER = "rtmp://h/live", "rtmp://other/live"


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def kept(folder: Path) -> list[dict[str, str]]:
    """The destinations in the show file."""
    found: list[dict[str, str]] = tomllib.loads((folder / "show.toml").read_text()).get("destination", [])
    return found


def key_of(rig: Rig, folder: Path, name: str) -> str:
    reference = next(one.key for one in rig.choices.plan.destinations if one.name == name)
    secret = OpenFile(folder / "keys.json").get(reference.removeprefix("keyring:")) if reference else None
    return secret.reveal() if secret else ""


def test_a_renamed_destination_keeps_its_key_and_its_place(rig: Rig, tmp_path: Path) -> None:
    for name in ("one", "two"):
        rig.show.set_destination(name, URL, Secret(f"key of {name}"))
    rig.show.set_destination("first", URL, None, "one")
    assert [one["name"] for one in kept(tmp_path)] == ["first", "two"]
    assert [one.name for one in rig.choices.plan.destinations] == ["first", "two"]
    assert key_of(rig, tmp_path, "first") == "key of one"
    assert kept(tmp_path)[0]["key"] == rig.choices.plan.destinations[0].key


def test_a_new_destination_never_takes_the_key_entry_of_a_renamed_one(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_destination("one", URL, Secret("the first"))
    rig.show.set_destination("first", URL, None, "one")
    rig.show.set_destination("one", OTHER, Secret("the second"))
    assert (key_of(rig, tmp_path, "first"), key_of(rig, tmp_path, "one")) == ("the first", "the second")


def test_a_name_that_another_one_has_changes_nothing(rig: Rig, tmp_path: Path) -> None:
    for name in ("one", "two"):
        rig.show.set_destination(name, URL, None)
    before = kept(tmp_path)
    rig.show.set_destination("two", OTHER, None, "one")
    assert kept(tmp_path) == before


def test_a_removed_destination_comes_back_with_its_key(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_destination("one", URL, Secret("hunter2"))
    rig.show.remove_destination("one")
    assert kept(tmp_path) == []
    rig.show.set_destination("one", URL, None)
    assert key_of(rig, tmp_path, "one") == "hunter2"


WHOLE = '[[destination]]\nname = "one"\nurl = "rtmp://h/live/_definst_"\nkey = "keyring:one"\nends_after_s = 90.0\n'


def test_taking_a_removal_back_changes_neither_key_nor_address_nor_deadline(tmp_path: Path) -> None:
    (tmp_path / "show.toml").write_text(TEXT + WHOLE)
    rig = Rig(tmp_path, TEXT + WHOLE)
    rig.vault.set("one", Secret("hunter2"))
    before, was = kept(tmp_path), rig.choices.plan.destinations
    rig.show.remove_destination("one")
    rig.show.restore_destination("one")
    assert (rig.choices.plan.destinations, kept(tmp_path)) == (was, before)
    rig.choices.settle()
    assert key_of(rig, tmp_path, "one") == "hunter2"


def test_taking_a_removal_back_writes_no_key_in_clear(tmp_path: Path) -> None:
    text = TEXT + '[[destination]]\nname = "one"\nurl = "rtmp://h/app/live_20261124_canary"\n'
    (tmp_path / "show.toml").write_text(text)
    rig = Rig(tmp_path, text)
    rig.show.remove_destination("one")
    rig.show.restore_destination("one")
    assert kept(tmp_path) == [{"name": "one", "url": "rtmp://h/app", "key": "keyring:one"}]
    assert key_of(rig, tmp_path, "one") == "live_20261124_canary"


def test_taking_a_removal_back_leaves_one_that_has_the_name_by_now(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_destination("one", URL, Secret("hunter2"))
    rig.show.remove_destination("one")
    rig.show.set_destination("one", OTHER, Secret("k"))
    rig.show.restore_destination("one")
    assert [(one["name"], one["url"]) for one in kept(tmp_path)] == [("one", OTHER)]
    assert key_of(rig, tmp_path, "one") == "k"


def test_a_removed_key_does_not_go_to_another_platform(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_destination("one", URL, Secret("hunter2"))
    rig.show.remove_destination("one")
    rig.show.set_destination("one", OTHER, None)
    assert key_of(rig, tmp_path, "one") == ""


def test_a_destination_that_was_mended_or_removed_has_no_fault(rig: Rig) -> None:
    for name in ("one", "two"):
        rig.show.set_destination(name, URL, None)
        rig.faults.set(f"destination:{name}", Fault(FaultCode.SECRET_MISSING, f"destination:{name}"))
    rig.show.set_destination("one", URL, Secret("k"))
    rig.show.remove_destination("two")
    assert rig.show.tick().faults == ()
