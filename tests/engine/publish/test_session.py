"""The publishing session against scripted answers, without any socket."""

from __future__ import annotations

import struct

import pytest

from app.domain.fault import FaultCode
from app.domain.secret import Secret
from app.engine.publish import amf
from app.engine.publish.chunks import ChunkError, ChunkReader, Message, MessageType, chunked
from app.engine.publish.session import CHUNK_SIZE, PublishSession, Step
from app.engine.publish.status import refusal_of, scrubbed
from app.engine.publish.url import Address, parse
from app.engine.tag import Tag, TagType

KEY = "CANARY-5f2c/ä"


def address() -> Address:
    found = parse("main", "rtmp://host/app", Secret(KEY))
    assert isinstance(found, Address)
    return found


def answer(*values: amf.Value, stream: int = 0) -> bytes:
    message = Message(MessageType.COMMAND, amf.encode(*values), stream=stream)
    return chunked(message, channel=3, chunk_size=128)


def control(kind: MessageType, value: int) -> bytes:
    return chunked(Message(kind, struct.pack(">I", value)), channel=2, chunk_size=128)


class Talk:
    """A session and what it has said, as messages."""

    def __init__(self) -> None:
        self.session = PublishSession(address(), bytes(1528))
        self.reader = ChunkReader()
        assert len(self.session.outgoing()) == 1537
        self.session.receive(b"\x03" + bytes(1536) + bytes(1536))
        self.heard(skip=1536)

    def heard(self, skip: int = 0) -> list[Message]:
        return self.reader.feed(self.session.outgoing()[skip:])

    def commands(self) -> list[list[amf.Value]]:
        return [amf.decode(one.body) for one in self.heard() if one.type == MessageType.COMMAND]

    def to_publish(self) -> None:
        self.session.receive(answer("_result", 1.0, None, {"code": "NetConnection.Connect.Success"}))
        self.session.receive(answer("_result", 4.0, None, 1.0))


def test_the_dialogue_goes_from_connect_to_publish_and_counts_as_live_only_after_the_answer() -> None:
    talk = Talk()
    talk.session.receive(answer("_result", 1.0, None, {"code": "NetConnection.Connect.Success"}))
    names = [one[0] for one in talk.commands()]
    assert names == ["releaseStream", "FCPublish", "createStream"]
    talk.session.receive(answer("_error", 2.0, None, None))
    talk.session.receive(answer("_result", 4.0, None, 3.0))
    assert talk.commands() == [["publish", 5.0, None, KEY, "live"]]
    assert talk.session.step is Step.PUBLISH
    talk.session.receive(
        answer("onStatus", 0.0, None, {"level": "status", "code": "NetStream.Publish.Start"})
    )
    assert talk.session.step.name == "PUBLISHED"
    assert talk.session.refusal is None


def test_only_the_publish_commands_hold_the_key() -> None:
    session = PublishSession(address(), bytes(1528))
    session.outgoing()
    session.receive(b"\x03" + bytes(3072))
    assert KEY.encode() not in session.outgoing()


def test_every_answer_may_arrive_byte_by_byte() -> None:
    talk = Talk()
    whole = answer("_result", 1.0, None, {}) + answer("_result", 4.0, None, 1.0)
    for at in range(len(whole)):
        talk.session.receive(whole[at : at + 1])
    assert talk.session.step is Step.PUBLISH


@pytest.mark.parametrize(
    ("code", "words", "fault"),
    [
        ("NetStream.Publish.BadName", "Already publishing", FaultCode.NAME_IN_USE),
        ("NetStream.Publish.Denied", "", FaultCode.KEY_REFUSED),
        ("NetStream.Publish.Rejected", "no", FaultCode.KEY_REFUSED),
        ("NetConnection.Connect.Rejected", "[ AccessManager.Reject ]", FaultCode.KEY_REFUSED),
        ("NetStream.Error", "authentication failed", FaultCode.KEY_REFUSED),
        ("NetConnection.Connect.InvalidApp", "no such app", FaultCode.SERVER_REFUSED),
        ("", "", FaultCode.SERVER_REFUSED),
    ],
)
def test_refusals_are_told_apart(code: str, words: str, fault: FaultCode) -> None:
    talk = Talk()
    talk.to_publish()
    status: amf.Value = {"level": "error", "code": code, "description": words}
    talk.session.receive(answer("onStatus", 0.0, None, status))
    assert talk.session.refusal is not None
    assert talk.session.refusal.code is fault


def test_a_refused_connect_is_a_refusal_too() -> None:
    talk = Talk()
    talk.session.receive(answer("_error", 1.0, None, {"code": "NetConnection.Connect.Rejected"}))
    assert talk.session.refusal is not None


def test_a_refusal_never_quotes_the_key_however_the_server_writes_it() -> None:
    words = f"no such stream: app/{KEY} (CANARY-5f2c%2F%C3%A4, CANARY-5f2c/%C3%A4)\x1b[31m\r\n" + "x" * 500
    refusal = refusal_of({"code": "NetStream.Publish.Denied", "description": words}, Secret(KEY))
    assert "CANARY" not in refusal.detail
    assert "\x1b" not in refusal.detail
    assert len(refusal.detail) <= 161
    assert scrubbed("a key of two letters stays readable: ab", Secret("ab")).endswith("ab")


def test_a_refusal_never_quotes_what_the_address_carries_either() -> None:
    found = parse("main", "rtmp://host/app?auth_key=CANARY-1", Secret("k?sign=CANARY-2"))
    assert isinstance(found, Address)
    session = PublishSession(found, bytes(1528))
    session.receive(b"\x03" + bytes(1536) + bytes(1536))
    words = f"{found.tc_url} is not allowed (sign=CANARY-2)"
    session.receive(
        answer("_error", 1.0, None, {"code": "NetConnection.Connect.Rejected", "description": words})
    )
    assert session.refusal is not None and "not allowed" in session.refusal.detail
    assert "CANARY" not in session.refusal.detail


def test_pings_are_answered_and_received_bytes_acknowledged() -> None:
    talk = Talk()
    talk.session.receive(control(MessageType.WINDOW_SIZE, 60))
    ping = Message(MessageType.USER_CONTROL, struct.pack(">HI", 6, 77))
    talk.session.receive(chunked(ping, channel=2, chunk_size=128))
    heard = talk.heard()
    assert Message(MessageType.USER_CONTROL, struct.pack(">HI", 7, 77)) in heard
    talk.session.receive(answer("onBWDone", 0.0, None) * 3)
    assert [one.type for one in talk.heard()] == [MessageType.ACKNOWLEDGEMENT]


def test_acknowledgements_are_counted_past_the_wrap_and_past_nginxs_own_reset() -> None:
    talk = Talk()
    for sequence in (1_000_000, 2_000_000):
        talk.session.receive(control(MessageType.ACKNOWLEDGEMENT, sequence))
    assert talk.session.acknowledged == 2_000_000
    talk.session._last_ack = 0xF0000000 - 5_000
    talk.session.receive(control(MessageType.ACKNOWLEDGEMENT, 40_000))
    assert talk.session.acknowledged == 2_045_000
    talk.session._last_ack = 0xFFFFFFFF
    talk.session.receive(control(MessageType.ACKNOWLEDGEMENT, 9_999))
    assert talk.session.acknowledged == 2_055_000
    assert talk.session.acknowledgements == 4


def test_a_server_that_does_not_speak_rtmp_is_found_out() -> None:
    session = PublishSession(address(), bytes(1528))
    with pytest.raises(ChunkError):
        session.receive(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize("stream", [None, "one", -1.0, 1e20])
def test_a_stream_number_that_is_none_is_refused(stream: amf.Value) -> None:
    talk = Talk()
    talk.session.receive(answer("_result", 1.0, None, {}))
    with pytest.raises(ChunkError):
        talk.session.receive(answer("_result", 4.0, None, stream))


def test_script_data_asks_the_server_to_keep_it_and_media_goes_as_it_is() -> None:
    talk = Talk()
    talk.to_publish()
    talk.heard()
    script = Tag(type=TagType.SCRIPT, timestamp_ms=0, body=amf.encode("onMetaData", {"width": 1280.0}))
    video = Tag(type=TagType.VIDEO, timestamp_ms=9, body=bytes(CHUNK_SIZE + 1))
    said = talk.reader.feed(talk.session.packet(script, 5) + talk.session.packet(video, 9))
    assert amf.decode(said[0].body) == ["@setDataFrame", "onMetaData", {"width": 1280.0}]
    assert (said[0].timestamp_ms, said[0].stream) == (5, 1)
    assert said[1] == Message(9, video.body, 9, 1)


def test_a_session_that_is_only_to_connect_names_no_stream_and_its_ballast_is_script_data() -> None:
    session = PublishSession(address(), bytes(1528), Step.CONNECTED)
    session.outgoing()
    session.receive(b"\x03" + bytes(1536) + bytes(1536))
    session.outgoing()
    session.receive(answer("_result", 1.0, None, {"code": "NetConnection.Connect.Success"}))
    assert session.step is Step.CONNECTED
    assert session.outgoing() == b""
    reader = ChunkReader()
    reader.feed(control(MessageType.SET_CHUNK_SIZE, CHUNK_SIZE))
    (message,) = reader.feed(b"".join(session.ballast("x" * 60_000)))
    assert (message.type, message.stream, len(amf.decode(message.body))) == (MessageType.DATA, 0, 2)
