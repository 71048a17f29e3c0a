"""The Twitch chat on servers: one that misbehaves, one with TLS, and a real InspIRCd."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.connectors.chat.twitch import Patience, Twitch
from app.connectors.connector import Context, Kind, Refused, Value, kinds
from app.connectors.host import ConnectorHost, Entry
from app.connectors.runner import Timing
from app.domain.facts import ChatGapSeen, CommentPosted, Fact
from tests.connectors.irc_rig import ACK, WELCOME, FakeTwitch, Peer, Viewer, certificate, inspircd
from tests.connectors.rig import UTC, FaultLog, MemoryStore, Pauses, context

PRICE = (
    "@badge-info=;badges=moderator/1;client-nonce=459e3142897c7a22b7d275178f2259e0;color=#0000FF;"
    "display-name=lovingt3s;emote-only=0;emotes=25:8-12;first-msg=0;flags=;id=885196de-cb67-427a-baa8-82f9b0fcd05f;"
    "mod=1;room-id=713936733;subscriber=0;tmi-sent-ts=1643904084794;turbo=0;user-id=713936733;user-type=mod "
    ":lovingt3s!lovingt3s@lovingt3s.tmi.twitch.tv PRIVMSG #shop :price?  Kappa"
)


class Watch:
    """A hosted Twitch connector on a local server."""

    def __init__(
        self, port: int, patience: Patience | None = None, cursor: str = "", **settings: Value
    ) -> None:
        self.store = MemoryStore()
        self.faults = FaultLog()
        self.pauses = Pauses()
        self.now = UTC
        if cursor:
            self.store.cursors["chat"] = cursor
        values: dict[str, Value] = {
            "channel": "Shop",
            "host": "127.0.0.1",
            "port": port,
            "tls": 0,
            **settings,
        }
        kind = Kind("twitch", kinds()["twitch"].settings, lambda given: Twitch(given, patience))
        given: Context = context("chat", values, lambda: self.now)
        timing = Timing(sleep=self.pauses.sleep, chance=lambda: 1.0)
        self.host = ConnectorHost(
            [Entry(kind, given)], self.store.append, self.store.cursor, self.faults, timing
        )

    def texts(self) -> list[str]:
        return [fact.text for fact in self.facts() if isinstance(fact, CommentPosted)]

    def facts(self) -> list[Fact]:
        return [draft.fact for draft in self.store.drafts]

    def wait_for(self, *texts: str) -> None:
        assert self.store.wait_for(lambda: set(texts) <= set(self.texts())), (
            texts,
            self.texts(),
            self.faults.codes,
        )


@contextlib.contextmanager
def watching(port: int, **options: object) -> Iterator[Watch]:
    watch = Watch(port, **options)  # type: ignore[arg-type]
    watch.host.start()
    try:
        yield watch
    finally:
        assert watch.host.stop(2.0) == ()


def saying(*lines: str | bytes) -> Callable[[Peer], None]:
    def scene(peer: Peer) -> None:
        peer.welcome()
        peer.say(*lines)
        peer.wait_until_left()

    return scene


def test_the_channel_is_joined_without_an_account_and_ping_is_answered() -> None:
    def scene(peer: Peer) -> None:
        peer.welcome()
        peer.say("PING :tmi.twitch.tv")
        peer.hear("PONG :tmi.twitch.tv")
        peer.say(PRICE)
        peer.wait_until_left()

    with FakeTwitch(scene) as server, watching(server.port) as watch:
        watch.wait_for("price?  Kappa")
        heard = server.peers[0].heard
    assert heard[0] == "CAP REQ :twitch.tv/tags twitch.tv/commands"
    assert heard[1].startswith("NICK justinfan")
    assert not any(line.startswith("PASS") for line in heard)
    assert watch.faults.told == []


def test_the_same_comment_twice_is_stored_once() -> None:
    scene = saying(PRICE, PRICE, PRICE, "@id=2 :a!a@x PRIVMSG #shop :end")
    with FakeTwitch(scene) as server, watching(server.port) as watch:
        watch.wait_for("end")
    assert watch.texts() == ["price?  Kappa", "end"]


def test_after_a_reconnection_the_gap_is_marked() -> None:
    came_back = threading.Event()

    def first(peer: Peer) -> None:
        peer.welcome()
        peer.say("@id=1 :a!a@x PRIVMSG #shop :before")
        came_back.wait(10)
        peer.say(":tmi.twitch.tv RECONNECT")
        peer.wait_until_left()

    with (
        FakeTwitch(first, saying("@id=2 :a!a@x PRIVMSG #shop :after")) as server,
        watching(server.port) as watch,
    ):
        watch.wait_for("before")
        watch.now = "2026-11-24T02:00:12.500Z"
        came_back.set()
        watch.wait_for("after")
    gaps = [fact for fact in watch.facts() if isinstance(fact, ChatGapSeen)]
    assert gaps == [ChatGapSeen(connector="chat", room="shop", seconds=12.5)]
    assert watch.faults.codes == ["connector-offline", "mended"]


@pytest.mark.parametrize(
    ("cursor", "seconds"),
    [
        ("2026-11-24T01:59:30+00:00", [30.0]),
        ("2026-11-22T01:00:00+00:00", []),
        ("nonsense", []),
        ("2026-11-24", []),
        ("", []),
    ],
)
def test_a_restarted_console_says_how_long_it_was_away(cursor: str, seconds: list[float]) -> None:
    with (
        FakeTwitch(saying("@id=1 :a!a@x PRIVMSG #shop :hi")) as server,
        watching(server.port, cursor=cursor) as watch,
    ):
        watch.wait_for("hi")
    assert [fact.seconds for fact in watch.facts() if isinstance(fact, ChatGapSeen)] == seconds
    assert watch.store.cursors["chat"].startswith("2026-11-24T02:00:00")


def test_a_silent_server_is_asked_and_a_dead_one_is_left() -> None:
    patience = Patience(silence_s=0.05, answer_s=0.3)

    def alive(peer: Peer) -> None:
        peer.welcome()
        for _ in range(3):
            peer.hear("PING")
            peer.say(":tmi.twitch.tv PONG tmi.twitch.tv :storecast")
        peer.say("@id=1 :a!a@x PRIVMSG #shop :still here")
        peer.hear("PING")
        peer.wait_until_left()

    after = saying("@id=2 :a!a@x PRIVMSG #shop :back")
    with FakeTwitch(alive, after) as server, watching(server.port, patience=patience) as watch:
        watch.wait_for("still here", "back")
    assert watch.faults.codes == ["connector-offline", "mended"]
    assert watch.faults.told[0][1] is not None
    assert watch.faults.told[0][1].detail == "the server no longer answers"


def refusing(*lines: str) -> Callable[[Peer], None]:
    def scene(peer: Peer) -> None:
        peer.hear("USER ")
        peer.say(*lines)
        peer.wait_until_left()

    return scene


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((":t NOTICE * :Login authentication failed",), "connector-refused"),
        (
            (ACK, WELCOME, "@msg-id=msg_channel_suspended :t NOTICE #shop :This channel has been suspended."),
            "connector-refused",
        ),
        ((ACK, WELCOME, ":t 403 justinfan1 #shop :No such channel"), "connector-refused"),
        ((ACK, WELCOME), "connector-refused"),
        ((ACK,), "connector-offline"),
        (("ERROR :Closing link",), "connector-offline"),
        (("\x16\x03\x01nonsense",), "connector-offline"),
    ],
)
def test_what_the_server_refuses_is_told_apart(lines: tuple[str, ...], code: str) -> None:
    with (
        FakeTwitch(refusing(*lines)) as server,
        watching(server.port, patience=Patience(answer_s=0.1)) as watch,
    ):
        assert watch.faults.wait()
    assert watch.faults.codes[0] == code


def test_a_server_that_only_chatters_is_not_waited_for_without_end() -> None:
    def scene(peer: Peer) -> None:
        for _ in range(1000):
            peer.say(":t 372 * :- message of the day")
            threading.Event().wait(0.01)

    with FakeTwitch(scene) as server, watching(server.port, patience=Patience(answer_s=0.1)) as watch:
        assert watch.faults.wait()
    assert watch.faults.codes[0] == "connector-offline"


def test_nobody_listening_is_offline() -> None:
    with FakeTwitch(saying()) as server:
        port = server.port
    with watching(port) as watch:
        assert watch.faults.wait()
    assert watch.faults.codes[0] == "connector-offline"


def test_five_thousand_hostile_lines_leave_the_connector_alive() -> None:
    lines: list[str | bytes] = []
    for number in range(1000):
        lines += [
            f"@id={number} :a!a@x PRIVMSG #shop :" + "\u202e<b>" * 50,
            b"@" + b"\xff" * 300 + b" PRIVMSG",
            b"x" * 20_000 if number % 50 == 0 else b":",
            f"@{'k=v;' * 100} :{'!' * 40} PRIVMSG #shop",
            ":tmi.twitch.tv CAP * NAK :x" if number % 100 == 0 else "@id=;tmi-sent-ts=x PING",
        ]
    with (
        FakeTwitch(saying(*lines, "@id=end :a!a@x PRIVMSG #shop :end")) as server,
        watching(server.port) as watch,
    ):
        watch.wait_for("end")
    assert len(watch.texts()) == 1001
    assert watch.faults.told == []


def test_plain_connections_leave_this_machine_never() -> None:
    with pytest.raises(Refused):
        kinds()["twitch"].open(context("chat", {"channel": "shop", "host": "irc.example", "tls": 0}))
    for channel in ("", "#", "a b", "shop\r\nQUIT", "x" * 26):
        with pytest.raises(Refused):
            kinds()["twitch"].open(context("chat", {"channel": channel}))


def test_tls_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tls = certificate(tmp_path, "localhost")
    with FakeTwitch(saying(PRICE), tls=tls) as server:
        with watching(server.port, tls=1, host="localhost") as stranger:
            assert stranger.faults.wait()
        assert stranger.faults.codes[0] == "connector-refused"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        with watching(server.port, tls=1, host="localhost") as watch:
            watch.wait_for("price?  Kappa")
        with watching(server.port, tls=1, host="127.0.0.1") as other:
            assert other.faults.wait()
        assert other.faults.codes[0] == "connector-refused"


def test_a_real_inspircd_is_read_from_first_to_last() -> None:
    with inspircd(ping_s=1) as port, watching(port) as watch:
        ann = Viewer(port, "ann_viewer", "shop")
        while "justinfan" not in ann.names():
            continue
        ann.say("sold! 2 x mug 🔥", "\x01ACTION waves\x01", b"bad \xff byte", "x" * 400)
        watch.wait_for("sold! 2 x mug 🔥", "waves", "bad \ufffd byte", "x" * 400)
        ann.say(*[f"burst {number}" for number in range(500)], "end")
        watch.wait_for("end")
        bursts = [text for text in watch.texts() if text.startswith("burst")]
        assert bursts == [f"burst {number}" for number in range(500)]
        said = watch.facts()[0]
        assert isinstance(said, CommentPosted)
        assert (said.author_name, said.room) == ("ann_viewer", "shop")
        ann.leave()
    assert watch.faults.told == []


def test_the_server_is_lost_and_found_again() -> None:
    def leave(peer: Peer) -> None:
        peer.hear("USER ")

    found = saying("@id=1 :a!a@x PRIVMSG #shop :found")
    with FakeTwitch(leave, leave, found) as server, watching(server.port) as watch:
        watch.wait_for("found")
    assert watch.pauses.seconds == [1.0, 2.0]
