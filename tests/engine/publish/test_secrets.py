"""A planted stream key appears nowhere but on the wire."""

from __future__ import annotations

import logging
import pprint
import threading
from collections.abc import Callable

import pytest

from app.domain.secret import Secret
from app.engine.messages import Destination, Phase
from app.engine.publish.session import PublishSession
from app.engine.publish.url import Address, parse
from app.receiver.dialogue import Verdict
from app.receiver.server import Receiver
from tests.engine.publish.stage import KEY, health, on_air, to, until, until_live


def always(verdict: Verdict) -> Callable[[str, str], Verdict]:
    return lambda app, name: verdict


@pytest.mark.parametrize("url", [f"rtmp://host/live/{KEY}", f"rtmp://host/{KEY}", f"rtmp://{KEY}@host/live"])
def test_a_key_pasted_into_the_address_is_not_in_the_destinations_words(url: str) -> None:
    assert KEY not in repr(Destination(name="main", url=url, key=KEY))
    assert KEY not in repr(parse("main", url, Secret(KEY)))


def test_no_trouble_makes_the_key_appear(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    seen = []
    with Receiver() as receiver:
        url = f"rtmp://127.0.0.1:{receiver.port}/live/{KEY}"
        for verdict in (Verdict.DENY, Verdict.HANG_UP, Verdict.BAD_NAME):
            receiver.judge = always(verdict)
            with on_air(to(url, key="")) as (publisher, _):
                until(lambda: health(publisher).fault)
                seen.append(repr(publisher.health()) + repr([one.name for one in threading.enumerate()]))
    out, err = capfd.readouterr()
    assert KEY not in "".join((*seen, out, err, caplog.text))


def test_a_mistake_of_our_own_is_reported_without_the_key_and_the_stream_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reported: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    packet, mistakes = PublishSession.packet, [RuntimeError("a mistake")]

    def mistaken(session: PublishSession, *rest: object) -> bytes:
        if mistakes:
            raise mistakes.pop()
        return packet(session, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(PublishSession, "packet", mistaken)
    with Receiver() as receiver, on_air(to(f"rtmp://127.0.0.1:{receiver.port}/live")) as (publisher, _):
        until(lambda: reported)
        until_live(publisher)
        assert health(publisher).phase is Phase.LIVE
    assert isinstance(reported[0].exc_value, RuntimeError)


def test_an_address_prints_its_host_but_not_its_key() -> None:
    address = parse("main", f"rtmp://host/live/{KEY}", Secret(""))
    assert isinstance(address, Address)
    assert KEY not in pprint.pformat(address)
    assert "host" in repr(address)
