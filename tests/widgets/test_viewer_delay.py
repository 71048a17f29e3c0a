"""How far viewers are behind: the strip says it with its age, and the panel tells what to do and hears the digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.on_air import OnAir, OpeningOnAir
from app.domain.viewer_delay import How, ViewerDelay
from app.engine.messages import Phase
from app.snapshot import MeasureStep, Measuring, ShowPhase, Snapshot
from tests.widgets import rooms
from widgets.measure_panel import MeasurePanel, sentences
from widgets.proof.idle_viewers import IdleViewers
from widgets.proof.scenes import health, scenes
from widgets.stage_panel import _countdown
from widgets.viewer_delay import DelayCell, delay_figure
from widgets.words import speech
from widgets.words.catalogue import Language, Words

SAID = speech.words("en")
FOUND = ViewerDelay(destination="Douyin", seconds=6.2, how=How.CAMERA, at_s=1000.0)
LIVE = Snapshot(phase=ShowPhase.LIVE, health=health(), at_s=1180.0)
LOOKING = Measuring(is_code_shown=True)


class Room:
    """The panel over a picture, and what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []
        self.over = QWidget()
        self.over.resize(540, 320)
        self.panel = MeasurePanel(self.over, IdleViewers(self.asked))
        self.over.show()

    def draw(self, going: Measuring | None, said: Words = SAID, **changes: Any) -> None:
        self.panel.draw(replace(LIVE, measuring=going, **changes), said)

    def names(self) -> list[str]:
        return [name for name, _ in self.asked]


@pytest.fixture
def room(qapp: Any) -> Iterator[Room]:
    made = Room()
    yield made
    made.over.close()
    made.over.deleteLater()


@pytest.mark.parametrize(
    "snapshot",
    [
        Snapshot(),
        replace(LIVE, phase=ShowPhase.REHEARSAL),
        replace(LIVE, phase=ShowPhase.RECONNECTING),
        replace(LIVE, health=health(Phase.CONNECTING)),
        replace(LIVE, health=None),
    ],
    ids=["set-up", "rehearsal", "reconnecting", "connecting", "no engine"],
)
def test_nothing_is_said_while_nobody_watches(snapshot: Snapshot) -> None:
    assert delay_figure(snapshot, SAID) is None


def test_the_figure_has_its_age_and_greys_with_the_line() -> None:
    assert delay_figure(LIVE, SAID).value == "Measure"  # type: ignore[union-attr]
    known = delay_figure(replace(LIVE, viewer_delays=(FOUND,)), SAID)
    assert known is not None
    assert (known.label, known.value, known.is_old) == ("Delay · 3 min ago", "6.2 s", False)
    assert known.sentence.startswith(
        "Viewers are 6.2 s behind, measured 3 min ago on a phone, by the camera."
    )
    past = delay_figure(replace(LIVE, viewer_delays=(replace(FOUND, is_past=True),)), SAID)
    assert past is not None and past.is_old
    assert past.sentence.startswith("Viewers were 6.2 s behind before the connection was lost.")
    typed = delay_figure(replace(LIVE, viewer_delays=(replace(FOUND, how=How.TYPED),)), SAID)
    assert typed is not None and typed.value == "6 s"


def test_what_is_measured_by_itself_says_nothing_of_it() -> None:
    quiet = delay_figure(replace(LIVE, measuring=replace(LOOKING, is_by_itself=True)), SAID)
    loud = delay_figure(replace(LIVE, measuring=LOOKING), SAID)
    assert quiet is not None and loud is not None
    assert (quiet.value, loud.value) == ("Measure", "Measuring")


def test_a_press_on_the_figure_measures(qapp: Any) -> None:
    asked: list[str] = []
    strip = QWidget()
    cell = DelayCell(lambda: asked.append("measure"))
    cell.setParent(strip)
    cell.draw(replace(LIVE, viewer_delays=(FOUND,)), SAID)
    cell._button.click()
    assert asked == ["measure"]
    assert "6.2 s behind" in cell._button.accessibleName()
    assert cell._button.sizeHint().height() >= 44
    cell.draw(Snapshot(), SAID)
    assert cell.isHidden()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_step_has_its_own_sentence_and_the_whole_of_it_is_seen(room: Room, language: Language) -> None:
    said = speech.words(language)
    steps = (
        LOOKING,
        replace(LOOKING, is_code_shown=False),
        replace(LOOKING, codes_read=2),
        replace(LOOKING, is_wrong=True),
        Measuring(step=MeasureStep.MEASURED),
        Measuring(step=MeasureStep.MISSED),
    )
    notes = set()
    for step in steps:
        room.draw(step, said, viewer_delays=(FOUND,))
        notes.add(room.panel.accessibleName())
        for width in (250, 540):
            room.over.resize(width, 320)
            QTest.qWait(0)
            assert room.panel.width() == width - 16
            for label in (room.panel._title, room.panel._note):
                assert label.height() >= label.heightForWidth(label.width())
    assert len(notes) == len(steps)
    assert sentences(Measuring(step=MeasureStep.MEASURED), replace(LIVE, viewer_delays=(FOUND,)), said)[
        0
    ].count("6.2")


def test_the_first_digit_counts_and_four_are_a_code(room: Room) -> None:
    room.draw(LOOKING)
    assert not room.panel.isHidden()
    QTest.keyClicks(room.panel._field, "04")
    assert room.names() == ["key_pressed"]
    QTest.keyClicks(room.panel._field, "x17")
    assert room.asked == [("key_pressed", None), ("type_code", "0417")]
    assert room.panel._field.text() == ""
    QTest.keyClicks(room.panel._field, "1")
    assert room.names() == ["key_pressed", "type_code", "key_pressed"]


def test_what_was_rubbed_out_begins_anew(room: Room) -> None:
    room.draw(LOOKING)
    QTest.keyClicks(room.panel._field, "9")
    room.panel._field.clear()
    room.panel._field.textEdited.emit("")
    QTest.keyClicks(room.panel._field, "0")
    assert room.names() == ["key_pressed", "key_pressed"]


@pytest.mark.parametrize("after", [None, Measuring(step=MeasureStep.MISSED)], ids=["stopped", "missed"])
def test_a_code_that_was_typed_half_is_forgotten_by_the_next_measuring(
    room: Room, after: Measuring | None
) -> None:
    room.draw(LOOKING)
    QTest.keyClicks(room.panel._field, "04")
    room.draw(after)
    room.draw(LOOKING)
    assert room.panel._field.text() == "" and room.over.focusWidget() is room.panel._field
    QTest.keyClicks(room.panel._field, "0417")
    assert room.asked == [("key_pressed", None), ("key_pressed", None), ("type_code", "0417")]


def test_stop_again_and_close_ask_for_it(room: Room) -> None:
    room.draw(LOOKING)
    assert room.panel._again.isHidden()
    assert room.panel._close.text() == SAID.stop
    room.panel._close.click()
    room.draw(Measuring(step=MeasureStep.MISSED))
    assert room.panel._field.isHidden()
    room.panel._again.click()
    assert room.names() == ["stop_measuring", "measure"]
    room.draw(None)
    assert room.panel.isHidden()
    room.draw(replace(LOOKING, is_by_itself=True))
    assert room.panel.isHidden()


def test_the_digits_can_be_typed_at_once_and_a_space_bar_later_presses_nothing(qapp: Any) -> None:
    for one in rooms.room(qapp):
        one.window.activateWindow()
        one.draw(replace(scenes("en")["live"], measuring=LOOKING))
        panel = one.window.picture.measure
        assert one.window.focusWidget() is panel._field
        one.draw(replace(scenes("en")["live"], measuring=Measuring(step=MeasureStep.MISSED)))
        panel._close.setFocus()
        one.draw(scenes("en")["live"])
        assert one.window.focusWidget() in (one.window, None)


def test_after_a_countdown_the_host_reads_when_viewers_see_its_zero() -> None:
    opening = OpeningOnAir(product_id="coat", zero_s=1176.0, opens_at_s=1182.2)
    assert _countdown(replace(LIVE, on_air=OnAir(opening=opening)), SAID) == "Opens in 3 s"
    assert _countdown(LIVE, SAID) == "Countdown 15 s"
