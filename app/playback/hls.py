"""Watches HLS as a player does: begins some segments before the newest, and then goes on at the pace of the stream."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

from app.engine.ffmpeg import FFmpegError, nanoseconds, open_reader
from app.playback.fetch import Fetcher, Unplayable
from app.playback.playlist import Playlist, Segment, parsed
from app.playback.viewer import Viewer

MOST_PLAYLIST = 1 << 20
_MOST_SEGMENT = 32 << 20
_MOST_HEAD = 1 << 20
_MOST_VARIANTS = 3
# A jump of the stamps beyond this is a new time line, not a pause.
_JUMP_NS = 30_000_000_000


class Player:
    """Knows when a picture is seen: the first one when its segment is there, the others by their stamps."""

    def __init__(self) -> None:
        self._offset_ns: int | None = None
        self._newest_ns = 0

    def seen_ns(self, stamp_ns: int, arrived_ns: int, *, is_anew: bool = False) -> int:
        if self._offset_ns is None:
            self._offset_ns = arrived_ns - stamp_ns
        elif is_anew or abs(stamp_ns + self._offset_ns - self._newest_ns) > _JUMP_NS:
            self._offset_ns = self._newest_ns - stamp_ns
        self._newest_ns = stamp_ns + self._offset_ns
        return self._newest_ns


class HlsWatch:
    """One stream, from its first playlist on."""

    def __init__(
        self,
        fetcher: Fetcher,
        viewer: Viewer,
        clock_ns: Callable[[], int] = time.perf_counter_ns,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._viewer = viewer
        self._clock_ns = clock_ns
        self._sleep = sleep
        self._player = Player()
        self._next: int | None = None
        self._head: tuple[str, bytes] = ("", b"")

    def watch(self, text: bytes, url: str) -> None:
        """To the end of the stream or of the time; `text` is what `url` has answered. Raises `Unplayable`."""
        playlist, url = self._media(text, url)
        while self._fetcher.left_s > 0:
            for segment in self._fresh(playlist):
                self._play(segment)
            if playlist.has_ended:
                return
            self._sleep(min(playlist.target_s / 2, self._fetcher.left_s))
            if self._fetcher.left_s > 0:
                playlist, _ = self._media(self._fetcher.body(url, MOST_PLAYLIST), url)

    def _media(self, text: bytes, url: str) -> tuple[Playlist, str]:
        """The playlist with the segments; the first one may be a list of such."""
        for _ in range(_MOST_VARIANTS):
            playlist = parsed(text.decode("utf-8", "replace"), url)
            if not playlist.variant_url:
                return playlist, url
            url = playlist.variant_url
            text = self._fetcher.body(url, MOST_PLAYLIST)
        raise Unplayable("format", is_final=True)

    def _fresh(self, playlist: Playlist) -> list[Segment]:
        if self._next is None and playlist.first:
            self._next = playlist.first.number
        begin = self._next or 0
        if playlist.segments and playlist.segments[-1].number < begin - 1:
            begin = playlist.segments[0].number  # the server counts anew
        return [one for one in playlist.segments if one.number >= begin]

    def _play(self, segment: Segment) -> None:
        self._next = segment.number + 1
        data = self._headed(segment) + self._fetcher.body(segment.url, _MOST_SEGMENT)
        arrived_ns, is_anew = self._clock_ns(), segment.begins_anew
        try:
            with open_reader(io.BytesIO(data)) as container:
                for frame in (
                    container.decode(*container.streams.video[:1]) if container.streams.video else ()
                ):
                    stamp_ns = nanoseconds(frame.pts, frame.time_base)
                    if stamp_ns is not None:
                        at_ns = self._player.seen_ns(stamp_ns, arrived_ns, is_anew=is_anew)
                        self._viewer.show(frame, at_ns / 1e9, at_ns)
                        is_anew = False
        except (FFmpegError, ValueError):  # a torn segment: the next one is whole
            return

    def _headed(self, segment: Segment) -> bytes:
        """What stands before each segment of fragmented MP4."""
        if segment.head_url != self._head[0]:
            self._head = (segment.head_url, self._fetcher.body(segment.head_url, _MOST_HEAD))
        return self._head[1]
