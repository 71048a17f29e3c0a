"""Comments and orders: strangers' words stay words, lists stay bounded, nothing jumps under the reader's eye."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from app.domain.facts import CommentPosted, Fact, OrderUpserted
from app.domain.facts import Event as EventOf
from app.domain.order import OrderLine, OrderVersion
from app.domain.state import MOST_COMMENTS, CommentSeen, ShowState, folded
from app.snapshot import Snapshot
from tests.widgets.rooms import Room
from widgets.feed import comment_row
from widgets.proof.scenes import scenes

HOSTILE = (
    "<img src='file:///etc/passwd' onerror=alert(1)><b>bold</b>",
    "<a href='https://example.com'>free coat</a>",
    "\u202egnp.exe \u2066hidden\u2069 \u202d",
    "z" + "\u0301" * 4000 + "algo",
    "👩‍👩‍👧‍👦" * 400,
    "a" * 1_000_000,
    "nul\x00byte \x1b[31mred\x1b[0m \x07",
    "\ud800 lone surrogate",
    "\u2028\u2029\r\n\t many\nlines\n" * 50,
    "مرحبا بالعالم 6 L",
    "",
    " " * 500,
    "&lt;script&gt; %s %n {0} \\u0000",
    "\uffff\ufffe\U0010ffff",
)


def test_five_thousand_hostile_comments_leave_the_window_alive_and_bounded(room: Room) -> None:
    state = scenes("en")["live"].state
    for batch in range(10):
        texts = [HOSTILE[(batch * 500 + n) % len(HOSTILE)] for n in range(500)]
        state = folded(state, events(texts, state.seq))
        room.draw(live(state))
    view = room.window.feed.comments.view
    assert view.model().rowCount() == MOST_COMMENTS
    view.scrollToBottom()
    room.application.processEvents()
    assert room.window.grab().width() == 1440


@pytest.mark.parametrize("text", HOSTILE)
def test_a_strangers_text_is_short_plain_and_keeps_its_direction(text: str) -> None:
    row = comment_row(CommentSeen(1, "", comment("c", text, name=text)))
    for shown in (row.text, row.name):
        inner = shown.removeprefix("\u2068").removesuffix("\u2069")
        assert len(inner) <= 500
        assert not {unicodedata.category(char) for char in inner} & {"Cc", "Cs", "Co", "Cn"}
        assert not set(inner) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def test_what_is_new_comes_in_at_the_top_in_one_step(room: Room) -> None:
    state = folded(ShowState(), events(["a"] * 20, 0))
    room.draw(live(state))
    steps: list[tuple[int, int]] = []
    model = room.window.feed.comments.view.model()
    model.rowsInserted.connect(lambda _parent, first, last: steps.append((first, last)))
    room.draw(live(folded(state, events(["b"] * 7, state.seq))))
    assert steps == [(0, 6)]


def test_new_comments_do_not_move_what_the_host_reads(room: Room) -> None:
    state = folded(ShowState(), events(["a"] * 60, 0))
    room.draw(live(state))
    view = room.window.feed.comments.view
    view.verticalScrollBar().setValue(600)
    before = view.indexAt(view.viewport().rect().topLeft()).data()
    room.draw(live(folded(state, events(["b"] * 12, state.seq))))
    bar = room.window.feed.comments.new_bar
    assert bar.isVisible()
    assert "12" in bar.text()
    assert view.indexAt(view.viewport().rect().topLeft()).data() == before
    bar.click()
    room.draw(live(folded(state, events(["b"] * 12, state.seq))))
    assert view.verticalScrollBar().value() == 0
    assert not bar.isVisible()


def test_delete_hides_a_comment_and_undo_brings_it_back(room: Room) -> None:
    room.draw(live(folded(ShowState(), events(["rude"], 0))))
    view = room.window.feed.comments.view
    room.window.activateWindow()
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(view, QKeyEvent(kind, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier))
    room.application.processEvents()
    assert room.asked() == ["hide_comment"]
    room.window.feed.undo.button.click()
    assert room.asked() == ["hide_comment", "unhide_comment"]
    assert not room.window.feed.undo.isVisible()


@pytest.mark.parametrize(("from_right", "is_hidden"), [(20, True), (120, False)])
def test_only_a_press_on_the_eye_hides(room: Room, from_right: int, is_hidden: bool) -> None:
    room.draw(live(folded(ShowState(), events(["rude"], 0))))
    viewport = room.window.feed.comments.view.viewport()
    place = QPointF(viewport.width() - from_right, 20)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(viewport, QMouseEvent(kind, place, place, left, left, none))
    assert room.asked() == (["hide_comment"] if is_hidden else [])


def test_an_order_says_who_what_how_much_and_how_it_stands(room: Room) -> None:
    order = OrderVersion(
        source="shop", order_id="1", number="4127", version=1, updated_at="", created_at="", currency="CNY",
        total_minor=199900, paid_minor=199900, refunded_minor=199900, buyer_name="Mei <b>Lin</b>",
        lines=(OrderLine(id="1", title="Belted wool coat"),),
    )  # fmt: skip
    room.draw(live(folded(ShowState(), [event(1, OrderUpserted(order=order))])))
    text = room.window.feed.orders.view.model().index(0, 0).data()
    for part in ("Mei <b>Lin</b>", "#4127", "Belted wool coat", "−¥1,999.00", "Refunded"):
        assert part in text


def live(state: ShowState) -> Snapshot:
    return replace(scenes("en")["live"], state=replace(state, viewers=MappingProxyType({})))


def comment(comment_id: str, text: str, *, name: str = "Li") -> CommentPosted:
    return CommentPosted(
        connector="c", room="", comment_id=comment_id, author_id="", author_name=name, text=text, sent_at=""
    )


def events(texts: Sequence[str], after: int) -> list[EventOf]:
    return [event(after + n, comment(f"c{after + n}", text)) for n, text in enumerate(texts, 1)]


def event(seq: int, fact: Fact) -> EventOf:
    at = "2026-11-28T12:00:00Z"
    return EventOf(
        seq=seq, show_id="s", received_at=at, source="connector:c", key=f"k{seq}", occurred_at=at, fact=fact
    )


def test_only_the_comment_that_was_pressed_is_hidden(room: Room) -> None:
    snapshot = scenes("en")["live"]
    room.draw(snapshot)
    view = room.window.feed.comments.view
    eye = QPointF(view.viewport().width() - 10, 10)
    none, left, right = (Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
    keys = Qt.KeyboardModifier.NoModifier
    press, release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
    for kind, button in ((press, right), (release, right), (release, left)):
        event = QMouseEvent(kind, eye, view.viewport().mapToGlobal(eye), button, none, keys)
        QApplication.sendEvent(view.viewport(), event)
    assert "hide_comment" not in room.asked()
    for kind in (press, release):
        event = QMouseEvent(kind, eye, view.viewport().mapToGlobal(eye), left, none, keys)
        QApplication.sendEvent(view.viewport(), event)
    assert room.asked().count("hide_comment") == 1
