"""Which folder a recording goes to, and when the host is told that they all fill up."""

from __future__ import annotations

import subprocess
from functools import partial
from pathlib import Path

import pytest

from app.domain.fault import FaultCode
from app.engine.publish import room
from app.engine.publish.recording import Disk, Recording
from app.engine.tag import Fragment
from tests.engine.publish.stage import until
from tests.engine.publish.test_recording import Asked, more, record, start

GIGABYTE = 1 << 30


def steady(*, seconds: float, rate: int) -> list[Fragment]:
    """Fragments of half a second at `rate` bytes a second."""
    return [more(bytes(rate // 2), (place + 1) / 2) for place in range(round(2 * seconds))]


def two_disks(monkeypatch: pytest.MonkeyPatch, free: dict[str, int]) -> Disk:
    """Folders by name, each a disk of its own with so many bytes free, whatever is written."""
    monkeypatch.setattr(room, "_disk_of", lambda folder: folder.name)
    return Disk(free=lambda folder: free[folder.name])


def test_the_host_is_told_five_minutes_before_the_disk_is_full(tmp_path: Path) -> None:
    free = {"bytes": room.RESERVE + 400 * 10_000}
    recording = record(
        tmp_path, start(), *steady(seconds=4, rate=10_000), disk=Disk(free=lambda _: free["bytes"])
    )
    until(lambda: recording.health() and recording.health()[0].seconds == 4.0)
    assert recording.fault() is None
    free["bytes"] = room.RESERVE + 310 * 10_000
    recording.offer(more(bytes(5_000), 4.5))
    until(recording.fault)
    fault = recording.fault()
    assert fault is not None
    assert (fault.code, fault.retrying) == (FaultCode.DISK_NEARLY_FULL, False)
    free["bytes"] = GIGABYTE
    recording.offer(more(bytes(5_000), 5.0))
    until(lambda: recording.fault() is None)
    assert recording.stop(2.0)


def test_a_folder_is_left_for_the_second_one_before_it_is_full_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = {"first": GIGABYTE, "second": GIGABYTE}
    asked = Asked()
    folders = (tmp_path / "first", tmp_path / "second")
    recording = Recording(folders, "show", asked, two_disks(monkeypatch, free))
    recording.start()
    for fragment in (start(), *steady(seconds=4, rate=10_000)):
        recording.offer(fragment)
    until(lambda: recording.health() and recording.health()[0].seconds == 4.0)
    free["first"] = room.RESERVE + 10 * 10_000
    recording.offer(more(bytes(5_000), 4.5))
    until(lambda: asked.count)
    free["first"] = 0
    for fragment in (more(b"still here", 5.0), start(b"next"), more(b"there", 0.5)):
        recording.offer(fragment)
    assert recording.stop(2.0)
    assert asked.count == 1
    assert (folders[0] / "show-001.mp4").read_bytes().endswith(b"still here")
    assert (folders[1] / "show-001.mp4").read_bytes() == b"nextthere"
    assert recording.fault() is None


def test_a_first_folder_that_is_gone_sends_the_recording_to_the_second(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    recording = Recording((tmp_path / "file" / "below", tmp_path / "second"), "show", Asked())
    recording.start()
    recording.offer(start())
    assert recording.stop(2.0)
    assert (tmp_path / "second" / "show-001.mp4").read_bytes() == b"moov"


def test_two_disks_that_are_both_nearly_full_are_not_left_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rate = 10_000
    free = {"first": room.RESERVE + 14 * rate, "second": room.RESERVE + 16 * rate}
    two_disks(monkeypatch, free)
    both = room.Room((Path("first"), Path("second")), lambda folder: free[folder.name])
    both.rate = rate
    assert not both.should_leave(Path("first"))
    free["second"] = room.RESERVE + 40 * rate
    assert both.should_leave(Path("first"))


def test_a_warning_stands_while_the_rate_is_a_little_up_and_down(tmp_path: Path) -> None:
    free = {"bytes": room.RESERVE + 320 * 10_000}
    disk = room.Room((tmp_path,), lambda _: free["bytes"])
    disk.rate = 10_000
    assert disk.is_scarce()
    disk.rate = 8_000
    assert disk.is_scarce()
    free["bytes"] = GIGABYTE
    assert not disk.is_scarce()


def test_of_two_disks_that_are_full_the_one_with_more_left_is_written_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    free = {"first": 0, "second": room.RESERVE // 2}
    two_disks(monkeypatch, free)
    both = room.Room((Path("first"), Path("second")), lambda folder: free[folder.name])
    both.rate = 10_000
    assert both.by_preference() == (Path("second"), Path("first"))
    free["first"] = free["second"] = GIGABYTE
    assert both.by_preference() == (Path("first"), Path("second"))


def test_two_folders_on_one_disk_are_no_way_out(tmp_path: Path) -> None:
    asked = Asked()
    folders = (tmp_path / "first", tmp_path / "second")
    full = Disk(free=lambda _: room.RESERVE + 10 * 10_000)
    recording = Recording(folders, "show", asked, full)
    recording.start()
    for fragment in (start(), *steady(seconds=4, rate=10_000)):
        recording.offer(fragment)
    until(recording.fault)
    assert recording.stop(2.0)
    assert asked.count == 0


def test_a_really_full_first_disk_costs_no_fragment_of_the_second(tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(small)], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("a small file system cannot be mounted here (no rights)")
    try:
        asked = Asked()
        recording = Recording((small, large), "show", asked)
        recording.start()
        recording.offer(start())
        fragments = iter(steady(seconds=60, rate=200_000))
        written = 4
        while not asked.count:
            recording.offer(next(fragments))
            written += 100_000
            until(partial(_has_written, recording, written))
        recording.offer(start())
        recording.offer(more(bytes(200_000)))
        assert recording.stop(2.0)
        first, second = recording.health()
        assert (Path(first.path).parent, Path(second.path).parent) == (small, large)
        assert first.bytes_written == written
        assert recording.fault() is None
    finally:
        subprocess.run(["umount", str(small)], check=True)


def _has_written(recording: Recording, count: int) -> bool:
    return sum(one.bytes_written for one in recording.health()) >= count
