"""The recording: what is on the disk afterwards, whatever the disk did."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fault import FaultCode
from app.engine.publish import parts
from app.engine.publish.recording import MOST_BYTES, Disk, Recording
from app.engine.tag import Fragment
from tests.engine.publish.stage import until


def start(text: bytes = b"moov") -> Fragment:
    return Fragment(data=text, is_start=True)


def more(text: bytes, seconds: float = 0.5) -> Fragment:
    return Fragment(data=text, seconds=seconds)


class Asked:
    """Counts how often a start was asked for."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


class FailingDisk:
    """A disk on which the call numbered `at` of `what` fails, from then on while `is_failing`."""

    def __init__(self, what: str, number: int, at: int = 0) -> None:
        self._what, self._number, self._at = what, number, at
        self._calls = 0
        self.is_failing = True

    def disk(self) -> Disk:
        return Disk(open_part=self._open, write=self._write, sync=self._sync)

    def _fail(self, what: str) -> None:
        if what == self._what:
            self._calls += 1
            if self.is_failing and self._calls > self._at:
                raise OSError(self._number, os.strerror(self._number))

    def _open(self, folder: Path, name: str) -> tuple[Path, int]:
        self._fail("open")
        return parts.next_part(folder, name)

    def _write(self, descriptor: int, data: bytes) -> None:
        if self._what == "write" and self.is_failing and self._calls >= self._at:
            parts.write_all(descriptor, data[: len(data) // 2])
        self._fail("write")
        parts.write_all(descriptor, data)

    def _sync(self, descriptor: int) -> None:
        self._fail("sync")
        parts.sync_data(descriptor)


def record(
    folder: Path, *fragments: Fragment, disk: Disk | None = None, want_start: Callable[[], None] | None = None
) -> Recording:
    recording = Recording((folder,), "show", want_start or Asked(), disk)
    recording.start()
    for fragment in fragments:
        recording.offer(fragment)
    return recording


def test_each_start_opens_the_next_part_and_every_byte_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "here"
    recording = record(folder, start(), more(b"one"), more(b"two", 1.0), start(b"moov2"), more(b"three", 0.5))
    assert recording.stop(2.0)
    assert (folder / "show-001.mp4").read_bytes() == b"moovonetwo"
    assert (folder / "show-002.mp4").read_bytes() == b"moov2three"
    first, second = recording.health()
    assert (first.seconds, first.bytes_written, first.is_open) == (1.0, 10, False)
    assert second.path == str(folder / "show-002.mp4")
    assert recording.fault() is None


def test_nothing_is_ever_written_over(tmp_path: Path) -> None:
    (tmp_path / "show-001.mp4").write_bytes(b"yesterday")
    (tmp_path / "SHOW-007.MP4").write_bytes(b"older")
    assert record(tmp_path, start()).stop(2.0)
    assert (tmp_path / "show-001.mp4").read_bytes() == b"yesterday"
    assert (tmp_path / "show-008.mp4").read_bytes() == b"moov"


def test_fragments_before_the_first_start_are_left_out(tmp_path: Path) -> None:
    assert record(tmp_path, more(b"early"), start(), more(b"x")).stop(2.0)
    assert (tmp_path / "show-001.mp4").read_bytes() == b"moovx"


def test_a_full_disk_keeps_whole_fragments_says_so_and_goes_on_in_a_new_part(tmp_path: Path) -> None:
    failing, asked = FailingDisk("write", errno.ENOSPC, at=2), Asked()
    recording = record(tmp_path, start(), more(b"kept"), disk=failing.disk(), want_start=asked)
    recording.offer(more(b"cut short"))
    until(lambda: asked.count)
    fault = recording.fault()
    assert fault is not None
    assert (fault.code, fault.where, fault.retrying) == (FaultCode.DISK_FULL, "recording", True)
    assert (tmp_path / "show-001.mp4").read_bytes() == b"moovkept"
    recording.offer(more(b"left out"))
    failing.is_failing = False
    recording.offer(start(b"again"))
    until(lambda: recording.fault() is None)
    assert recording.stop(2.0)
    assert (tmp_path / "show-002.mp4").read_bytes() == b"again"


def test_a_part_that_never_got_a_byte_leaves_no_file(tmp_path: Path) -> None:
    asked = Asked()
    recording = record(tmp_path, start(), disk=FailingDisk("write", errno.ENOSPC).disk(), want_start=asked)
    until(lambda: asked.count)
    assert recording.stop(2.0)
    assert list(tmp_path.iterdir()) == []
    assert recording.health() == ()


@pytest.mark.parametrize(("what", "number"), [("open", errno.EACCES), ("sync", errno.EIO)])
def test_a_disk_that_refuses_is_a_fault_with_the_systems_words(
    tmp_path: Path, what: str, number: int
) -> None:
    recording = record(tmp_path, start(), disk=FailingDisk(what, number).disk())
    until(recording.fault)
    fault = recording.fault()
    assert fault is not None
    assert (fault.code, fault.detail) == (FaultCode.RECORDING_FAILED, os.strerror(number))
    assert recording.stop(1.0)


def test_a_folder_that_is_a_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    recording = record(tmp_path / "file" / "below", start())
    until(recording.fault)
    assert recording.stop(1.0)


def test_a_folder_whose_name_no_disk_takes_is_a_fault_and_the_next_one_records(tmp_path: Path) -> None:
    asked, impossible = Asked(), Path("a\0b")
    alone = Recording((impossible,), "show", asked)
    alone.start()
    alone.offer(start())
    assert until(lambda: alone.fault() is not None and asked.count > 0)
    fault = alone.fault()
    assert fault is not None
    assert (fault.code, fault.retrying) == (FaultCode.RECORDING_FAILED, True)
    assert alone.stop(2.0)
    second = Recording((impossible, tmp_path), "show", asked)
    second.start()
    for fragment in (start(), more(b"one", 3.0)):
        second.offer(fragment)
    assert second.stop(2.0)
    assert (tmp_path / "show-001.mp4").read_bytes() == b"moovone"


def test_a_slow_disk_never_holds_up_the_encoder_and_costs_a_part_not_memory(tmp_path: Path) -> None:
    release, asked = threading.Event(), Asked()

    def slow(descriptor: int) -> None:
        release.wait(10)

    recording = record(tmp_path, start(), disk=Disk(sync=slow), want_start=asked)
    piece = more(bytes(4 << 20))
    began = time.monotonic()
    for _ in range(3 * MOST_BYTES // len(piece.data)):
        recording.offer(piece)
    assert time.monotonic() - began < 0.5
    fault = recording.fault()
    assert fault is not None
    assert fault.code is FaultCode.RECORDING_FAILED
    assert asked.count == 0
    release.set()
    until(lambda: asked.count == 1)
    recording.offer(start(b"after"))
    until(lambda: recording.fault() is None)
    assert recording.stop(2.0)
    assert (tmp_path / "show-002.mp4").read_bytes() == b"after"
    assert recording.health()[0].bytes_written <= MOST_BYTES + 4


def test_a_hung_disk_does_not_hang_the_end_of_the_show(tmp_path: Path) -> None:
    release = threading.Event()

    def hang(descriptor: int) -> None:
        release.wait(10)

    recording = record(tmp_path, start(), disk=Disk(sync=hang))
    until(lambda: list(tmp_path.iterdir()))
    began = time.monotonic()
    assert not recording.stop(0.1)
    assert time.monotonic() - began < 0.5
    release.set()
    assert recording.stop(2.0)


@given(st.text(max_size=300))
def test_any_name_is_a_safe_file_name(name: str) -> None:
    safe = parts.slug(name)
    assert safe
    assert len(f"{safe}-001.mp4".encode()) < 200
    assert not set(safe) & set('/\\:*?"<>|. \0\n')
    assert safe.lower() not in {"con", "nul", "aux", "prn", "com1", "lpt9"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("春季 新品!", "春季-新品"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "show"),
        ("CON", "CON-"),
        ("a:b", "a-b"),
    ],
)
def test_names_stay_readable(name: str, safe: str) -> None:
    assert parts.slug(name) == safe


def test_a_really_full_disk_leaves_a_part_that_ends_with_a_whole_fragment(tmp_path: Path) -> None:
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(tmp_path)], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("a small file system cannot be mounted here (no rights)")
    try:
        piece, asked = bytes(100_000), Asked()
        recording = record(tmp_path, start(), *[more(piece) for _ in range(20)], want_start=asked)
        until(lambda: asked.count)
        fault = recording.fault()
        assert fault is not None
        assert fault.code is FaultCode.DISK_FULL
        assert ((tmp_path / "show-001.mp4").stat().st_size - 4) % len(piece) == 0
        assert recording.stop(2.0)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
