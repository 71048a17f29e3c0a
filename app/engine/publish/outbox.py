"""The queue between the encoder and one destination: bounded, never blocking, dropping by what a frame is
worth.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.engine.publish.limits import Limits
from app.engine.tag import Tag, TagType

MOST_BYTES = 24 << 20
_VIDEO_PREFIX = 5
_NAL_LENGTH = 4
_SLICES = range(1, 6)


@dataclass(frozen=True, slots=True)
class Queued:
    """A tag, when it was offered, and the timestamp to send it with."""

    tag: Tag
    offered_ns: int
    timestamp_ms: int


class Outbox:
    """`offer` is the encoder's, `open`, `shut`, `take`, `set_waiting_since` the destination's thread's.

    Dropping never touches audio or headers: above `disposable_drop_ms` frames that no other refers to go,
    above `inter_drop_ms` everything up to the next key frame; a key frame that arrives then replaces all
    older video that still waits, so that the picture jumps forward instead of falling behind. Beyond `MOST_BYTES`,
    with a peer that takes nothing at all, everything goes, sound too, until the next key frame.
    """

    def __init__(self, clock_ns: Callable[[], int], wake: Callable[[], None], limits: Limits) -> None:
        self._clock_ns = clock_ns
        self._wake = wake
        self._limits = limits
        self._lock = threading.Lock()
        self._queue: deque[Queued] = deque()
        self._bytes = 0
        self._last_ms = 0
        self._begun_ms = 0
        self._headers: dict[TagType, Tag] = {}
        self._is_open = False
        self._needs_key = True
        self._is_skipping = False
        self._waiting_since_ns = 0
        self._has_begun = False
        self.frames_dropped = 0
        self.last_drop_ns = 0

    def offer(self, tag: Tag) -> None:
        """Never blocks and never raises; wakes the destination's thread when there is something to send.

        Sound wakes nobody: it goes with the next picture, or when the thread's turn of a tenth of a second is over.
        """
        now_ns = self._clock_ns()
        with self._lock:
            if tag.is_header:
                self._headers[tag.type] = tag
            if not self._accepts(tag, now_ns):
                return
            # Headers of an encoder that was opened anew carry no time of their own.
            stamp_ms = max(tag.timestamp_ms, self._last_ms) if tag.is_header else tag.timestamp_ms
            self._append(Queued(tag, now_ns, stamp_ms))
        if tag.type is not TagType.AUDIO:
            self._wake()

    def open(self) -> None:
        """From the next key frame on, headers first."""
        with self._lock:
            self._clear()
            self._is_open = self._needs_key = True
            self._is_skipping = self._has_begun = False
            self._last_ms = 0

    def shut(self) -> None:
        """Takes nothing more and forgets what waits; frames that are offered meanwhile go by and are not counted."""
        with self._lock:
            self._clear()
            self._is_open = False

    def close_intake(self) -> None:
        """Takes nothing more but keeps what waits, so that an ending show is sent to its end."""
        with self._lock:
            self._is_open = False

    def take(self) -> Queued | None:
        """The next tag to send, or None."""
        with self._lock:
            if not self._queue:
                return None
            queued = self._queue.popleft()
            self._bytes -= len(queued.tag.body)
            return queued

    def set_waiting_since(self, offered_ns: int) -> None:
        """When the oldest tag that was taken from here but not yet by the peer was offered; 0: none."""
        self._waiting_since_ns = offered_ns

    def age_ms(self, now_ns: int) -> float:
        """Age of the oldest byte that the peer has not taken, here or behind."""
        with self._lock:
            return self._age_ms(now_ns)

    @property
    def waiting_bytes(self) -> int:
        return self._bytes

    @property
    def is_skipping(self) -> bool:
        """Everything up to the next key frame is left out."""
        return self._is_skipping

    def _age_ms(self, now_ns: int) -> float:
        since_ns = self._waiting_since_ns or (self._queue[0].offered_ns if self._queue else 0)
        return (now_ns - since_ns) / 1e6 if since_ns else 0.0

    def _accepts(self, tag: Tag, now_ns: int) -> bool:
        is_frame = tag.type is TagType.VIDEO and not tag.is_header
        if not self._is_open:
            return False
        if self._bytes + len(tag.body) > MOST_BYTES:
            self._drop_waiting(now_ns, with_keys=True)
            self._clear()
            self._needs_key = True
        if self._needs_key and not (is_frame and tag.is_key):
            # Before its first key frame a session has not begun to lose anything.
            self._count_drop(is_frame and self._has_begun, now_ns=0)
            return False
        if self._needs_key:
            self._begin(tag, now_ns)
        if tag.timestamp_ms < self._begun_ms and not tag.is_header:
            # Sound from before the first picture: servers that count from the first message would shift it.
            return False
        return not is_frame or self._is_worth_sending(tag, now_ns)

    def _begin(self, key_frame: Tag, now_ns: int) -> None:
        self._needs_key = False
        self._has_begun = True
        self._begun_ms = key_frame.timestamp_ms
        for kind in (TagType.SCRIPT, TagType.VIDEO, TagType.AUDIO):
            if kind in self._headers:
                self._append(Queued(self._headers[kind], now_ns, key_frame.timestamp_ms))

    def _is_worth_sending(self, tag: Tag, now_ns: int) -> bool:
        age_ms = self._age_ms(now_ns)
        if tag.is_key:
            self._is_skipping = False
            if age_ms > self._limits.inter_drop_ms:
                self._drop_waiting(now_ns, with_keys=True)
            return True
        if not self._is_skipping and age_ms > self._limits.inter_drop_ms:
            self._is_skipping = True
            self._drop_waiting(now_ns, with_keys=False)
        is_dropped = self._is_skipping or (
            age_ms > self._limits.disposable_drop_ms and is_disposable(tag.body)
        )
        self._count_drop(is_dropped, now_ns)
        return not is_dropped

    def _drop_waiting(self, now_ns: int, *, with_keys: bool) -> None:
        kept: deque[Queued] = deque()
        for queued in self._queue:
            is_frame = queued.tag.type is TagType.VIDEO and not queued.tag.is_header
            if is_frame and (with_keys or not queued.tag.is_key):
                self._count_drop(True, now_ns)
                self._bytes -= len(queued.tag.body)
            else:
                kept.append(queued)
        self._queue = kept

    def _count_drop(self, is_dropped: bool, now_ns: int) -> None:
        if is_dropped:
            self.frames_dropped += 1
            self.last_drop_ns = now_ns or self.last_drop_ns

    def _append(self, queued: Queued) -> None:
        self._queue.append(queued)
        self._last_ms = queued.timestamp_ms
        self._bytes += len(queued.tag.body)

    def _clear(self) -> None:
        self._queue.clear()
        self._bytes = 0
        self._waiting_since_ns = 0


def is_disposable(body: bytes) -> bool:
    """Whether an AVC frame is one that no other frame refers to: `nal_ref_idc` 0 (ITU-T H.264, 7.4.1)."""
    at = _VIDEO_PREFIX
    while at + _NAL_LENGTH < len(body):
        head = body[at + _NAL_LENGTH]
        if head & 0x1F in _SLICES:
            return head >> 5 & 0x3 == 0
        at += _NAL_LENGTH + int.from_bytes(body[at : at + _NAL_LENGTH])
    return False
