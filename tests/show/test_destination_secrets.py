"""A destination's secret is in the vault alone, wherever the host typed it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.settings.plan import load
from app.settings.secrets import OpenFile
from tests.show.rig import TEXT, Rig

KEY = "live_20261124_canary"


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def kept(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / "keys.json").read_text())
    return found


def written(folder: Path) -> bytes:
    """Every byte on the disk but those of the vault."""
    return b"".join(one.read_bytes() for one in folder.glob("*") if one.name != "keys.json")


def shown(rig: Rig) -> tuple[str, bool]:
    first = rig.show.tick().choices.destinations[0]
    return first.url, first.has_key


def test_a_key_at_the_end_of_the_address_is_never_written_in_clear(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_destination("main", f"rtmp://h/app/{KEY}", None)
    assert kept(tmp_path) == {"main": KEY}
    assert KEY.encode() not in written(tmp_path)
    [found] = load(tmp_path / "show.toml", {}).destinations
    assert (found.url, found.key) == ("rtmp://h/app", "keyring:main")
    assert shown(rig) == ("rtmp://h/app", True)


def test_a_query_of_the_address_goes_with_the_key(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_destination("main", "rtmp://h/a/b?auth_key=canary", Secret("k"))
    assert kept(tmp_path) == {"main": "?auth_key=canary k"}
    assert b"canary" not in written(tmp_path)
    rig.show.set_destination("main", "rtmp://h/a/b", Secret("k2"))
    assert kept(tmp_path) == {"main": "?auth_key=canary k2"}, "the host saw the address without its query"
    rig.show.set_destination("main", "rtmp://h/c", None)
    assert kept(tmp_path) == {"main": "k2"}, "another address has another query"


def test_saving_once_more_what_the_field_still_shows_changes_nothing(rig: Rig, tmp_path: Path) -> None:
    for _ in range(2):
        rig.show.set_destination("main", "rtmp://h/app/short", None)
    assert kept(tmp_path) == {"main": "short"}
    assert b"short" not in written(tmp_path)


def test_a_short_key_pasted_again_tomorrow_is_known(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_destination("main", "rtmp://h/app/short", None)
    text = (tmp_path / "show.toml").read_text()
    Rig(tmp_path, text).show.set_destination("main", "rtmp://h/app/short", None)
    assert b"short" not in written(tmp_path)
    assert kept(tmp_path) == {"main": "short"}


def test_a_file_with_the_key_in_its_address_works_and_shows_none(tmp_path: Path) -> None:
    text = TEXT + f'[[destination]]\nname = "main"\nurl = "rtmp://h/app/{KEY}"\n'
    (tmp_path / "show.toml").write_text(text)
    rig = Rig(tmp_path, text)
    assert rig.plan.destinations[0].url.endswith(KEY)
    assert shown(rig) == ("rtmp://h/app", True)
    assert KEY not in repr(rig.show.tick()) and KEY not in repr(rig.plan)
    rig.show.set_destination("main", "rtmp://h/app", None)
    assert kept(tmp_path) == {"main": KEY}
    assert KEY.encode() not in written(tmp_path), "the older texts of the file are texts too"


def test_a_destination_that_is_removed_for_good_takes_its_key_along(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_destination("main", "rtmp://h/app", Secret("one"))
    rig.show.set_destination("second", "rtmp://h/app", Secret("two"))
    rig.show.remove_destination("main")
    rig.choices.settle()
    assert kept(tmp_path) == {"second": "two"}


def test_a_key_that_another_destination_uses_stays(tmp_path: Path) -> None:
    entries = (
        f'[[destination]]\nname = "{name}"\nurl = "rtmp://{name}/a"\nkey = "keyring:both"\n' for name in "ab"
    )
    rig = Rig(tmp_path, TEXT + "".join(entries))
    rig.vault.set("both", Secret("k"))
    rig.show.remove_destination("a")
    rig.choices.settle()
    assert kept(tmp_path) == {"both": "k"}
    rig.show.remove_destination("b")
    rig.choices.settle()
    assert kept(tmp_path) == {}


def test_a_key_that_this_computer_does_not_have_is_not_said_to_be_there(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TEXT + '[[destination]]\nname = "one"\nurl = "rtmp://h/app"\nkey = "keyring:one"\n')
    rig.choices.settle()
    assert shown(rig) == ("rtmp://h/app", False)
    rig.show.set_destination("one", "rtmp://h/app", Secret("typed"))
    rig.choices.settle()
    assert shown(rig) == ("rtmp://h/app", True)


def test_a_key_that_cannot_be_kept_is_said_to_be_unsaved(rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "keys.json").mkdir()
    rig.show.set_destination("main", "rtmp://h/app", Secret("k"))
    assert [one.code for one in rig.show.tick().faults] == [FaultCode.SECRET_UNSAVED]


def test_typing_a_key_answers_what_was_said_of_a_broken_file(rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text('{"main": 5, broken')
    rig.vault = OpenFile(
        tmp_path / "keys.json", lambda: rig.faults.set("keys", Fault(FaultCode.KEYS_SET_ASIDE, "keys"))
    )
    rig.show.set_destination("main", "rtmp://h/app", Secret("k"))
    assert [one.code for one in rig.show.tick().faults] == [FaultCode.KEYS_SET_ASIDE], "said once"
    assert kept(tmp_path) == {"main": "k"}
    rig.show.set_destination("second", "rtmp://h/app", Secret("k2"))
    assert rig.show.tick().faults == ()
    assert kept(tmp_path) == {"main": "k", "second": "k2"}


def test_a_stream_that_another_destination_has_is_known(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_destination("one", "rtmp://h/app", Secret("k"))
    rig.show.set_destination("two", "rtmp://h/app", Secret("k2"))
    again = Rig(tmp_path, (tmp_path / "show.toml").read_text())
    again.choices.settle()
    for show in (rig.show, again.show):
        assert show.has_stream("rtmp://h/app", Secret("k"), "two") and show.has_stream("rtmp://h/app/k", None)
        assert not show.has_stream("rtmp://h/app", Secret("k"), "one"), "its own"
        assert not show.has_stream("rtmp://h/other", Secret("k"))
        assert not show.has_stream("rtmp://h/app", None), "no key yet"
        assert not show.has_stream("rtmp://h/app", None, "two"), "as it is"
