"""Destinations on trial: reached and measured without a word to anybody on air, whatever their servers do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.fault import FaultCode
from app.engine.publish import amf
from app.engine.publish.chunks import Message, MessageType, chunked
from app.engine.publish.environment import Environment
from app.engine.publish.lookup import Endpoint
from app.engine.publish.unsent import PortableTakenBytes
from app.receiver.dialogue import Dialogue, Verdict
from app.receiver.server import Receiver
from tests.engine.publish.certificates import Certificates
from tests.engine.publish.relay import Relay
from tests.engine.publish.stage import KEY, impatient, to, until, url
from tests.engine.publish.trial_rig import dribble, server, tried


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def test_a_server_is_measured_and_nobody_is_put_on_air(receiver: Receiver) -> None:
    with tried() as trial:
        trial.begin(to(url(receiver)), to(url(receiver), "other", "another-key"))
        end = trial.end()
    assert end.carried_kbps
    for one in end.destinations:
        assert one.fault is None and not one.refused_data
        assert one.round_trip_ms is not None and one.kbps
    assert receiver.streams() == ()
    assert receiver.connections == 2


@pytest.mark.parametrize("is_portable", [False, True], ids=["linux", "portable"])
def test_a_narrow_line_is_measured_and_not_called_wide(receiver: Receiver, is_portable: bool) -> None:
    environment = Environment(probe=PortableTakenBytes) if is_portable else Environment()
    with closing(Relay(receiver.port, 80_000)) as relay, tried(environment) as trial:
        trial.begin(to(f"rtmp://127.0.0.1:{relay.port}/live"))
        end = trial.end()
    assert end.carried_kbps and not end.is_at_least


def test_without_a_need_a_destination_is_only_reached(receiver: Receiver) -> None:
    with tried() as trial:
        trial.begin(to(url(receiver)), need_kbps=0)
        end = trial.end()
    assert end.carried_kbps is None
    assert end.destinations[0].round_trip_ms is not None
    assert receiver.bytes_received < 10_000


def test_the_stream_key_is_not_even_said(receiver: Receiver) -> None:
    said = bytearray()

    def listen(sock: socket.socket) -> None:
        dialogue = Dialogue(bytes(1528), lambda *_: Verdict.ACCEPT, lambda _: None)
        while data := sock.recv(65536):
            said.extend(data)
            dialogue.receive(data)
            sock.sendall(dialogue.outgoing())

    with server(listen) as address, tried() as trial:
        trial.begin(to(address))
        trial.end()
    assert b"connect" in said and KEY.encode() not in said
    assert b"releaseStream" not in said and b"createStream" not in said


def test_what_the_session_says_meanwhile_does_not_fall_into_the_data() -> None:
    dialogue = Dialogue(bytes(1528), lambda *_: Verdict.ACCEPT, lambda _: None)
    total = pings = 0

    def ping(sock: socket.socket) -> None:
        nonlocal total, pings
        while data := sock.recv(65536):
            total += len(data)
            dialogue.receive(data)
            if total > 5000 and pings < 5:
                dialogue.ping(pings)
                pings += 1
            sock.sendall(dialogue.outgoing())

    with server(ping) as address, tried() as trial:
        trial.begin(to(address))
        found = trial.end().destinations[0]
    assert not found.refused_data and found.fault is None
    assert pings == dialogue.pongs == 5


def test_one_that_refuses_the_data_answers_and_the_others_are_measured_for_it(receiver: Receiver) -> None:
    def hang_up(sock: socket.socket) -> None:
        dialogue = Dialogue(bytes(1528), lambda *_: Verdict.ACCEPT, lambda _: None)
        total = 0
        while total < 60_000 and (data := sock.recv(65536)):
            total += len(data)
            dialogue.receive(data)
            sock.sendall(dialogue.outgoing())
        sock.shutdown(socket.SHUT_RDWR)

    with server(hang_up) as address, tried() as trial:
        trial.begin(to(address, "strict"), to(url(receiver)))
        end = trial.end()
        strict, main = trial.one("strict"), trial.one("main")
    assert strict.refused_data and strict.fault is None and strict.round_trip_ms is not None
    assert main.kbps and not main.refused_data
    assert end.carried_kbps == main.kbps, "the whole trial is the other's"


def test_one_that_stops_reading_is_not_taken_for_a_narrow_line(receiver: Receiver) -> None:
    with tried() as trial:
        trial.begin(to(url(receiver)), need_kbps=20_000)
        until(lambda: trial.told and trial.one("main").round_trip_ms is not None)
        receiver.stall()
        end = trial.end()
    assert end.destinations[0].refused_data
    assert end.carried_kbps is None


def test_servers_that_are_absent_mute_dribbling_or_no_rtmp_are_told_by_name(receiver: Receiver) -> None:
    receiver.is_mute = True
    environment = impatient(answer_s=0.3, dialogue_s=0.3)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        absent = f"rtmp://127.0.0.1:{closed.getsockname()[1]}/live"
    with (
        server(dribble) as slow,
        server(lambda sock: sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as web,
        tried(environment) as trial,
    ):
        trial.begin(
            to(absent, "absent"), to(url(receiver), "mute"), to(slow, "slow"), to(web, "web"), to("nothing", "typo")
        )  # fmt: skip
        end = trial.end()
    assert end.carried_kbps is None
    assert {one.name: one.fault and one.fault.code for one in end.destinations} == {
        "absent": FaultCode.CONNECTION_REFUSED,
        "mute": FaultCode.NO_ANSWER,
        "slow": FaultCode.NO_ANSWER,
        "web": FaultCode.SERVER_REFUSED,
        "typo": FaultCode.URL_INVALID,
    }
    assert {one.fault.where for one in end.destinations if one.fault} >= {"destination:mute"}


def test_an_application_that_the_server_refuses_is_told() -> None:
    def refuse(sock: socket.socket) -> None:
        data = bytearray()
        while len(data) < 1537:
            data += sock.recv(4096)
        sock.sendall(b"\x03" + bytes(1536) + bytes(data[1:1537]))
        while len(data) < 3200:
            data += sock.recv(4096)
        no: amf.Value = {
            "level": "error",
            "code": "NetConnection.Connect.InvalidApp",
            "description": "no such app",
        }
        message = Message(MessageType.COMMAND, amf.encode("_error", 1.0, None, no))
        sock.sendall(chunked(message, channel=3, chunk_size=128))

    with server(refuse) as address, tried() as trial:
        trial.begin(to(address))
        fault = trial.end().destinations[0].fault
    assert fault is not None and (fault.code, fault.detail) == (FaultCode.SERVER_REFUSED, "no such app")


@pytest.mark.parametrize("kind", ["good", "expired"])
def test_a_server_over_tls_is_measured_if_it_can_prove_who_it_is(tmp_path: Path, kind: str) -> None:
    certificates = Certificates(tmp_path)
    with (
        Receiver(tls=certificates.server(kind)) as receiver,
        tried(Environment(tls=certificates.client)) as trial,
    ):
        trial.begin(to(f"rtmps://localhost:{receiver.port}/live"))
        end = trial.end()
    fault = end.destinations[0].fault
    assert (fault and fault.code) == (None if kind == "good" else FaultCode.CERTIFICATE_INVALID)
    assert (end.carried_kbps is not None) == (kind == "good")


def test_a_stopped_trial_lets_go_at_once_and_says_nothing_more(receiver: Receiver) -> None:
    with closing(Relay(receiver.port, 20_000)) as relay, tried() as trial:
        trial.begin(to(f"rtmp://127.0.0.1:{relay.port}/live"), need_kbps=20_000)
        until(lambda: receiver.bytes_received > 20_000)
        said = len(trial.told)
        trial.trials.stop()
        assert trial.trials.join(2.0)
        assert len(trial.told) == said


def test_a_look_up_that_hangs_holds_nothing_up() -> None:
    is_over = threading.Event()

    def deaf(_host: str, _port: int) -> list[Endpoint]:
        is_over.wait(30)
        return []

    try:
        with tried(replace(impatient(lookup_s=20.0), resolve=deaf)) as trial:
            trial.begin(to("rtmp://ingest.example/live"))
            trial.trials.stop()
            assert trial.trials.join(2.0)
    finally:
        is_over.set()


def test_a_new_trial_ends_the_one_before(receiver: Receiver) -> None:
    with tried() as trial:
        trial.begin(to(url(receiver)), number=1)
        trial.begin(to(url(receiver)), need_kbps=0, number=2)
        assert trial.end().number == 2
        assert {one.number for one in trial.told if one.is_over} == {2}


def test_no_destination_is_no_trial() -> None:
    with tried() as trial:
        trial.begin()
        assert trial.told == []
