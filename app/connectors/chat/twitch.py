"""The chat of a Twitch channel, read over IRC without an account.

Source: https://dev.twitch.tv/docs/chat/irc. Nothing is replayed after a connection was lost, so a gap is marked.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom

import truststore

from app.connectors.chat.irc import Line, Lines, parsed
from app.connectors.chat.twitch_chat import Chat
from app.connectors.connector import Batch, Context, Offline, Refused, register
from app.domain.facts import ChatGapSeen, Draft
from app.domain.setting import Setting, SettingType

_LOOPBACK = frozenset(("127.0.0.1", "::1", "localhost"))
_TWITCH_CAPS = "twitch.tv/tags twitch.tv/commands"
_PLAIN_CAPS = "message-tags server-time"
_CANNOT_JOIN = frozenset(("403", "405", "471", "473", "474", "475", "476", "477", "489"))
_REFUSING_NOTICES = ("msg_channel_suspended", "tos_ban", "msg_banned", "msg_room_not_found")
_READ_BYTES = 64 << 10
_MOST_UNREAD_BYTES = 64 << 10
_NEXT_ADDRESS_S = 0.25  # RFC 8305: when IPv6 leads nowhere, IPv4 is tried beside it
_LONGEST_GAP_S = 6 * 3600.0
_MARK_EVERY_S = 60.0
_CHANNEL = r"#?[A-Za-z0-9_]{1,25}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, in seconds: for the connection, for an answer, and in silence before asking."""

    connect_s: float = 10.0
    answer_s: float = 15.0
    silence_s: float = 60.0


@register(
    "twitch",
    Setting(name="channel", pattern=_CHANNEL),
    Setting(name="host", default="irc.chat.twitch.tv"),
    Setting(name="port", type=SettingType.NUMBER, default=6697, least=1, most=65535),
    Setting(name="tls", type=SettingType.NUMBER, default=1, least=0, most=1),
)
class Twitch:
    """Comments, and those that moderators take back. Without TLS (`tls` 0) only to this machine, for tests.

    The cursor is when the channel was last heard, so that a restarted console can say how long it was away.
    """

    def __init__(self, context: Context, patience: Patience | None = None) -> None:
        self._channel = context.text("channel").removeprefix("#").lower()
        self._host = context.text("host")
        self._port = context.number("port")
        self._has_tls = bool(context.number("tls"))
        if not re.fullmatch(_CHANNEL, self._channel):
            raise Refused("the channel must be a Twitch login name")
        if not self._has_tls and self._host not in _LOOPBACK:
            raise Refused("a chat on another machine is read over TLS only")
        self._context = context
        self._patience = patience or Patience()
        self._chat = Chat(context.name, self._channel, context.utc_now)
        self._heard_at: datetime | None = None

    async def batches(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """One batch for all lines that came together; an empty one when only the server spoke."""
        loop = asyncio.get_running_loop()
        self._heard_at = self._heard_at or _moment(cursor)
        reader, writer = await self._connected()
        try:
            session = _Session(self._channel, writer)
            session.begin()
            lines = Lines()
            join_until_s = loop.time() + self._patience.answer_s
            marked_at: datetime | None = None
            while True:
                data = await self._read(reader, session)
                heard = (line for raw in lines.feed(data) if (line := parsed(raw)) is not None)
                drafts = [draft for line in heard for draft in self._drafts(line, session)]
                if not session.has_joined:
                    if loop.time() > join_until_s:
                        raise session.unanswered()
                    continue
                now = self._hear()
                is_due = marked_at is None or (now - marked_at).total_seconds() >= _MARK_EVERY_S
                marked_at = now if drafts or is_due else marked_at
                yield Batch(drafts=tuple(drafts), cursor=now.isoformat() if marked_at is now else None)
        finally:
            await _closed(writer)

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            async with asyncio.timeout(self._patience.connect_s):
                tls = _tls() if self._has_tls else None
                return await asyncio.open_connection(
                    self._host, self._port, ssl=tls, happy_eyeballs_delay=_NEXT_ADDRESS_S
                )
        except TimeoutError:
            raise Offline(f"no answer from {self._host}") from None
        except ssl.SSLCertVerificationError as error:
            raise Refused(f"the certificate of {self._host}: {error.verify_message}") from None
        except OSError as error:
            raise Offline(f"{self._host}: {error.strerror or type(error).__name__}") from None

    async def _read(self, reader: asyncio.StreamReader, session: _Session) -> bytes:
        """The next bytes. In a long silence we ask whether the server is there; before the welcome we do not wait."""
        for is_last in (False, True):
            wait_s = (
                self._patience.answer_s if is_last or not session.has_joined else self._patience.silence_s
            )
            try:
                async with asyncio.timeout(wait_s):
                    data = await reader.read(_READ_BYTES)
            except TimeoutError:
                if not session.has_joined:
                    raise session.unanswered() from None
                session.ask()
                continue
            except OSError as error:
                raise Offline(error.strerror or type(error).__name__) from None
            if not data:
                raise Offline("the server closed the connection")
            return data
        raise Offline("the server no longer answers")

    def _drafts(self, line: Line, session: _Session) -> list[Draft]:
        was_joined = session.has_joined
        session.hear(line)
        if session.has_joined and not was_joined:
            return self._gap()
        return self._chat.drafts(line)

    def _gap(self) -> list[Draft]:
        """The marker after a reconnection; none at the first connection, or when that was another day."""
        now = self._context.utc_now()
        if self._heard_at is None:
            return []
        seconds = (datetime.fromisoformat(now) - self._heard_at).total_seconds()
        if not 0 < seconds < _LONGEST_GAP_S:
            return []
        fact = ChatGapSeen(connector=self._context.name, room=self._channel, seconds=round(seconds, 3))
        return [Draft(source=f"connector:{self._context.name}", key=f"gap:{now}", occurred_at=now, fact=fact)]

    def _hear(self) -> datetime:
        self._heard_at = datetime.fromisoformat(self._context.utc_now())
        return self._heard_at


class _Session:
    """One connection's side of the protocol: says hello, joins, answers PING, and knows when it must end."""

    def __init__(self, channel: str, writer: asyncio.StreamWriter) -> None:
        self._channel = channel
        self._writer = writer
        self._has_fallen_back = False
        self._is_welcome = False
        self.has_joined = False

    def begin(self) -> None:
        self._say(f"CAP REQ :{_TWITCH_CAPS}")
        self._introduce()
        self._say("USER justinfan 0 * :justinfan")

    def ask(self) -> None:
        self._say("PING :storecast")

    def unanswered(self) -> Exception:
        """What it means that the server fell silent before we were in the channel."""
        if self._is_welcome:
            return Refused(f"the channel {self._channel} does not answer; is its name right?")
        return Offline("the server does not answer")

    def hear(self, line: Line) -> None:
        """Raises when the connection is over, or when the channel cannot be read."""
        match line.command:
            case "PING":
                self._say(f"PONG :{line.params[-1] if line.params else ''}")
            case "CAP":
                self._negotiate(line)
            case "001":
                self._is_welcome = True
                self._say(f"JOIN #{self._channel}")
            case "433":
                self._introduce()
            case "366" | "ROOMSTATE":
                self.has_joined = True
            case "RECONNECT" | "ERROR":
                raise Offline("the server asked to connect again")
            case "NOTICE":
                self._notice(line)
            case command if command in _CANNOT_JOIN:
                raise Refused(f"the channel {self._channel} cannot be joined")

    def _negotiate(self, line: Line) -> None:
        """What a server does not know it refuses with NAK: then plain IRC, with times and ids where there are any."""
        answer = line.params[1].upper() if len(line.params) > 1 else ""
        if answer == "NAK" and not self._has_fallen_back:
            self._has_fallen_back = True
            self._say(f"CAP REQ :{_PLAIN_CAPS}")
        elif answer in ("ACK", "NAK"):
            self._say("CAP END")

    def _notice(self, line: Line) -> None:
        words = line.params[-1].lower() if line.params else ""
        if line.tags.get("msg-id") in _REFUSING_NOTICES:
            raise Refused(f"the channel {self._channel} cannot be read just now")
        if not self.has_joined and ("authentication failed" in words or "improperly formatted" in words):
            raise Refused("the server does not take visitors without an account")

    def _introduce(self) -> None:
        self._say(f"NICK justinfan{SystemRandom().randrange(10_000, 100_000_000)}")

    def _say(self, text: str) -> None:
        """Ours are few and short, so they are not waited for; a line end in `text` would begin another's line."""
        if self._writer.transport.get_write_buffer_size() > _MOST_UNREAD_BYTES:
            raise Offline("the server does not read")
        self._writer.write(text.replace("\r", "").replace("\n", "").encode()[:510] + b"\r\n")


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(0.5):
            await writer.wait_closed()


def _tls() -> ssl.SSLContext:
    """Verifies with the system's own roots; Windows and macOS keep theirs where OpenSSL does not look."""
    if sys.platform in ("win32", "darwin"):
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return ssl.create_default_context()


def _moment(cursor: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(cursor or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
