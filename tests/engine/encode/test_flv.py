"""Our own tags are, byte for byte, those of FFmpeg's muxer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.engine.encode.codecs import Codecs
from app.engine.encode.flv import FlvTags, split, with_lengths
from app.engine.ffmpeg import Memory, copied, open_writer
from app.engine.planes import BLOCK, new_planes
from app.engine.tag import Tag
from tests.engine.received import configured

if TYPE_CHECKING:
    from av.stream import Stream

    from app.engine.ffmpeg import Packet

OPTIONS = {"flush_packets": "1", "flvflags": "no_duration_filesize"}


def by_ffmpeg(template: Stream, packets: list[Packet]) -> list[tuple[int, int, bytes]]:
    memory = Memory()
    container = open_writer(memory, "flv", OPTIONS)
    stream = container.add_stream_from_template(template)
    container.start_encoding()
    memory.take()
    tags: list[tuple[int, int, bytes]] = []
    for packet in packets:
        own = copied(packet)
        own.stream = stream
        container.mux(own)
        tags += split(memory.take())
    return tags


def plain(tags: list[Tag]) -> list[tuple[int, int, bytes]]:
    return [(int(tag.type), tag.timestamp_ms, tag.body) for tag in tags]


@pytest.mark.parametrize("preset", ["low-latency", "quality"])
def test_pictures_and_sound_become_the_tags_that_ffmpeg_makes_of_them(preset: str) -> None:
    codecs = Codecs(configured(width=320, height=180, preset=preset))
    random, planes = np.random.default_rng(1), new_planes(320, 180)
    pictures: list[Packet] = []
    sounds: list[Packet] = []
    for number in range(70):
        planes[:] = random.integers(16, 235, planes.shape, np.uint8)
        pictures += codecs.encode_picture(planes, 30 + number, is_key=number % 25 == 0)
        block = random.normal(0, 0.1, (2, BLOCK)).astype(np.float32)
        sounds += codecs.encode_sound(block, (40 + number) * BLOCK)
    more_pictures, more_sounds = codecs.flush()
    pictures, sounds = pictures + more_pictures, sounds + more_sounds
    tags = FlvTags(codecs.streams)
    ours = [tags.video(packet, 1) for packet in pictures]
    assert plain(ours) == by_ffmpeg(codecs.streams.video, pictures)
    assert [tag.is_key for tag in ours] == [packet.is_keyframe for packet in pictures]
    assert plain([tags.audio(packet, 1) for packet in sounds]) == by_ffmpeg(codecs.streams.audio, sounds)
    codecs.close()


def test_start_codes_of_three_and_four_bytes_become_lengths() -> None:
    units = b"\0\0\0\1\x67\x42" + b"\0\0\1\x68\x00\x03" + b"\0\0\0\1\x65\xff\x80"
    assert with_lengths(units) == b"\0\0\0\2\x67\x42" + b"\0\0\0\3\x68\x00\x03" + b"\0\0\0\3\x65\xff\x80"
