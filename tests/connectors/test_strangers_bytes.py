"""Whatever bytes a stranger sends: an answer or a refusal, never an unexpected error."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.connectors.chat.irc import Lines, parsed
from app.connectors.chat.twitch_chat import Chat
from app.connectors.demo.feed import expected
from app.connectors.inbound.rows import TooMany, Unreadable, rows_of
from app.connectors.inbound.signature import Forged, Key, claimed
from app.domain.secret import Secret
from tests.connectors.inbound_rig import NOW_S, SECRET, order, signed
from tests.connectors.rig import UTC, context

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from([*sorted(order()["data"]), "", "data"])


@given(st.binary(max_size=400))
def test_any_body_is_read_or_refused(body: bytes) -> None:
    try:
        rows = rows_of(body, "till", 500)
    except (Unreadable, TooMany):
        return
    assert all(row.drafts or row.status in ("invalid", "ignored") for row in rows)


@given(FIELDS, JSON)
def test_any_value_in_any_field_is_taken_or_called_invalid(field: str, value: Any) -> None:
    event = order()
    (event["data"] if field in event["data"] else event)[field] = value
    (row,) = rows_of(json.dumps([event]).encode(), "till", 500)
    assert row.drafts or (row.status in ("invalid", "ignored") and (row.status == "ignored" or row.error))
    for draft in row.drafts:
        json.dumps(repr(draft)).encode()


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_one_changed_byte_is_a_forgery(position: int, byte: int) -> None:
    body = json.dumps(order()).encode()
    position %= len(body)
    changed = body[:position] + bytes([byte]) + body[position + 1 :]
    claim = claimed(signed(body), NOW_S)
    assert Key(Secret(SECRET)).has_signed(claim, changed) == (changed == body)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=60))
def test_any_header_is_a_claim_or_a_forgery(name: str, timestamp: str, signature: str) -> None:
    headers = {"webhook-id": name, "webhook-timestamp": timestamp, "webhook-signature": signature}
    try:
        claim = claimed(headers, NOW_S)
    except Forged:
        return
    assert not Key(Secret(SECRET)).has_signed(claim, b"{}")


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_any_bytes_are_lines_or_nothing(parts: list[bytes]) -> None:
    chat, lines = Chat("chat", "shop", lambda: UTC), Lines(most=50)
    for part in parts:
        for raw in lines.feed(part):
            if (line := parsed(raw)) is not None:
                chat.drafts(line)


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_any_tags_and_words_make_a_comment_that_can_be_stored(tag: str, value: str, words: str) -> None:
    raw = f"@{tag}={value};tmi-sent-ts={value} :a!a@x PRIVMSG #shop :{words}".encode("utf-8", "surrogatepass")
    line = parsed(raw.replace(b"\n", b""))
    drafts = Chat("chat", "shop", lambda: UTC).drafts(line) if line else []
    for draft in drafts:
        assert "\0" not in repr(draft)
        repr(draft).encode()


@given(st.text(max_size=60))
def test_any_cursor_of_the_demo_is_another_run_or_refused(cursor: str) -> None:
    try:
        expected(context("demo"), cursor)
    except ValueError:
        return
    raise AssertionError("a cursor was guessed")
