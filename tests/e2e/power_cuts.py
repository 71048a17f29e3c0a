"""Orders into a show whose database lies on a disk that loses its power again and again.

The disk is an image of ext4 on a loop device. A cut is ext4's own shutdown without a flush: from that instant nothing
more reaches the image, and all that was only in memory is gone. It proves that an answered row had been written through
the file system; not that a drive keeps what it promised to keep, since the image itself loses nothing.

Without power nobody answers either, but the console lives on until it is killed a moment later, and a sync that is
under way at the shutdown returns well though its data is gone (Linux 6.18: 7 of 60 cuts into a bare loop of
`fdatasync`). So the sender takes no answer that it hears after the power went.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.e2e.order_storm import INBOUND, check, stored_ids
from tests.e2e.orders import SECRET, Row, in_batches, post, storm
from tests.e2e.rig import ROOT, SHOW, Program, until
from tests.engine.publish.nginx import free_port

_SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32), linux: fs/ext4/ext4.h
_NO_LOG_FLUSH = struct.pack("I", 2)


class Disk:
    """An image with a file system; mounted at `folder` while it has power. Raises `OSError` where nobody may mount."""

    def __init__(self, place: Path) -> None:
        self._image, self.folder = place / "disk.img", place / "disk"
        self.folder.mkdir()
        with self._image.open("wb") as file:
            file.truncate(256 << 20)
        _did(["mkfs.ext4", "-q", "-F", str(self._image)])
        self.on()

    def on(self) -> None:
        """The next boot: the file system repairs itself from its journal."""
        _did(["mount", "-o", "loop", str(self._image), str(self.folder)])

    def cut(self) -> None:
        """The power goes."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, _SHUTDOWN, _NO_LOG_FLUSH)
        finally:
            os.close(descriptor)

    def off(self) -> None:
        """Waits for those who were killed a moment ago: until they are gone, the disk is busy."""
        until(lambda: _is_done(["umount", str(self.folder)]), 20, "nobody holds the disk")


def why_not() -> str:
    """Why a disk cannot be cut off here, or an empty text."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "mounting a disk image needs root on Linux"
    missing = [name for name in ("mkfs.ext4", "mount", "umount") if shutil.which(name) is None]
    if missing:
        return f"{missing[0]} is missing"
    return "" if Path("/dev/loop-control").exists() else "this machine has no loop devices"


def cut_often(place: Path, count: int, cuts: int, seed: int = 11) -> dict[str, Any]:
    """Runs it and checks after each cut that every answered row is there; at the end that the counter is exact."""
    rows, truth = storm(count, seed)
    disk, port, chance = Disk(place), free_port(), random.Random(seed)
    sender = _Sender(rows, port, spread_over=cuts + 1)
    began_s = time.monotonic()
    program = _started(place, disk, port)
    sender.start()
    try:
        for share in range(1, cuts + 1):
            sender.wait_for_share(share)
            threading.Event().wait(chance.uniform(0.0, 0.3))
            with sender.deaf():
                answered = set(sender.answered)
                disk.cut()
                program.end()
                disk.off()
                disk.on()
            _checked_after_cut(program, disk, answered)
            program = _started(place, disk, port)
        sender.join(180)
        assert not sender.is_alive() and sender.error is None, sender.error
        program.process.send_signal(signal.SIGTERM)
        program.wait(60)
        check(program, truth, rows, disk.folder / "show.db")
    finally:
        program.end()
        sender.is_over.set()
        sender.join(90)
        disk.off()
    seconds = round(time.monotonic() - began_s, 1)
    return {"orders": count, "events": len(rows), "cuts": cuts, "seconds": seconds}


class _Sender(threading.Thread):
    """Sends every batch until it is answered, through every cut."""

    def __init__(self, rows: list[Row], port: int, spread_over: int) -> None:
        super().__init__(name="sender", daemon=True)
        self.answered: list[str] = []
        self.error: BaseException | None = None
        self.is_over = threading.Event()
        self._rows, self._port, self._shares = rows, port, spread_over
        self._door = threading.Lock()
        self._outages = 0

    def wait_for_share(self, share: int) -> None:
        """Until the middle of that part of all rows has been answered."""
        enough = len(self._rows) * (share - 0.5) / self._shares
        until(lambda: len(self.answered) >= enough or not self.is_alive(), 120, "orders are taken")
        assert self.error is None, self.error

    @contextlib.contextmanager
    def deaf(self) -> Iterator[None]:
        """While the power is away: an answer that was not taken before is none, and the batch is sent again."""
        with self._door:
            self._outages += 1
            yield

    def run(self) -> None:
        try:
            for batch in in_batches(self._rows, 50):
                while not self.is_over.is_set() and not self._is_answered(batch):
                    pass
        except BaseException as error:  # noqa: BLE001  # told by whoever joins
            self.error = error

    def _is_answered(self, batch: list[Row]) -> bool:
        with self._door:
            before = self._outages
        post(self._port, batch, 90)
        with self._door:
            if self._outages == before:
                self.answered += [row["id"] for row in batch]
            return self._outages == before


def _started(place: Path, disk: Disk, port: int) -> Program:
    text = SHOW.format(root=ROOT) + INBOUND.format(port=port)
    program = Program(place, text, "--db", str(disk.folder / "show.db"), TILL_SECRET=SECRET)
    until(lambda: program.pid_of("--engine"), 30, "the show begins")
    return program


def _checked_after_cut(program: Program, disk: Disk, answered: set[str]) -> None:
    database = disk.folder / "show.db"
    assert program.verify(database) == 0
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    missing = answered - stored_ids(database)
    assert not missing, f"{len(missing)} answered rows are gone, such as {sorted(missing)[:3]}"


def _is_done(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _did(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{command[0]}: {done.stderr.strip()}")
