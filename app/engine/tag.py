"""What the encoder hands on: FLV tags for every destination, MP4 fragments for the recording."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class TagType(enum.IntEnum):
    """FLV tag types, which are the RTMP message types too (Adobe FLV 10.1, E.4.1)."""

    AUDIO = 8
    VIDEO = 9
    SCRIPT = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One FLV tag body. `timestamp_ms` is media time (now minus the show's epoch); bodies are shared, never changed.

    `is_header`: script data or an AVC/AAC sequence header, sent again after each reconnect. `captured_ns` is
    perf_counter_ns at capture, 0 for headers.
    """

    type: TagType
    timestamp_ms: int
    body: bytes
    is_key: bool = False
    is_header: bool = False
    captured_ns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """Bytes of one fragmented MP4: `is_start` opens a new part of the recording with its `moov`.

    `seconds` is the media length of the part up to and including this fragment.
    """

    data: bytes
    is_start: bool = False
    seconds: float = 0.0
