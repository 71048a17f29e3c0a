"""What Twitch's chat lines mean: comments, notices, and what moderators take back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from app.connectors.chat.irc import Line
from app.domain.facts import CommentPosted, CommentsDeleted, Draft, Fact

MOST_TEXT = 4000
_ACTION = "\x01ACTION "
_ROLES = {
    "broadcaster": "host",
    "moderator": "mod",
    "lead_moderator": "mod",
    "subscriber": "member",
    "founder": "member",
    "vip": "vip",
    "partner": "verified",
    "bot-badge": "bot",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 253_402_300_799_000


class Chat:
    """Maps the lines of one channel. `utc_now` stands in where a line has no time of its own."""

    def __init__(self, connector: str, channel: str, utc_now: Callable[[], str]) -> None:
        self._connector = connector
        self._channel = channel
        self._utc_now = utc_now
        self._count = count(1)

    def drafts(self, line: Line) -> list[Draft]:
        """Nothing for lines of other channels and for those that say nothing to us."""
        if not line.params or line.params[0].lower() != f"#{self._channel}":
            return []
        match line.command:
            case "PRIVMSG" if len(line.params) > 1:
                return self._comment(line)
            case "USERNOTICE":
                return self._notice(line)
            case "CLEARMSG" if line.is_from_server:
                return self._deleted(line)
            case "CLEARCHAT" if line.is_from_server:
                return self._cleared(line)
        return []

    def _comment(self, line: Line) -> list[Draft]:
        text = line.params[1]
        if text.startswith(_ACTION):
            return self._posted(line, text.removeprefix(_ACTION).rstrip("\x01"), "action")
        if text.startswith("\x01"):
            return []
        return self._posted(line, text, "cheer" if line.tags.get("bits") else "text")

    def _notice(self, line: Line) -> list[Draft]:
        """A subscription, a raid, an announcement: the viewer's words, else Twitch's own."""
        text = line.params[1] if len(line.params) > 1 else line.tags.get("system-msg", "")
        return self._posted(line, text, "system") if text else []

    def _posted(self, line: Line, text: str, kind: str) -> list[Draft]:
        tags = line.tags
        sent_at = self._sent_at(line)
        native_id = tags.get("id") or tags.get("msgid") or f"{sent_at}-{next(self._count)}"
        login = tags.get("login") or line.nick
        fact = CommentPosted(
            connector=self._connector,
            room=self._channel,
            comment_id=native_id,
            author_id=tags.get("user-id") or login,
            author_name=tags.get("display-name") or login,
            text=text[:MOST_TEXT],
            sent_at=sent_at,
            comment_kind=kind,
            roles=_roles(tags.get("badges", ""), is_mod=tags.get("mod") == "1"),
            reply_to=tags.get("reply-parent-msg-id", ""),
        )
        return [self._draft(f"comment:{native_id}", sent_at, fact)]

    def _deleted(self, line: Line) -> list[Draft]:
        native_id = line.tags.get("target-msg-id", "")
        if not native_id:
            return []
        fact = CommentsDeleted(connector=self._connector, room=self._channel, comment_ids=(native_id,))
        return [self._draft(f"deleted:{native_id}", self._sent_at(line), fact)]

    def _cleared(self, line: Line) -> list[Draft]:
        """All of one viewer, or, without a name, of everybody."""
        author_id = ""
        if len(line.params) > 1:
            author_id = line.tags.get("target-user-id") or line.params[1]
            if not author_id:
                return []
        sent_at = self._sent_at(line)
        fact = CommentsDeleted(connector=self._connector, room=self._channel, author_id=author_id)
        # A key stays for ever and can never be erased: it must not name the viewer.
        who = hashlib.sha256(author_id.encode()).hexdigest()[:16]
        return [self._draft(f"cleared:{who}:{sent_at}", sent_at, fact)]

    def _draft(self, key: str, occurred_at: str, fact: Fact) -> Draft:
        return Draft(source=f"connector:{self._connector}", key=key, occurred_at=occurred_at, fact=fact)

    def _sent_at(self, line: Line) -> str:
        sent_ms = line.tags.get("tmi-sent-ts", "")
        if sent_ms.isascii() and sent_ms.isdigit() and len(sent_ms) < 16 and int(sent_ms) <= _LATEST_MS:
            return _rfc3339(_EPOCH + timedelta(milliseconds=int(sent_ms)))
        try:
            return _rfc3339(datetime.fromisoformat(line.tags.get("time", "")))
        except (ValueError, OverflowError):
            return self._utc_now()


def _rfc3339(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _roles(badges: str, *, is_mod: bool) -> tuple[str, ...]:
    """Of `broadcaster/1,subscriber/12`, each role once in the order of the badges."""
    names = [badge.partition("/")[0] for badge in badges.split(",")]
    found = [_ROLES[name] for name in names if name in _ROLES] + (["mod"] if is_mod else [])
    return tuple(dict.fromkeys(found))
