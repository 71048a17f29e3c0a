"""A second programme begins when it is asked for, with all that was said before, and is not begun again once lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from msgspec import structs

from app.domain.fault import Fault, FaultCode
from app.engine.canvas_messages import second_slot
from app.engine.compose.still import PRODUCT
from app.engine.figures import on_the_wire
from app.engine.messages import (
    AudioCounts,
    FaultCleared,
    FaultRaised,
    FrameCounts,
    Health,
    PutSprite,
    RemoveSprite,
    SecondHealth,
    SetLook,
    SetSecondCanvas,
)
from app.engine.program import Program
from app.engine.second import Second
from app.engine.service import Service
from app.engine.told import Told
from tests.engine.received import configured
from tests.engine.test_program import plain
from tests.engine.test_service import Reports

TALL = SetSecondCanvas(width=720, height=1280, video_kbps=1500)
CARD = PutSprite(slot=second_slot("card"), shm="", x=0, y=0, width=8, height=8, order=1)
LOST = Fault(FaultCode.SECOND_PICTURE_REFUSED, "second-canvas", detail="CPU 95 %")


class Engine:
    def __init__(self) -> None:
        self.reports = Reports()
        self.service = Service(self.reports.tell)

    def begin(self) -> None:
        self.service._handle(configured(epoch_ns=time.perf_counter_ns()))

    def show(self, command: PutSprite) -> None:
        """As `_put_sprite`, without shared memory."""
        pixels = plain(8, 8, (0, 0, 0, 255))
        self.service._asked.sprites[command.slot] = (command, pixels)

    @property
    def program(self) -> Program:
        assert self.service._program is not None
        return self.service._program

    @property
    def second(self) -> Second | None:
        return self.program.second

    def is_alone(self) -> bool:
        return self.program.second is None

    def slots(self) -> list[str]:
        assert self.second is not None
        return list(self.second._compositor.layers.slots)


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.service._end_programme()


def test_it_runs_beside_the_first_with_its_rate_and_its_epoch(engine: Engine) -> None:
    engine.begin()
    engine.service._handle(TALL)
    assert engine.second is not None
    mine, first = engine.second.configure, engine.service._asked.configure
    assert first is not None
    assert (mine.width, mine.height, mine.video_kbps) == (720, 1280, 1500)
    assert (mine.fps, mine.epoch_ns) == (first.fps, first.epoch_ns)


def test_the_same_words_again_change_nothing_and_zero_ends_it(engine: Engine) -> None:
    engine.begin()
    engine.service._handle(TALL)
    second = engine.second
    engine.service._handle(TALL)
    assert engine.second is second and second is not None
    engine.service._handle(SetSecondCanvas())
    assert engine.is_alone()
    assert not second._encoder._thread.is_alive()


def test_it_begins_with_the_sprites_and_the_look_that_were_said_before(engine: Engine) -> None:
    engine.begin()
    engine.show(CARD)
    engine.service._handle(SetLook(smoothing=0.5))
    engine.service._handle(TALL)
    assert engine.slots() == ["card"]
    engine.service._handle(RemoveSprite(slot=CARD.slot))
    assert engine.slots() == []


def test_the_next_programme_has_it_too(engine: Engine) -> None:
    engine.begin()
    engine.service._handle(TALL)
    engine.show(CARD)
    engine.show(PutSprite(slot=second_slot(PRODUCT), shm="", x=0, y=0, width=8, height=8, order=0))
    before = engine.second
    engine.begin()
    assert engine.second is not None and engine.second is not before
    assert engine.slots() == ["card"]
    assert engine.second._view.stills.of(PRODUCT)


def test_what_was_carried_is_not_tried_again_by_the_next_programme(engine: Engine) -> None:
    engine.begin()
    engine.service._handle(TALL)
    assert engine.second is not None and engine.second.is_on_trial
    engine.service._second.carry(engine.second)
    engine.begin()
    assert engine.second is not None and not engine.second.is_on_trial


def test_what_was_refused_stays_away_until_it_is_asked_for_anew(engine: Engine) -> None:
    engine.begin()
    engine.service._handle(TALL)
    assert engine.second is not None
    engine.service._second.lose(engine.program, engine.second, LOST)
    assert engine.is_alone()
    engine.begin()
    engine.service._handle(TALL)
    assert engine.is_alone()
    engine.reports.told.clear()
    engine.service.greet()
    raised = [one.fault for one in engine.reports.told if isinstance(one, FaultRaised)]
    assert [(one.code, one.detail) for one in raised] == [(LOST.code, LOST.detail)]
    engine.service._handle(SetSecondCanvas())
    engine.service._handle(TALL)
    assert engine.second is not None and engine.second.is_on_trial
    engine.reports.told.clear()
    engine.service.greet()
    assert not [one for one in engine.reports.told if isinstance(one, FaultRaised)]


def test_who_asks_anew_while_it_is_lost_is_not_told_of_the_loss_afterwards(engine: Engine) -> None:
    engine.begin()
    engine.service._handle(TALL)
    assert engine.second is not None
    canvas, told = engine.service._second, list[str]()
    asking = threading.Thread(target=canvas.choose, args=(SetSecondCanvas(), None, None), name="asking")

    def on_fault(fault: Fault) -> None:
        asking.start()
        asking.join(0.3)  # one that has to wait comes behind; one that need not is through by now
        told.append(fault.code)

    canvas._on_fault, canvas._on_cleared = on_fault, told.append
    canvas.lose(engine.program, engine.second, LOST)
    asking.join(10)
    assert told[-2:] == [LOST.code, "second-canvas"]


def test_a_sprite_of_a_canvas_that_is_not_there_is_kept_for_it(engine: Engine) -> None:
    engine.begin()
    engine.show(CARD)
    assert engine.is_alone()
    assert not list(engine.program._compositor.layers.slots)
    engine.service._handle(TALL)
    assert engine.slots() == ["card"]


def test_the_next_engine_hears_of_it_before_its_sprites() -> None:
    told = Told()
    told.remember_sprite(CARD, bytes(256))
    told.remember(TALL)
    told.remember(configured())
    kinds = [type(one).__name__ for one in told.again()]
    assert kinds == ["Configure", "SetSecondCanvas", "PutSprite"]
    told.engine_is_gone()


def asked_again(told: Told) -> SetSecondCanvas:
    """What an engine that takes another one's place hears."""
    (command,) = (one for one in told.again() if isinstance(one, SetSecondCanvas))
    return command


def test_an_engine_that_takes_anothers_place_does_not_try_what_was_carried(engine: Engine) -> None:
    told = Told()
    told.remember(TALL)
    assert not asked_again(told).is_carried
    told.learn(health(is_on_trial=True))
    assert not asked_again(told).is_carried
    told.learn(health(is_on_trial=False))
    told.remember(TALL)
    engine.begin()
    engine.service._handle(asked_again(told))
    second = engine.second
    assert second is not None and not second.is_on_trial
    # A console that was started again knows nothing of it, and asks the same.
    engine.service._handle(TALL)
    assert engine.second is second


def test_an_engine_that_takes_anothers_place_does_not_begin_what_was_lost(engine: Engine) -> None:
    told = Told()
    told.remember(TALL)
    told.learn(health(is_on_trial=False))
    told.learn(FaultRaised(fault=on_the_wire(LOST)))
    engine.begin()
    engine.service._handle(asked_again(told))
    assert engine.is_alone()
    engine.reports.told.clear()
    engine.service.greet()
    assert [one.fault.code for one in engine.reports.told if isinstance(one, FaultRaised)] == [LOST.code]
    for command in (SetSecondCanvas(), TALL):
        told.remember(command)
        engine.service._handle(asked_again(told))
    assert engine.second is not None and engine.second.is_on_trial


def test_a_console_that_was_started_again_hears_of_the_loss_before_it_asks() -> None:
    told = Told()
    told.learn(FaultRaised(fault=on_the_wire(LOST)))
    told.remember(TALL)
    assert asked_again(told).lost == on_the_wire(LOST)
    told.learn(FaultCleared(where="second-canvas"))
    assert asked_again(told).lost is None


def test_what_was_said_of_the_canvas_before_does_not_spare_the_next_one_its_trial() -> None:
    told = Told()
    told.remember(TALL)
    told.learn(health(is_on_trial=False))
    told.remember(structs.replace(TALL, video_kbps=3000))
    told.learn(health(is_on_trial=False))  # it was still on its way
    told.learn(health(is_on_trial=True))
    assert not asked_again(told).is_carried


def health(*, is_on_trial: bool) -> Health:
    second = SecondHealth(width=720, height=1280, fps=30, video_kbps=1500, is_on_trial=is_on_trial)
    return Health(at_ns=0, media_ns=0, frames=FrameCounts(), audio=AudioCounts(), second=second)
