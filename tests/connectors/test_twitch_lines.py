"""Lines of Twitch's chat as Twitch documents them, and as nobody should send them."""

from __future__ import annotations

import pytest

from app.connectors.chat.irc import Lines, parsed
from app.connectors.chat.twitch_chat import Chat
from app.domain.facts import CommentPosted, CommentsDeleted, Fact
from tests.connectors.rig import UTC

PRICE = (
    "@badge-info=;badges=moderator/1;client-nonce=459e3142897c7a22b7d275178f2259e0;color=#0000FF;"
    "display-name=lovingt3s;emote-only=0;emotes=25:8-12;first-msg=0;flags=;id=885196de-cb67-427a-baa8-82f9b0fcd05f;"
    "mod=1;room-id=713936733;subscriber=0;tmi-sent-ts=1643904084794;turbo=0;user-id=713936733;user-type=mod "
    ":lovingt3s!lovingt3s@lovingt3s.tmi.twitch.tv PRIVMSG #shop :price?  Kappa"
)
CLEARMSG = (
    "@login=ronni;room-id=713936733;target-msg-id=885196de-cb67-427a-baa8-82f9b0fcd05f;tmi-sent-ts=1642720582342 "
    ":tmi.twitch.tv CLEARMSG #shop :price?  Kappa"
)
CLEARCHAT = (
    "@ban-duration=350;room-id=713936733;target-user-id=87654321;tmi-sent-ts=1642719320727 "
    ":tmi.twitch.tv CLEARCHAT #shop :ronni"
)


def facts_of(*lines: str | bytes) -> list[Fact]:
    chat = Chat("chat", "shop", lambda: UTC)
    found = (parsed(line.encode() if isinstance(line, str) else line) for line in lines)
    return [draft.fact for line in found if line is not None for draft in chat.drafts(line)]


def comment_of(line: str | bytes) -> CommentPosted:
    (fact,) = facts_of(line)
    assert isinstance(fact, CommentPosted)
    return fact


def test_a_comment_has_all_that_its_tags_say() -> None:
    assert comment_of(PRICE) == CommentPosted(
        connector="chat",
        room="shop",
        comment_id="885196de-cb67-427a-baa8-82f9b0fcd05f",
        author_id="713936733",
        author_name="lovingt3s",
        text="price?  Kappa",
        sent_at="2022-02-03T16:01:24.794Z",
        roles=("mod",),
    )


def test_a_deleted_comment_a_banned_viewer_and_a_cleared_room_are_told_apart() -> None:
    deleted, banned, cleared = facts_of(CLEARMSG, CLEARCHAT, ":tmi.twitch.tv CLEARCHAT #shop")
    assert isinstance(deleted, CommentsDeleted)
    assert deleted.comment_ids == ("885196de-cb67-427a-baa8-82f9b0fcd05f",)
    assert isinstance(banned, CommentsDeleted)
    assert (banned.comment_ids, banned.author_id) == ((), "87654321")
    assert isinstance(cleared, CommentsDeleted)
    assert (cleared.comment_ids, cleared.author_id) == ((), "")


@pytest.mark.parametrize(
    "line",
    [
        ":ronni!ronni@x CLEARCHAT #shop",
        ":ronni!ronni@x CLEARMSG #shop :x",
        ":tmi.twitch.tv CLEARMSG #shop :x",
        ":tmi.twitch.tv CLEARCHAT #shop :",
        ":a!a@x PRIVMSG #other :hello",
        ":a!a@x PRIVMSG #shop",
        ":a!a@x PRIVMSG",
        ":a!a@x PRIVMSG #shop :\x01VERSION\x01",
        ":tmi.twitch.tv USERNOTICE #shop",
        "PRIVMSG",
        "@only=tags",
        ":prefix-only",
        "@ : ",
        "",
    ],
)
def test_lines_that_say_nothing_to_us_are_left_out(line: str) -> None:
    assert facts_of(line) == []


@pytest.mark.parametrize(
    ("escaped", "name"),
    [
        (r"a\sb", "a b"),
        (r"a\:b", "a;b"),
        (r"a\\sb", r"a\sb"),
        (r"a\nb\r", "a\nb\r"),
        ("a\\", "a"),
        (r"a\zb", "azb"),
    ],
)
def test_tags_are_unescaped_once(escaped: str, name: str) -> None:
    assert comment_of(f"@display-name={escaped};id=1 :a!a@x PRIVMSG #shop :hi").author_name == name


def test_actions_cheers_subscriptions_and_replies_are_told_apart() -> None:
    action = comment_of("@id=1 :a!a@x PRIVMSG #shop :\x01ACTION waves 🔥\x01")
    assert (action.comment_kind, action.text) == ("action", "waves 🔥")
    assert comment_of("@id=1;bits=100 :a!a@x PRIVMSG #shop :Cheer100").comment_kind == "cheer"
    joined = comment_of(r"@id=1;login=ann;system-msg=ann\ssubscribed :tmi.twitch.tv USERNOTICE #shop")
    assert (joined.comment_kind, joined.text, joined.author_name) == ("system", "ann subscribed", "ann")
    assert comment_of("@id=2;reply-parent-msg-id=1 :a!a@x PRIVMSG #shop :@b yes").reply_to == "1"


@pytest.mark.parametrize(
    ("badges", "roles"),
    [
        ("broadcaster/1,subscriber/3012", ("host", "member")),
        ("vip/1,partner/1", ("vip", "verified")),
        ("subscriber/0,founder/0", ("member",)),
        ("", ()),
        (",,/,x", ()),
    ],
)
def test_badges_become_roles(badges: str, roles: tuple[str, ...]) -> None:
    assert comment_of(f"@badges={badges};id=1 :a!a@x PRIVMSG #shop :hi").roles == roles


@pytest.mark.parametrize("stamp", ["", "soon", "-5", "9" * 15, "9" * 400, "١٢٣"])
def test_a_nonsense_time_stamp_is_replaced_by_now(stamp: str) -> None:
    assert comment_of(f"@id=1;tmi-sent-ts={stamp} :a!a@x PRIVMSG #shop :hi").sent_at == UTC


def test_a_plain_server_gives_times_ids_and_names_of_its_own() -> None:
    said = comment_of(
        "@time=2026-11-22T01:38:12.829Z;msgid=001~17~0 :ann!a@127.0.0.1 PRIVMSG #shop :sold! 🔥"
    )
    assert (said.sent_at, said.comment_id) == ("2026-11-22T01:38:12.829Z", "001~17~0")
    assert (said.author_id, said.author_name, said.text) == ("ann", "ann", "sold! 🔥")
    first, second = facts_of(*[":ann!a@x PRIVMSG #shop :1"] * 2)
    assert isinstance(first, CommentPosted)
    assert isinstance(second, CommentPosted)
    assert first.comment_id != second.comment_id


def test_hostile_bytes_become_plain_text() -> None:
    assert (
        comment_of(b"@id=1 :a!a@x PRIVMSG #shop :\xff\xfe ok \xed\xa0\x80\0").text
        == "\ufffd\ufffd ok \ufffd\ufffd\ufffd"
    )
    assert len(comment_of("@id=1 :a!a@x PRIVMSG #shop :" + "x" * 9000).text) == 4000


def test_lines_are_cut_wherever_the_network_cuts() -> None:
    stream = b"one\r\n\r\ntwo\nthree\r\n" + "四".encode() + b"\r\nrest"
    for size in range(1, len(stream)):
        lines = Lines()
        parts = [stream[at : at + size] for at in range(0, len(stream), size)]
        assert [line for part in parts for line in lines.feed(part)] == [
            b"one",
            b"two",
            b"three",
            "四".encode(),
        ]


def test_an_endless_line_is_left_out_and_costs_no_memory() -> None:
    lines = Lines(most=100)
    for _ in range(1000):
        assert list(lines.feed(b"x" * 60)) == []
    assert list(lines.feed(b"end\nnext\n" + b"y" * 101 + b"\nlast\n")) == [b"next", b"last"]
    assert lines.skipped == 2
