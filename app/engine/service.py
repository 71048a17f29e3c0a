"""The engine: does what commands say and reports four times a second how things stand."""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Collection
from typing import Any

from app.domain.fault import Fault
from app.engine.asked import CHOICES, Asked, Choice, choose_in, put_in
from app.engine.capture.source import Picture
from app.engine.code_reader import CodeReader
from app.engine.devices import listed
from app.engine.figures import on_the_wire
from app.engine.handover import NO_DEVICES
from app.engine.messages import (
    AnyCommand,
    Command,
    Configure,
    FaultCleared,
    FaultRaised,
    FilmEnded,
    Finish,
    Finished,
    FirstFrame,
    Health,
    Hello,
    ListDevices,
    MarkShown,
    Phase,
    Ping,
    PreviewAttached,
    PreviewReady,
    PutSprite,
    ReadCodes,
    Record,
    RemoveSprite,
    Report,
    RetryNow,
    SetDestinations,
    SetPreview,
    SetSecondCanvas,
    SpriteTaken,
    TryDestinations,
)
from app.engine.preview_feed import PreviewFeed
from app.engine.program import Outlets, Program
from app.engine.publish.publisher import Publisher
from app.engine.publish.trials import Trials
from app.engine.pulse import Pulse, standing
from app.engine.recorder import Recorder
from app.engine.regulator import Regulator
from app.engine.second_canvas import SecondCanvas
from app.engine.second_regulator import SecondRegulator
from app.engine.sprite_memory import copied
from app.engine.vitals import health_of

VERSION = "0.1.0"
HEALTH_EVERY_S = 0.25
ALONE_FOR_S = 60.0
_STOP_S = 1.0
# At the end of the process whoever hangs in a driver is left behind with it.
_DEVICES_S = 0.2
STUCK_STATUS = 70
# Told by regulators and the recorder, which live longer and clear it themselves.
_NOT_A_PROGRAMMES = ("upload", "computer", "recording", "second-canvas", "second-picture")
_log = logging.getLogger(__name__)

Tell = Callable[[Report], None]


class Service:
    """Commands are handled one after the other on the thread of `run`; `take` is safe from any thread."""

    def __init__(
        self,
        tell: Tell,
        clock: Callable[[], float] = time.monotonic,
        give_up: Callable[[int], object] = os._exit,
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._give_up = give_up
        self._pulse = Pulse()
        self._commands: queue.SimpleQueue[AnyCommand] = queue.SimpleQueue()
        self._asked = Asked()
        self._program: Program | None = None
        self._recorder = Recorder(self._raise, self._clear)
        self._faults: dict[str, Fault] = {}
        self._preview = PreviewFeed()
        self._publisher = Publisher(self._want_key_frame, want_second=lambda: self._second.want_key_frame())
        self._second = SecondCanvas(self._publisher, self._preview.offer_second, self._raise, self._clear)
        judge = SecondRegulator(self._second, self._publisher.second_lines, self._raise, self._clear)
        self._regulator = Regulator(self._publisher.lines, self._raise, self._clear, second=judge.look)
        self._trials = Trials(tell)
        self._codes = CodeReader(self._seen, lambda: self._asked.epoch_ns, tell)
        self._heard_s = clock()
        self._is_ending = False
        self._is_over = threading.Event()
        self._handlers: dict[type[Command], Callable[[Any], None]] = {
            Configure: self._configure,
            **dict.fromkeys(CHOICES, self._choose),
            SetSecondCanvas: self._set_second,
            PutSprite: self._put_sprite,
            RemoveSprite: lambda command: self._asked.remove(command, self._program),
            SetDestinations: self._set_destinations,
            TryDestinations: self._try_destinations,
            RetryNow: lambda command: self._publisher.retry_now(command.name),
            Record: lambda command: self._recorder.record(command, self._program),
            SetPreview: lambda command: self._tell_of(self._preview.want(command)),
            PreviewAttached: lambda command: self._preview.hide(command.shm),
            ListDevices: self._list_devices,
            ReadCodes: self._codes.read,
            Finish: self._finish,
        }
        self._reporter = threading.Thread(target=self._report, name="health", daemon=True)

    def take(self, command: AnyCommand) -> None:
        """One command from the console."""
        self._heard_s = self._clock()
        if not isinstance(command, Ping):
            self._commands.put(command)

    def greet(self) -> None:
        """Tells a console that has just attached how the engine stands."""
        asked = self._asked
        self._tell(
            Hello(
                pid=os.getpid(),
                version=VERSION,
                configured=asked.configure,
                destinations=tuple(
                    one.name for one in self._publisher.health() if one.phase is not Phase.IDLE
                ),
                slots=tuple(asked.sprites),
            )
        )
        for fault in list(self._faults.values()):
            self._tell(FaultRaised(fault=on_the_wire(fault)))
        self._tell_of(self._preview.renew())

    def run(self) -> None:
        """Returns after `Finish`, or when no console was heard for a minute: then the show is ended cleanly."""
        self._reporter.start()
        self._regulator.start()
        while not self._is_over.is_set():
            try:
                command: AnyCommand = self._commands.get(timeout=1.0)
            except queue.Empty:
                if self._clock() - self._heard_s < ALONE_FOR_S:
                    continue
                _log.warning("no console for %.0f s: the show is ended", ALONE_FOR_S)
                command = Finish()
            self._handle(command)

    def _handle(self, command: Command) -> None:
        try:
            self._handlers[type(command)](command)
        except Exception:  # noqa: BLE001  # a bug in one command must not take the programme off the air
            _log.exception("%s failed", type(command).__name__)

    def _choose(self, command: Choice) -> None:
        self._asked.choices[type(command)] = command
        if self._program:
            choose_in(self._program, command)

    def _set_second(self, command: SetSecondCanvas) -> None:
        program = self._program
        if self._second.choose(command, program, self._asked.configure) and program:
            self._asked.tell_second(program)

    def _tell_of(self, ready: PreviewReady | None) -> None:
        if ready:
            self._tell(ready)

    def _set_destinations(self, command: SetDestinations) -> None:
        """A show has the line to itself: what a trial still sends is thrown away first."""
        self._trials.stop()
        self._publisher.set_destinations(command.destinations)

    def _try_destinations(self, command: TryDestinations) -> None:
        is_on_air = any(one.phase is not Phase.IDLE for one in self._publisher.health())
        self._trials.stop() if is_on_air else self._trials.begin(command)

    def _list_devices(self, _: ListDevices) -> None:
        threading.Thread(target=lambda: self._tell(listed()), name="devices", daemon=True).start()

    def _configure(self, configure: Configure) -> None:
        """The same programme again changes nothing; another one starts anew with camera, sound and sprites."""
        asked = self._asked
        if configure == asked.configure and self._program:
            return
        asked.configure = configure
        devices = self._program.release(configure) if self._program else NO_DEVICES
        with devices.handed_over():
            self._end_programme(devices.where)
            self._recorder.forget()
            self._publisher.forget()
            program = self._program = Program(configure, self._outlets(), devices=devices)
        self._second.begin(program, configure)
        self._regulator.begin(program, configure)
        asked.tell(program)

    def _outlets(self) -> Outlets:
        return Outlets(
            on_tag=self._publisher.offer,
            on_fragment=self._recorder.offer,
            on_fault=self._raise,
            on_cleared=self._clear,
            on_frame=self._preview.offer,
            on_film_end=lambda begins_ms: self._tell(FilmEnded(begins_ms=begins_ms)),
            on_mark=lambda mark, media_ns: self._tell(MarkShown(mark=mark, media_ns=media_ns)),
            on_first_frame=lambda media_ns: self._tell(FirstFrame(media_ns=media_ns)),
        )

    def _want_key_frame(self) -> None:
        if program := self._program:
            program.want_key_frame()

    def _seen(self) -> list[Picture]:
        return program.scenery.seen if (program := self._program) else []

    def _put_sprite(self, command: PutSprite) -> None:
        error = ""
        try:
            pixels = copied(command)
            self._asked.sprites[command.slot] = (command, pixels)
            if self._program:
                put_in(self._program, command, pixels)
        except (OSError, ValueError) as refusal:
            error = str(refusal)
            _log.error("sprite %s was refused: %s", command.slot, error)
        self._tell(SpriteTaken(shm=command.shm, error=error))

    def _end_programme(self, handed_on: Collection[str] = ()) -> None:
        """Its trouble ends with it, but for that of devices that are handed on."""
        # First it is nobody's: one that is being stopped stands still, and is not stuck.
        program, self._program = self._program, None
        self._regulator.begin(None, None)
        if program:
            program.stop(_STOP_S)
        self._recorder.stop(program)
        for where in list(self._faults):
            if where not in _NOT_A_PROGRAMMES and where not in handed_on:
                self._clear(where)

    def _finish(self, _: Finish) -> None:
        # It is heard of to its end: one that falls silent is taken for hung and killed, with what it has not written.
        self._is_ending = True
        self._regulator.stop()
        self._trials.stop()
        self._codes.stop()
        program = self._program
        try:
            if program:
                program.stop(_STOP_S, _DEVICES_S)
            self._publisher.stop(_STOP_S)
            self._trials.join(_STOP_S)
            self._recorder.stop(program)
            self._codes.join(_STOP_S)
            health = self._health()
            self._preview.close()
            self._tell(Finished(health=health))
        finally:
            self._is_over.set()

    def _report(self) -> None:
        """On the `health` thread, so that a slow command is not taken for a hung engine."""
        while not self._is_over.wait(HEALTH_EVERY_S):
            try:
                if not self._is_ending:  # what is being ended stands still, and is not stuck
                    self._feel()
                self._recorder.look()
                self._tell(self._health())
            except Exception:  # noqa: BLE001  # an engine without figures would be taken for a hung one and killed
                _log.exception("the health could not be told")

    def _health(self) -> Health:
        uplink, configure = self._regulator.uplink, self._asked.configure
        return health_of(self._program, configure, self._publisher, self._recorder, uplink)

    def _feel(self) -> None:
        """A thread that hangs cannot be ended: the process goes, and the console starts another one at once."""
        program = self._program
        stuck = self._pulse.look(program.signs() if program else None)
        if stuck:
            _log.critical("%s stands still: this engine gives way to another one\n%s", stuck, standing())
            self._give_up(STUCK_STATUS)

    def _raise(self, fault: Fault) -> None:
        self._faults[fault.where] = fault
        self._tell(FaultRaised(fault=on_the_wire(fault)))

    def _clear(self, where: str) -> None:
        self._faults.pop(where, None)
        self._tell(FaultCleared(where=where))
