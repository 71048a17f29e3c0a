"""The window's own show file comes back from its older texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.fault import Fault, FaultCode
from app.settings.own_file import OWN_FILE, load_own
from app.settings.show_file import ShowFileError

GARBAGE = b"\xff\xfe\x00 not a text"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "show.toml"


def text_of(title: str) -> str:
    return f'[show]\ntitle = "{title}"\n'


@pytest.mark.parametrize("damaged", [GARBAGE, b"[show", b"[show]\nfps = 7\n", b"#" * (2 << 20)])
def test_the_newest_older_text_that_can_be_used_takes_the_place_of_a_damaged_one(
    path: Path, damaged: bytes
) -> None:
    path.write_bytes(damaged)
    path.with_name("show.toml.1").write_bytes(GARBAGE)
    for number in (2, 3):
        path.with_name(f"show.toml.{number}").write_text(text_of(f"Copy {number}"))
    plan, fault = load_own(path, {})
    assert plan.title == "Copy 2"
    assert fault is not None and (fault.code, fault.where) == (FaultCode.SHOW_FILE_RESTORED, OWN_FILE)
    assert fault.detail.startswith((f"{path}: ", "show.toml: "))
    assert path.with_name("show.toml.broken").read_bytes() == damaged
    assert load_own(path, {}) == (plan, None), "once"


def test_without_a_copy_a_new_show_is_begun(path: Path) -> None:
    path.write_bytes(GARBAGE)
    path.with_name("show.toml.broken").write_bytes(b"of last year")
    plan, fault = load_own(path, {})
    assert plan.destinations == ()
    assert fault is not None and fault.code is FaultCode.SHOW_FILE_BEGUN_ANEW
    assert path.read_bytes() == b"" and path.with_name("show.toml.broken").read_bytes() == GARBAGE


def test_a_file_that_is_well_is_left_alone(path: Path) -> None:
    path.write_text(text_of("Coats"))
    path.with_name("show.toml.1").write_bytes(GARBAGE)
    plan, fault = load_own(path, {})
    assert (plan.title, fault) == ("Coats", None)
    assert sorted(one.name for one in path.parent.iterdir()) == ["show.toml", "show.toml.1"]


def test_a_folder_that_takes_no_file_is_one_sentence_and_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(GARBAGE)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.settings.safe_file.os.replace", full)
    with pytest.raises(ShowFileError, match="not a UTF-8 text"):
        load_own(path, {})
    assert path.read_bytes() == GARBAGE


def test_the_fault_is_one_line_without_secrets(path: Path) -> None:
    path.write_text('[[destination]]\nname = "a"\nurl = "rtmp://h/a"\nkey = "live_hunter2"\n')
    _, fault = load_own(path, {})
    assert isinstance(fault, Fault) and "hunter2" not in fault.detail and "\n" not in fault.detail
