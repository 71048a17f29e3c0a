"""AMF0 and the chunk stream, there and back, and against bytes that mean harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.publish import amf
from app.engine.publish.chunks import ChunkError, ChunkReader, Message, apart, chunked

values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(values, max_size=4))
def test_amf_values_come_back_as_they_went(said: list[amf.Value]) -> None:
    try:
        assert amf.decode(amf.encode(*said)) == said
    except amf.AmfError as error:
        assert "deep" in str(error)


@given(st.binary(max_size=200))
def test_any_bytes_are_amf_or_an_amf_error(data: bytes) -> None:
    try:
        amf.decode(data)
    except amf.AmfError:
        return


def test_a_long_text_and_a_servers_ecma_array_are_read() -> None:
    assert amf.decode(amf.encode("x" * 70000)) == ["x" * 70000]
    ecma = b"\x08\x00\x00\x00\x01\x00\x01a\x00" + bytes(8) + b"\x00\x00\x09"
    assert amf.decode(ecma) == [{"a": 0.0}]


messages = st.builds(
    Message,
    type=st.sampled_from([8, 9, 18, 20]),
    body=st.binary(max_size=600),
    timestamp_ms=st.sampled_from([0, 5, 0xFFFFFE, 0xFFFFFF, 0x1000000, 0xFFFFFFFF]),
    stream=st.integers(0, 5),
)


@given(st.lists(messages, max_size=6), st.integers(1, 50))
def test_messages_come_back_whole_in_whatever_pieces_they_arrive(said: list[Message], step: int) -> None:
    wire = b"".join(chunked(one, channel=4 + index % 3, chunk_size=128) for index, one in enumerate(said))
    reader = ChunkReader()
    heard = [one for at in range(0, len(wire), step) for one in reader.feed(wire[at : at + step])]
    assert heard == said


@pytest.mark.parametrize("timestamp_ms", [0, 0x1000000])
def test_another_message_may_be_said_between_any_two_chunks(timestamp_ms: int) -> None:
    long, short = Message(18, bytes(1000), timestamp_ms), Message(4, b"pong")
    reader = ChunkReader()
    pieces = apart(long, channel=3, chunk_size=128)
    assert len(pieces) == 8
    said = [one for piece in pieces for one in reader.feed(chunked(short, channel=2, chunk_size=128) + piece)]
    assert said == [*[short] * 8, long]


def test_a_last_chunk_of_a_single_byte_completes_its_message() -> None:
    said = Message(9, bytes(129))
    assert ChunkReader().feed(chunked(said, channel=6, chunk_size=128)) == [said]


def test_delta_headers_of_other_senders_are_understood() -> None:
    first = chunked(Message(8, b"ab", 1000, 1), channel=4, chunk_size=128)
    second = bytes((0x44,)) + (23).to_bytes(3) + (1).to_bytes(3) + b"\x08" + b"c"
    third = bytes((0x84,)) + (7).to_bytes(3) + b"d"
    fourth = bytes((0xC4,)) + b"e"
    heard = ChunkReader().feed(first + second + third + fourth)
    assert [(one.timestamp_ms, one.body) for one in heard] == [
        (1000, b"ab"),
        (1023, b"c"),
        (1030, b"d"),
        (1037, b"e"),
    ]


def test_a_new_chunk_size_holds_for_the_very_next_chunk() -> None:
    size = chunked(Message(1, (4096).to_bytes(4)), channel=2, chunk_size=128)
    long = Message(9, bytes(4000), 7, 1)
    assert ChunkReader().feed(size + chunked(long, channel=6, chunk_size=4096))[1] == long


@pytest.mark.parametrize(
    "wire",
    [
        chunked(Message(1, bytes(4)), channel=2, chunk_size=128),
        bytes((4,)) + bytes(3) + (0xFFFFFF).to_bytes(3) + b"\x09" + bytes(4),
        b"".join(chunked(Message(8, b""), channel=one, chunk_size=128) for one in range(2, 64))
        + b"\x00\x01" * 9,
    ],
)
def test_a_peer_that_asks_for_endless_memory_is_refused(wire: bytes) -> None:
    reader = ChunkReader(max_channels=62)
    with pytest.raises(ChunkError):
        reader.feed(wire + bytes(20))


@given(st.binary(max_size=400))
def test_any_bytes_are_messages_or_a_chunk_error(data: bytes) -> None:
    try:
        ChunkReader(max_message=1000).feed(data)
    except ChunkError:
        return
