"""The console's end of the engine: finds or starts it, tells it the show, kills it when it hangs, starts it again."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Callable
from multiprocessing import AuthenticationError
from pathlib import Path

import msgspec

from app.domain.fault import Fault, FaultCode
from app.engine import rendezvous
from app.engine.launch import kill, role_command, started_apart
from app.engine.link import Link, connected
from app.engine.messages import (
    AnyReport,
    Command,
    Finish,
    Finished,
    Hello,
    Ping,
    PreviewAttached,
    PreviewReady,
    PutSprite,
    SpriteTaken,
    decode_report,
    encode,
)
from app.engine.preview import PreviewReader, RingLayout
from app.engine.process import thread_state
from app.engine.rendezvous import Rendezvous, make_private
from app.engine.told import Told

# With a new engine's start viewers wait two seconds.
SILENT_FOR_S = 1.2
# A computer that is very busy keeps an engine silent for longer; Linux tells that it was not stopped.
STARVED_FOR_S = 3.0
START_WITHIN_S = 15.0
_IDLE_S = 0.2
_PING_EVERY_S = 5.0
_POLL_S = 0.01
_PAUSES_S = (0.0, 0.1, 0.5, 1.0, 2.0)
_MOST_FAILURES = 5
_log = logging.getLogger(__name__)


class EngineClient:
    """One engine after the other, on a thread named `engine-link`; every method is safe from any thread.

    `on_report` and `on_fault(where, fault)` are called on that thread; fault None: mended. An engine is taken for hung
    when it says nothing for `SILENT_FOR_S`. `run_dir` belongs to one database, so that a console that was started again
    finds the engine of its own show and no other; `has_survivor` says whether one was running before this console.
    """

    def __init__(
        self,
        run_dir: Path,
        on_report: Callable[[AnyReport], None],
        on_fault: Callable[[str, Fault | None], None],
        family: str = "",
    ) -> None:
        self._run_dir = make_private(run_dir)
        self.has_survivor = rendezvous.found(run_dir) is not None
        self._on_report = on_report
        self._on_fault = on_fault
        self._family = family
        self._told = Told()
        # What is remembered and what is passed on have one order: an engine that is told everything again must not
        # hear an old word after a new one.
        self._order = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._link: Link | None = None
        self._preview: PreviewReader | None = None
        self._pid = 0
        self._heard_s = 0.0
        self._pinged_s = 0.0
        self._is_finished = False
        self._is_stopping = threading.Event()
        self._is_leaving = threading.Event()
        self._thread = threading.Thread(target=self._run, name="engine-link", daemon=True)

    def start(self) -> None:
        """Returns at once; the engine comes up beside."""
        self._thread.start()

    def send(self, command: Command) -> None:
        """Tells the engine, now or as soon as there is one. Sprites go through `put_sprite`."""
        with self._order:
            self._told.remember(command)
            self._pass_on(command)

    def put_sprite(self, command: PutSprite, pixels: bytes) -> None:
        """Shows a picture: `pixels` is premultiplied BGRA, `command.shm` is filled in here."""
        with self._order:
            self._told.remember_sprite(command, pixels)
            if self._link is not None:
                self._pass_on(self._told.shared(command, pixels))

    def picture(self) -> tuple[RingLayout, bytes] | None:
        """The newest programme picture for the preview, BGRA, or None when there is nothing new."""
        preview = self._preview
        if preview is None:
            return None
        try:
            picture = preview.newest()
        except ValueError:  # the link's thread has just closed it
            return None
        return None if picture is None else (preview.layout, picture)

    def finish(self) -> None:
        """Asks the engine to end the show and itself; returns at once, and `stop` waits for it."""
        if not self._is_stopping.is_set():
            self._is_stopping.set()
            self._pass_on(Finish())

    def stop(self, deadline_s: float) -> bool:
        """Ends the show in the engine: flushed and closed. False when it had to be killed after the deadline."""
        self.finish()
        self._thread.join(deadline_s)
        if self._thread.is_alive():
            self._is_leaving.set()
            self._kill(None)
            self._thread.join(1.0)
        return self._is_finished

    def _run(self) -> None:
        failures = 0
        while not self._is_stopping.is_set():
            time.sleep(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
            failures = 0 if self._is_served() else failures + 1
            if self._is_stopping.is_set():
                break
            if failures == _MOST_FAILURES:
                self._on_fault(
                    "engine", Fault(FaultCode.ENGINE_LOST, "engine", retrying=True, detail="start")
                )
        if self._process is not None:
            self._reap(self._process)

    def _is_served(self) -> bool:
        """One engine, found or started, until it is gone; False when none ever spoke."""
        try:
            where = self._found_or_started()
            return where is not None and self._serve(where)
        except Exception:  # noqa: BLE001  # no process or memory to be had, or a bug: the next round tries again
            _log.exception("the engine could not be started or served")
            self._link = None
            return False

    def _found_or_started(self) -> Rendezvous | None:
        """A running engine's address, or a new one's; None when it did not come up."""
        where = rendezvous.found(self._run_dir)
        if where is not None:
            return where
        arguments = ["--run-dir", str(self._run_dir)]
        if self._family:
            arguments += ["--family", self._family]
        self._process = started_apart(role_command("--engine", arguments))
        until = time.monotonic() + START_WITHIN_S
        while time.monotonic() < until and not self._is_leaving.is_set():
            where = rendezvous.found(self._run_dir)
            if where is not None and where.pid == self._process.pid:
                return where
            if self._process.poll() is not None:
                _log.error("the engine ended with status %s before it answered", self._process.returncode)
                return None
            time.sleep(_POLL_S)
        self._kill(where)
        return None

    def _serve(self, where: Rendezvous) -> bool:
        """One attachment from its beginning to its end; whether the engine ever spoke."""
        try:
            link = connected(where)
        except (OSError, EOFError, AuthenticationError):
            # It lives and does not answer: nobody could take it over any more.
            self._kill(where)
            return False
        self._pid = where.pid
        self._heard_s = time.monotonic()
        spoke = self._heard_s
        with self._order:
            for command in self._told.again():
                link.send(encode(command))
            self._link = link
        if self._is_stopping.is_set():
            link.send(encode(Finish()))
        link.run(self._hear, self._is_well, _IDLE_S)
        self._link = None
        self._drop_preview()
        self._told.engine_is_gone()
        if not self._is_finished:
            self._mourn(where)
        return self._heard_s > spoke

    def _hear(self, data: bytes) -> None:
        try:
            report = decode_report(data)
        except msgspec.MsgspecError as error:
            _log.warning("a message that is no report was left out: %s", error)
            return
        self._heard_s = time.monotonic()
        self._told.learn(report)
        match report:
            case SpriteTaken():
                self._told.taken(report.shm)
            case PreviewReady():
                self._attach_preview(report)
            case Hello():
                self._on_fault("engine", None)
            case Finished():
                self._is_finished = True
        self._on_report(report)

    def _is_well(self) -> bool:
        now = time.monotonic()
        if now - self._pinged_s > _PING_EVERY_S:
            self._pinged_s = now
            self._pass_on(Ping())
        return self._is_alive(now) and not self._is_finished and not self._is_leaving.is_set()

    def _is_alive(self, now: float) -> bool:
        silent_s = now - self._heard_s
        if silent_s < SILENT_FOR_S:
            return True
        return silent_s < STARVED_FOR_S and thread_state(self._pid, self._pid) in ("R", "S")

    def _mourn(self, where: Rendezvous) -> None:
        """Says what became of the engine and makes sure that it is gone."""
        is_hung = rendezvous.is_running(where) and time.monotonic() - self._heard_s >= SILENT_FOR_S
        code = FaultCode.ENGINE_HUNG if is_hung else FaultCode.ENGINE_LOST
        if not self._is_stopping.is_set():
            _log.error("the engine (process %d) is %s", where.pid, "hung" if is_hung else "gone")
            self._on_fault("engine", Fault(code, "engine", retrying=True))
        self._kill(where)

    def _kill(self, where: Rendezvous | None) -> None:
        """Ends that very process, never another one that got its number."""
        process, self._process = self._process, None
        if where is not None and rendezvous.is_running(where):
            kill(where.pid)
        if process is not None:
            if process.poll() is None:
                process.kill()
            self._reap(process)
        if where is not None:
            rendezvous.withdraw(self._run_dir, where.pid)

    @staticmethod
    def _reap(process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(2.0)
        except subprocess.TimeoutExpired:
            _log.error("the engine (process %d) cannot be ended", process.pid)

    def _pass_on(self, command: Command) -> None:
        link = self._link
        if link is not None:
            link.send(encode(command))

    def _attach_preview(self, ready: PreviewReady) -> None:
        self._drop_preview()
        try:
            self._preview = PreviewReader(ready.shm, RingLayout(ready.width, ready.height, ready.slots))
        except (OSError, ValueError) as error:
            _log.warning("the preview cannot be read: %s", error)
            return
        self._pass_on(PreviewAttached(shm=ready.shm))

    def _drop_preview(self) -> None:
        preview, self._preview = self._preview, None
        if preview is not None:
            preview.close()
