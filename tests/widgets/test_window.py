"""The window in each state: what it says to eyes and screen readers, and that nothing leaves its place."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QScrollArea,
    QWidget,
)

from app.domain.facts import SlateKind
from app.domain.on_air import SlateOnAir
from app.domain.totals import CurrencyTotals, Totals
from app.snapshot import ShowPhase
from tests.widgets.rooms import Room, room, seen
from widgets.proof.scenes import scenes
from widgets.theme.tokens import DARK, LIGHT, Tokens
from widgets.words import speech
from widgets.words.catalogue import Language

STATES = tuple(scenes("en"))
LANGUAGES: tuple[Language, ...] = get_args(Language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_every_control_has_a_name(qapp: QApplication, state: str, language: Language) -> None:
    for one in room(qapp, language):
        one.draw(scenes(language)[state])
        nameless = [
            f"{type(widget).__name__} in {type(widget.parent()).__name__}"
            for widget in seen(one.window)
            if is_control(widget) and not spoken(widget)
        ]
        assert not nameless


@pytest.mark.parametrize("state", STATES)
def test_every_text_is_plain(room: Room, state: str) -> None:
    room.draw(scenes("en")[state])
    labels = room.window.findChildren(QLabel)
    assert labels
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


@pytest.mark.parametrize("state", STATES)
def test_buttons_are_large_enough_for_a_hand(room: Room, state: str) -> None:
    room.draw(scenes("en")[state])
    small = [
        (button.accessibleName(), button.size().toTuple())
        for button in seen(room.window)
        if isinstance(button, QAbstractButton) and min(button.size().toTuple()) < 44
    ]
    assert not small


@pytest.mark.parametrize("size", [(1280, 720), (1180, 640)], ids=["1280x720", "1180x640"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_squeezed_in_a_small_window(
    qapp: QApplication, state: str, language: Language, size: tuple[int, int]
) -> None:
    for one in room(qapp, language):
        one.window.resize(*size)
        for _ in range(3):
            one.draw(scenes(language)[state])
        assert one.window.size().toTuple() == size
        squeezed = [
            (button.text(), button.width(), button.sizeHint().width())
            for button in seen(one.window)
            if isinstance(button, QAbstractButton) and button.width() < button.minimumSizeHint().width()
        ]
        assert not squeezed
        assert not overlapping(one.window)
        assert one.window.foot.primary.geometry().right() == size[0] - 9


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("setup-ready", "Go live"),
        ("live", "End live"),
        ("live", "Sales counter ¥48,260.00"),
        ("live", "Comments"),
        ("live", "Run of show"),
        ("live", "Preview"),
        ("live", "Stream health 2.4 Mb/s, unsent 0.2 s, dropped 0"),
        ("reconnecting", "Retry now"),
        ("reconnecting", "End live"),
        ("ended", "Report"),
    ],
)
def test_others_can_rely_on_the_names(room: Room, state: str, name: str) -> None:
    room.draw(scenes("en")[state])
    assert name in [spoken(widget) for widget in seen(room.window)]


def test_orders_have_their_name(room: Room) -> None:
    room.draw(scenes("en")["live"])
    room.window.feed.tabs.setCurrentIndex(1)
    assert "Orders" in [spoken(widget) for widget in seen(room.window)]


def test_the_language_changes_while_the_show_runs(room: Room) -> None:
    room.draw(scenes("en")["live"])
    room.window.set_language("zh")
    names = [spoken(widget) for widget in seen(room.window)]
    assert {"结束直播", "评论", "节目单", "预览"} <= set(names)


def test_a_show_without_items_says_where_they_come_from(room: Room) -> None:
    room.draw(replace(scenes("en")["setup"], products=()))
    texts = [one.text() for one in seen(room.window) if isinstance(one, QLabel)]
    assert speech.words("en").no_items in texts
    room.draw(scenes("en")["setup"])
    texts = [one.text() for one in seen(room.window) if isinstance(one, QLabel)]
    assert speech.words("en").no_items not in texts


def test_a_rehearsal_is_never_taken_for_the_real_thing(room: Room) -> None:
    room.draw(scenes("en")["rehearsal"])
    texts = [label.text() for label in seen(room.window) if isinstance(label, QLabel)]
    assert room.window.head.badge.accessibleName() == "Rehearsal: nobody sees this"
    assert "Rehearsal sales" in texts
    assert "Sales of this show" not in texts
    assert "practice orders only" in [text.lower() for text in texts]


@pytest.mark.parametrize("kind", SlateKind)
@pytest.mark.parametrize("size", [(1180, 640), (1440, 900)])
def test_a_card_behind_a_slate_is_not_said_to_be_on_the_picture(
    room: Room, kind: SlateKind, size: tuple[int, int]
) -> None:
    live = scenes("en")["live"]
    room.window.resize(*size)
    said = speech.words("en")
    for slate, words in ((None, said.on_air_now), (SlateOnAir(kind=kind), "Covered by")):
        room.draw(replace(live, on_air=replace(live.on_air, slate=slate)))
        texts = [label.text() for label in seen(room.window.stage) if isinstance(label, QLabel)]
        assert any(text.startswith(words) for text in texts), texts


def test_no_button_has_the_focus_when_the_show_begins_or_ends(room: Room) -> None:
    room.draw(scenes("en")["setup-ready"])
    for state in ("rehearsal", "live", "ended"):
        room.window.foot.primary.setFocus()
        room.draw(scenes("en")[state])
        assert room.window.focusWidget() is room.window, state


@pytest.mark.parametrize("minor", [0, -52900, 4826000, 10**12, 10**15])
def test_the_counter_is_never_below_48_px_nor_cut(room: Room, minor: int) -> None:
    live = scenes("en")["live"]
    totals = Totals(
        (CurrencyTotals(currency="CNY", paid_minor=max(0, minor), refunded_minor=max(0, -minor)),)
    )
    room.draw(replace(live, state=replace(live.state, totals=totals)))
    counter = room.window.sales.counter
    assert counter.accessibleName().endswith(f"{abs(minor) % 100:02}")
    assert counter.fitting_px() >= 48


def test_what_did_not_change_is_not_painted_again(room: Room) -> None:
    live = scenes("en")["live"]
    for _ in range(10):
        room.draw(live)
    counts = Paints(room.window)
    for _ in range(5):
        room.draw(live)
    assert counts.found == []


@pytest.mark.parametrize("phase", [ShowPhase.LIVE, ShowPhase.RECONNECTING])
def test_a_window_closed_while_live_asks_in_the_banner(room: Room, phase: ShowPhase) -> None:
    room.draw(replace(scenes("en")["live"], phase=phase))
    assert not room.window.close()
    room.draw(replace(scenes("en")["live"], phase=phase))
    assert "on air" in room.window.foot.banner.accessibleName() or "live" in (
        room.window.foot.banner.accessibleName().lower()
    )
    assert room.wishes == []


def test_a_window_closed_before_a_show_just_closes(room: Room) -> None:
    room.draw(scenes("en")["setup"])
    assert room.window.close()
    assert room.wishes == ["quit"]


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_every_text_stands_out_from_its_ground(tokens: Tokens) -> None:
    pairs = [(text, tokens.panel) for text in (tokens.text1, tokens.text2, tokens.text3, tokens.accent)]
    for tone in (tokens.ok, tokens.fail, tokens.warn, tokens.info):
        pairs += [(tone.text, ground) for ground in (tokens.panel, tokens.raised, tone.tint)]
        pairs += [(tokens.text2, ground) for ground in (tokens.raised, tone.tint)]
    pairs += [
        (tokens.on_accent, tokens.accent),
        (tokens.on_accent, tokens.accent_press),
        (tokens.text1, tokens.end_fill),
    ]
    weak = [(a, b, round(contrast(a, b), 2)) for a, b in pairs if contrast(a, b) < 4.5]
    assert not weak


class Paints(QObject):
    """Names every widget below `window` that is painted from now on."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.found: list[str] = []
        for widget in window.findChildren(QWidget):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.Paint:
            self.found.append(type(watched).__name__)
        return False


def overlapping(window: QWidget) -> list[str]:
    """Labels and buttons of one parent that lie over one another, or over the parent's edge."""
    found = []
    parts = [
        one for one in seen(window) if isinstance(one, QLabel | QAbstractButton) and one.size().isValid()
    ]
    for place, one in enumerate(parts):
        parent = one.parentWidget()
        if parent and not parent.rect().adjusted(-1, -1, 1, 1).contains(one.geometry()):
            found.append(f"{spoken(one)} over the edge of {type(parent).__name__}")
        found += [
            f"{spoken(one)} over {spoken(other)}"
            for other in parts[place + 1 :]
            if other.parent() is parent and one.geometry().intersects(other.geometry())
        ]
    areas = [one for one in seen(window) if isinstance(one, QScrollArea)]
    found += ["wider than its area" for one in areas if inner_width(one) > one.viewport().width()]
    return found


def inner_width(area: QScrollArea) -> int:
    inner = area.widget()
    return inner.width() if inner else 0


def is_control(widget: QWidget) -> bool:
    return widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.isEnabled() and not is_inner(widget)


def is_inner(widget: QWidget) -> bool:
    """Viewports, containers and scroll areas that Qt makes itself, which no screen reader stops at."""
    return type(widget).__name__ in ("QWidget", "QScrollArea", "QScrollBar", "QComboBoxPrivateContainer")


def spoken(widget: QWidget) -> str:
    """What a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, section 1.4.3."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
