"""Product pictures: read with suspicion, off the main thread, cropped to a square, kept for the show."""

from __future__ import annotations

import math
import queue
import stat
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 16_000_000
MOST_KEPT = 64
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 5.0, 60.0
_FORMATS = frozenset({"png", "jpeg", "webp"})


Job = Callable[[], None]
# Path, width and height.
_Key = tuple[str, int, int]


class PictureError(ValueError):
    """A picture that is not shown; the message says why, without its path."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture `side` wide on its way onto a card or into a scene. Not yet read: no image and no `refusal`. Equal
    when it looks the same."""

    path: str
    side: int
    image: QImage | None = field(default=None, compare=False, repr=False)
    refusal: str = ""
    is_ready: bool = False


def _bytes(path: str) -> bytes:
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise PictureError("not a file")
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise PictureError("the file is not there") from None
    except (OSError, ValueError):
        raise PictureError("the file cannot be opened") from None
    if len(data) > MOST_BYTES:
        raise PictureError(f"the file is larger than {MOST_BYTES // 1024 // 1024} MB")
    return data


def read_middle(path: str, width: int, height: int) -> QImage:
    """The middle of a PNG, JPEG or WebP file in `width` x `height` pixels; raises `PictureError`.

    The header is checked before a pixel is decoded: a small file can claim gigabytes.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(_bytes(path)))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    if bytes(reader.format().data()).decode() not in _FORMATS:
        raise PictureError("not a PNG, JPEG or WebP picture")
    size = reader.size()
    if size.isEmpty() or size.width() * size.height() > MOST_PIXELS:
        raise PictureError(f"larger than {MOST_PIXELS // 1_000_000} megapixels")
    kept = QSize(width, height).scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    reader.setAutoTransform(True)
    left, top = (size.width() - kept.width()) // 2, (size.height() - kept.height()) // 2
    reader.setClipRect(QRect(left, top, kept.width(), kept.height()))
    reader.setScaledSize(QSize(width, height))
    image = reader.read()
    if image.isNull():
        raise PictureError("the picture is damaged")
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


@dataclass(slots=True)
class _Pause:
    length_s: float
    ends_s: float


class Pictures:
    """The pictures of a show. `picture` never waits: what is not read yet comes back without an image and is
    read behind. What was refused is read again while it is asked for, ever less often: it may have been mended.

    `submit` runs a job on another thread; by default one thread of its own, which `close` ends.
    """

    def __init__(
        self, submit: Callable[[Job], object] | None = None, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._now_s = now_s
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._submit = submit or self._jobs.put
        if submit is None:
            # A daemon: a disk that never answers must not keep the program from ending.
            threading.Thread(target=self._work, name="product-pictures", daemon=True).start()
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, Picture] = OrderedDict()
        self._refused: dict[_Key, _Pause] = {}

    def picture(self, path: str, side: int, height: int = 0) -> Picture:
        """A square, or of that height. Main thread."""
        key = (path, side, height or side)
        with self._lock:
            kept = self._kept.get(key)
            if kept:
                self._kept.move_to_end(key)
                if not self._is_due(key):
                    return kept
            else:
                kept = self._kept[key] = Picture(path, side)
            while len(self._kept) > MOST_KEPT:
                self._refused.pop(self._kept.popitem(last=False)[0], None)
        self._submit(lambda: self._read(key))
        with self._lock:
            return self._kept.get(key, kept)

    def close(self) -> None:
        """Ends the reading thread without waiting for a slow disk."""
        self._jobs.put(None)

    def _is_due(self, key: _Key) -> bool:
        """Whether a refused one is to be read again; only once until that is done."""
        pause = self._refused.get(key)
        if pause is None or pause.ends_s > self._now_s():
            return False
        pause.ends_s = math.inf
        return True

    def _work(self) -> None:
        while job := self._jobs.get():
            job()

    def _read(self, key: _Key) -> None:
        path, side, height = key
        try:
            read = Picture(path, side, read_middle(path, side, height), is_ready=True)
        except PictureError as refused:
            read = Picture(path, side, refusal=str(refused), is_ready=True)
        with self._lock:
            if key in self._kept:
                self._kept[key] = read
                self._note_refusal(key) if read.refusal else self._refused.pop(key, None)

    def _note_refusal(self, key: _Key) -> None:
        """One thread reads for all: a disk that lets it wait must not be asked every five seconds."""
        before = self._refused.get(key)
        length_s = min(2 * before.length_s, _LONGEST_PAUSE_S) if before else _FIRST_PAUSE_S
        self._refused[key] = _Pause(length_s, self._now_s() + length_s)
