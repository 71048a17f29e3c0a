"""What has been received of one stream, in figures."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.publish.chunks import Message, MessageType

_KEY_FRAME = 1
_SEQUENCE_HEADER, _FRAME = 0, 1


@dataclass(slots=True)
class StreamCounts:
    """One stream over all its sessions. Timestamps in milliseconds of the stream's own clock.

    `headers` counts sequence headers, `backwards` the frames stamped before their predecessor of the same
    kind.
    """

    app: str
    name: str
    sessions: int = 0
    is_publishing: bool = False
    bytes: int = 0
    video_frames: int = 0
    key_frames: int = 0
    audio_frames: int = 0
    metadata: int = 0
    headers: int = 0
    backwards: int = 0
    first_video_ms: int = -1
    last_video_ms: int = -1
    last_audio_ms: int = -1
    longest_audio_gap_ms: int = 0
    longest_video_gap_ms: int = 0
    newest_video_ms: int = -1
    first_of_session_is_key: bool = True
    _has_begun: bool = False

    def begin(self) -> None:
        """A session publishes this stream now."""
        self.sessions += 1
        self.is_publishing = True
        self._has_begun = False

    def count(self, message: Message) -> None:
        self.bytes += len(message.body)
        if message.type == MessageType.DATA:
            self.metadata += 1
        elif message.type == MessageType.VIDEO and len(message.body) > 1:
            self._count_video(message)
        elif message.type == MessageType.AUDIO and len(message.body) > 1:
            self._count_audio(message)

    def _count_video(self, message: Message) -> None:
        if message.body[1] == _SEQUENCE_HEADER:
            self.headers += 1
            return
        if message.body[1] != _FRAME:
            return
        is_key = message.body[0] >> 4 == _KEY_FRAME
        if not self._has_begun:
            self._has_begun = True
            self.first_of_session_is_key &= is_key
        self.video_frames += 1
        self.key_frames += is_key
        self.backwards += message.timestamp_ms < self.last_video_ms
        self.last_video_ms = message.timestamp_ms
        if self.newest_video_ms >= 0:
            gap_ms = message.timestamp_ms - self.newest_video_ms
            self.longest_video_gap_ms = max(self.longest_video_gap_ms, gap_ms)
        self.newest_video_ms = max(self.newest_video_ms, message.timestamp_ms)
        if self.first_video_ms < 0:
            self.first_video_ms = message.timestamp_ms

    def _count_audio(self, message: Message) -> None:
        if message.body[1] == _SEQUENCE_HEADER:
            self.headers += 1
            return
        self.audio_frames += 1
        self.backwards += message.timestamp_ms < self.last_audio_ms
        if self.last_audio_ms >= 0:
            self.longest_audio_gap_ms = max(
                self.longest_audio_gap_ms, message.timestamp_ms - self.last_audio_ms
            )
        self.last_audio_ms = message.timestamp_ms
