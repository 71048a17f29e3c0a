"""From a name to a server: look-ups that hang, addresses that swallow, servers that are none."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from app.domain.fault import FaultCode
from app.engine.messages import Phase
from app.engine.publish.environment import Environment
from app.engine.publish.limits import Limits
from app.engine.publish.lookup import Endpoint, system_resolve
from app.receiver.server import Receiver
from tests.engine.publish.stage import (
    code,
    health,
    impatient,
    on_air,
    to,
    until,
    until_connections,
    until_live,
    url,
)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def test_an_address_where_nobody_listens_is_tried_for_ever_and_the_first_connect_too() -> None:
    with Receiver() as gone:
        port = gone.port
    with on_air(to(f"rtmp://127.0.0.1:{port}/live")) as (publisher, _):
        until(lambda: health(publisher).attempt >= 3)
        assert code(publisher) is FaultCode.CONNECTION_REFUSED
        assert health(publisher).phase is Phase.CONNECTING
        with Receiver(port):
            assert until_live(publisher) < 1.5


def test_a_look_up_that_hangs_holds_up_neither_stop_nor_the_encoder() -> None:
    release = threading.Event()

    def hang(host: str, port: int) -> list[Endpoint]:
        release.wait(20)
        return []

    environment = Environment(resolve=hang, limits=Limits(lookup_s=0.05))
    try:
        with on_air(to("rtmp://slow.example/live"), environment=environment) as (publisher, feeder):
            until(lambda: health(publisher).attempt > 4, 8.0)
            assert code(publisher) is FaultCode.HOST_UNKNOWN
            hanging = [one for one in threading.enumerate() if one.name == "lookup-main"]
            assert len(hanging) == 3
            began = time.monotonic()
            assert publisher.stop(1.0)
            assert time.monotonic() - began < 0.2
            assert feeder.slowest_offer_s < 0.1
    finally:
        release.set()
        until(lambda: not any(one.name == "lookup-main" for one in threading.enumerate()))


def test_a_resolver_that_fails_later_does_not_keep_a_known_server_from_its_stream(receiver: Receiver) -> None:
    answers = [system_resolve("127.0.0.1", receiver.port), []]

    def resolve(host: str, port: int) -> list[Endpoint]:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    with on_air(to(url(receiver)), environment=Environment(resolve=resolve)) as (publisher, _):
        until_live(publisher)
        receiver.drop()
        until(lambda: health(publisher).reconnects == 1)


def test_an_address_that_swallows_everything_does_not_hide_the_next_one(receiver: Receiver) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        with socket.socket() as filler, socket.socket() as second:
            for one in (filler, second):
                one.setblocking(False)
                one.connect_ex(full.getsockname())
            endpoints = [
                Endpoint(socket.AF_INET, full.getsockname()),
                Endpoint(socket.AF_INET, ("127.0.0.1", receiver.port)),
            ]
            environment = Environment(resolve=lambda host, port: endpoints)
            with on_air(to("rtmp://two.example/live"), environment=environment) as (publisher, _):
                assert until_live(publisher) < 1.0


def test_a_server_that_answers_only_those_who_come_later_is_reached(receiver: Receiver) -> None:
    receiver.is_mute = True
    with on_air(to(url(receiver)), environment=impatient(answer_s=60.0)) as (publisher, _):
        until_connections(receiver, 1)
        receiver.is_mute = False
        until_live(publisher)
        assert receiver.connections >= 2


def test_a_server_that_answers_late_is_waited_for(receiver: Receiver) -> None:
    receiver.is_mute = True
    with on_air(to(url(receiver))) as (publisher, _):
        until_connections(receiver, 3)
        receiver.resume()
        until_live(publisher)


def test_a_server_that_breaks_the_protocol_is_refused_and_asked_again_slowly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as web:

        def serve() -> None:
            peer, _ = web.accept()
            with peer:
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                peer.recv(4096)

        thread = threading.Thread(target=serve, name="web")
        thread.start()
        with on_air(to(f"rtmp://127.0.0.1:{web.getsockname()[1]}/live")) as (publisher, _):
            until(lambda: health(publisher).phase is Phase.REFUSED)
            assert code(publisher) is FaultCode.SERVER_REFUSED
        thread.join(5)
