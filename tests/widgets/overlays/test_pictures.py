"""Product pictures: read with suspicion."""

from __future__ import annotations

import os
import struct
import threading
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from app.domain.fault import FaultCode
from tests.widgets.overlays.scenes import COAT, LANDSCAPE, scene, sprite, stage
from widgets.overlays.card import read_ahead
from widgets.overlays.picture import MOST_KEPT, Picture, PictureError, Pictures, read_middle


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """A one-bit PNG that claims a size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def striped(path: Path, width: int, height: int) -> Path:
    """Red, with the middle square green."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#FF0000"))
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    for x in range(left, left + side):
        for y in range(top, top + side):
            image.setPixelColor(x, y, QColor("#00FF00"))
    assert image.save(str(path))
    return path


@pytest.mark.parametrize("size", [(90, 30), (30, 90), (60, 60), (8, 900)])
@pytest.mark.parametrize("ending", ["png", "webp"])
def test_the_middle_square_fills_the_place(tmp_path: Path, size: tuple[int, int], ending: str) -> None:
    image = read_middle(str(striped(tmp_path / f"a.{ending}", *size)), 66, 66)
    assert (image.width(), image.height()) == (66, 66)
    for x, y in ((6, 6), (33, 33), (59, 59)):
        assert image.pixelColor(x, y).green() > 200
        assert image.pixelColor(x, y).red() < 90


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (png(16000, 16000), "megapixels"),
        (png(2_000_000, 1000), "megapixels"),
        (png(200, 200), "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG"),
        (b"", "not a PNG"),
        (b"\x00" * (8 * 1024 * 1024 + 1), "larger than 8 MB"),
    ],
)
# A broken picture makes Qt's reader talk; no qapp, so that its words are no failure here.
def test_a_bad_picture_is_refused_with_a_reason(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(PictureError, match=words) as refused:
        read_middle(str(path), 132, 132)
    assert str(tmp_path) not in str(refused.value)


def test_a_pipe_a_folder_and_a_missing_file_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", ".", "missing.png", "\x00"):
        with pytest.raises(PictureError):
            read_middle(f"{tmp_path}/{name}", 132, 132)


def test_a_card_with_a_bad_picture_has_a_placeholder_and_a_fault(qapp: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"no picture")
    made = sprite("card", scene(stage(replace(COAT, image=str(tmp_path / "bad.png")))))
    assert [fault.code for fault in made.faults] == [FaultCode.IMAGE_UNREADABLE]
    assert made.image.pixelColor(830 - made.x, 400 - made.y).name() == "#d9d5cc"


def test_reading_happens_on_another_thread_and_once(tmp_path: Path) -> None:
    path = str(striped(tmp_path / "a.png", 40, 40))
    read = threading.Event()
    seen: list[str] = []
    pool: list[threading.Thread] = []

    def submit(job: Any) -> None:
        def work() -> None:
            seen.append(threading.current_thread().name)
            job()
            read.set()

        pool.append(threading.Thread(target=work, name="reader"))
        pool[-1].start()

    pictures = Pictures(submit)
    pictures.picture(path, 20)
    assert read.wait(5)
    pool[0].join(5)
    for _ in range(3):
        assert pictures.picture(path, 20).is_ready
    assert seen == ["reader"]


def test_its_own_thread_reads_and_ends_when_closed(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    pictures = Pictures()
    (reader,) = set(threading.enumerate()) - before
    path = str(striped(tmp_path / "a.png", 40, 40))
    pictures.picture(path, 20)
    pictures.close()
    reader.join(5)
    assert not reader.is_alive()
    assert pictures.picture(path, 20).is_ready


def test_the_cache_is_bounded(tmp_path: Path) -> None:
    jobs: list[Any] = []
    pictures = Pictures(jobs.append)
    for number in range(5 * MOST_KEPT):
        pictures.picture(f"/nowhere/{number}.png", 20)
    for job in jobs:
        job()
    assert len(pictures._kept) == MOST_KEPT


def test_a_run_of_show_is_read_ahead_in_the_size_of_its_cards(qapp: Any) -> None:
    jobs: list[Any] = []
    pictures = Pictures(jobs.append)
    read_ahead([COAT, replace(COAT, id="bare", image="")], LANDSCAPE, pictures)
    assert len(jobs) == 1
    jobs.pop()()
    sprite("card", scene(stage(COAT), pictures=pictures))
    assert jobs == []


def test_a_refused_picture_is_read_again_now_and_then_and_shown_once_it_is_mended(tmp_path: Path) -> None:
    jobs: list[Any] = []
    now_s = [100.0]

    def asked() -> Picture:
        picture = pictures.picture(str(path), 20)
        for job in jobs:
            job()
        reads.extend(jobs)
        jobs.clear()
        return picture

    path, reads = tmp_path / "a.png", list[Any]()
    pictures = Pictures(jobs.append, lambda: now_s[0])
    assert not asked().is_ready
    assert asked().refusal == "the file is not there"
    read_at_s = []
    for second in range(1, 200):
        now_s[0], before = 100.0 + second, len(reads)
        asked()
        read_at_s += [second] * (len(reads) - before)
    assert read_at_s == [5, 15, 35, 75, 135, 195], "after pauses of 5, 10, 20, 40, 60 and 60 s"
    striped(path, 40, 40)
    now_s[0] += 60
    assert asked().refusal, "what was known is shown until the file is read"
    assert asked().image is not None
    now_s[0] += 500
    assert asked().refusal == "" and len(reads) == 8
