"""The room on the recording's disk is looked at by a worker, now and then, and never guessed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.disk import LOOK_EVERY_S, DiskRoom, DiskWatch, first_usable, room_of
from tests.show.rig import AtOnce


class Disk:
    """A disk that counts how often it was asked, at a time that a test turns."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.now_s = 100.0
        self.executor = AtOnce()
        self.watch = DiskWatch(self._start, self.look, lambda: self.now_s)

    def _start(self, work: Callable[[], None]) -> None:
        self.executor.submit(work)

    def look(self, folders: tuple[str, ...]) -> DiskRoom:
        self.asked.append(folders[0])
        return DiskRoom(len(self.asked))


def test_the_disk_is_asked_again_only_after_a_while() -> None:
    disk = Disk()
    for _ in range(5):
        disk.watch.room("/a")
    assert (disk.asked, disk.watch.room("/a")) == (["/a"], DiskRoom(1))
    disk.now_s += LOOK_EVERY_S
    disk.watch.room("/a")
    assert disk.watch.room("/a") == DiskRoom(2)


def test_a_disk_that_hangs_holds_nobody_up_and_is_not_asked_twice() -> None:
    disk = Disk()
    disk.executor.is_held = True
    for _ in range(3):
        assert disk.watch.room("/a") is None
        disk.now_s += LOOK_EVERY_S
    assert disk.asked == []
    disk.executor.release()
    assert disk.asked == ["/a"]


def test_an_answer_for_another_folder_is_not_taken() -> None:
    disk = Disk()
    disk.executor.is_held = True
    disk.watch.room("/a")
    disk.watch.room("/b")
    disk.watch.room("/a")
    disk.executor.release()
    assert (disk.asked, disk.watch.room("/a")) == (["/a", "/b", "/a"], DiskRoom(3))


def test_a_disk_that_hangs_hides_no_other() -> None:
    disk = Disk()
    disk.executor.is_held = True
    disk.watch.room("/gone")
    disk.executor.is_held = False
    disk.watch.room("/here")
    assert disk.watch.room("/here") == DiskRoom(1)


def test_no_folder_is_never_looked_at() -> None:
    disk = Disk()
    assert disk.watch.room("") is None and disk.asked == []


def test_a_folder_that_is_not_there_yet_has_its_parents_room(tmp_path: Path) -> None:
    found = room_of(str(tmp_path / "shows" / "tonight")).free_bytes
    assert found is not None and found > 0


def test_a_folder_that_is_a_file_has_no_room(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert room_of(str(tmp_path / "file" / "shows")) == DiskRoom(None)


def test_a_folder_that_takes_no_file_has_no_room(tmp_path: Path) -> None:
    """As in /proc: it is there, and its owner may write, and nothing can be made in it."""

    def refuses(_: Path) -> None:
        raise FileNotFoundError

    assert room_of(str(tmp_path / "shows"), refuses) == DiskRoom(None)


def test_looking_leaves_nothing_behind(tmp_path: Path) -> None:
    assert room_of(str(tmp_path / "shows")).free_bytes
    assert list(tmp_path.iterdir()) == []


def test_the_second_folder_counts_where_the_first_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    first, second = str(tmp_path / "file"), str(tmp_path / "second")
    found = first_usable((first, second))
    assert found.free_bytes and found.is_second
    assert not first_usable((second, first)).is_second
    assert first_usable((first,)) == first_usable((first, first)) == DiskRoom(None)


def test_a_disk_without_an_answer_has_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: object) -> object:
        raise OSError("the network drive is gone")

    monkeypatch.setattr("shutil.disk_usage", gone)
    assert room_of(str(tmp_path)) == DiskRoom(None)
