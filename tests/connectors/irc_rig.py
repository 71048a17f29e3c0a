"""Chat servers for tests: one that says what a test tells it, and a real InspIRCd."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.connectors.rig import free_port

WELCOME = ":tmi.twitch.tv 001 justinfan1 :Welcome, GLHF!"
JOINED = ":justinfan1.tmi.twitch.tv 366 justinfan1 #shop :End of /NAMES list"
ACK = ":tmi.twitch.tv CAP * ACK :twitch.tv/tags twitch.tv/commands"


class Peer:
    """The server's end of one connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = connection.makefile("rb")
        self.heard: list[str] = []

    def close(self) -> None:
        self._reader.close()

    def say(self, *lines: str | bytes) -> None:
        raw = [line.encode() if isinstance(line, str) else line for line in lines]
        self._connection.sendall(b"".join(line + b"\r\n" for line in raw))

    def check(self) -> None:
        """Raises when the client has left."""
        self._connection.setblocking(False)
        try:
            if not self._connection.recv(1, socket.MSG_PEEK):
                raise ConnectionResetError
        except BlockingIOError:
            return
        finally:
            self._connection.settimeout(10)

    def hear(self, start: str) -> str:
        """The next line that begins so; raises when the client leaves first."""
        for raw in self._reader:
            self.heard.append(raw.decode().rstrip("\r\n"))
            if self.heard[-1].startswith(start):
                return self.heard[-1]
        raise ConnectionResetError

    def welcome(self) -> None:
        """The whole handshake, as Twitch answers it."""
        self.hear("USER ")
        self.say(ACK, WELCOME)
        self.hear("JOIN #shop")
        self.say(JOINED)

    def wait_until_left(self) -> None:
        with contextlib.suppress(OSError, ConnectionResetError):
            while self._reader.readline():
                continue


class FakeTwitch:
    """Plays one scene for each connection, the last again and again. Its port is `port`."""

    def __init__(self, *scenes: Callable[[Peer], None], tls: ssl.SSLContext | None = None) -> None:
        self._scenes = list(scenes)
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.peers: list[Peer] = []
        self.is_closing = False
        self._thread = threading.Thread(target=self._serve, name="fake-twitch")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_closing = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._play(connection)

    def _play(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        scene = self._scenes.pop(0) if len(self._scenes) > 1 else self._scenes[0]
        with contextlib.suppress(OSError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection, contextlib.closing(Peer(connection)) as peer:
                self.peers.append(peer)
                scene(peer)


def certificate(folder: Path, host: str) -> ssl.SSLContext:
    """A server's TLS for `host`, signed by itself; the certificate lies in `folder`/cert.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(1))
    signed = built.add_extension(names, critical=False).sign(key, hashes.SHA256())
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(signed.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return tls


_CONFIG = """
<server name="irc.test.local" description="test" network="TestNet" id="001">
<admin name="test" nick="test" email="test@example.test">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect name="main" allow="*" threshold="100000" commandrate="100000" fakelag="no" recvq="1M" softsendq="10M"
  hardsendq="20M" timeout="60" pingfreq="{ping_s}" localmax="100" globalmax="100" resolvehostnames="no" useident="no">
<performance netbuffersize="10240" somaxconn="128" softlimit="12800">
<limits maxnick="31" maxchan="64" maxline="4096">
<pid file="{home}/inspircd.pid">
<path datadir="{home}" logdir="{home}" configdir="{home}">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{home}/inspircd.log">
"""
_MODULES = ("cap", "ircv3", "ircv3_servertime", "ircv3_msgid", "ircv3_ctctags", "ircv3_echomessage")


@contextlib.contextmanager
def inspircd(ping_s: int = 120) -> Iterator[int]:
    """A real InspIRCd as a child without privileges; yields its port. Skips where it is not installed."""
    program = shutil.which("inspircd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("InspIRCd is not installed: apt-get install inspircd")
    with tempfile.TemporaryDirectory(prefix="storecast-irc-") as folder:
        home, port = Path(folder), free_port()
        modules = "".join(f'<module name="{name}">\n' for name in _MODULES)
        (home / "inspircd.conf").write_text(_CONFIG.format(port=port, home=home, ping_s=ping_s) + modules)
        # Debian's AppArmor profile goes by the program's path and would keep it out of our folder; a copy is free.
        shutil.copy(program, home / "inspircd")
        identity: dict[str, Any] = {}  # Any: arguments of Popen. InspIRCd refuses to run as root.
        if os.geteuid() == 0:
            identity = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            for path in (home, *home.iterdir()):
                shutil.chown(path, "nobody")
        command = [str(home / "inspircd"), "--nofork", f"--config={home}/inspircd.conf"]
        child = subprocess.Popen(
            command, cwd=home, **identity, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for_port(port, child)
            yield port
        finally:
            child.terminate()
            child.wait(10)


def _wait_for_port(port: int, child: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    for _ in range(400):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert child.poll() is None, "InspIRCd ended at once"
        pause.wait(0.025)
    raise TimeoutError("InspIRCd did not open its port")


class Viewer:
    """A person in a channel of a real server."""

    def __init__(self, port: int, nick: str, channel: str) -> None:
        self._connection = socket.create_connection(("127.0.0.1", port), 10)
        self._peer = Peer(self._connection)
        self._channel = channel
        self._peer.say("CAP REQ :message-tags", f"NICK {nick}", f"USER {nick} 0 * :x", "CAP END")
        self._hear(" 001 ")
        self._peer.say(f"JOIN #{channel}")
        self._hear(" 366 ")

    def say(self, *texts: str | bytes) -> None:
        start = f"PRIVMSG #{self._channel} :".encode()
        self._peer.say(*(start + (text.encode() if isinstance(text, str) else text) for text in texts))

    def names(self) -> str:
        """Who is in the channel."""
        self._peer.say(f"NAMES #{self._channel}")
        return self._hear(" 353 ")

    def leave(self) -> None:
        self._peer.close()
        self._connection.close()

    def _hear(self, part: str) -> str:
        while True:
            line = self._peer.hear("")
            if line.startswith("PING"):
                self._peer.say(line.replace("PING", "PONG", 1))
            if part in line:
                return line
