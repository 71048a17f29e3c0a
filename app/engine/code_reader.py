"""Reads the programme's code off a phone that is held up to a camera, while somebody measures."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable

from app.engine.capture.source import Picture
from app.engine.codes import CodeFinder
from app.engine.delay_messages import CodeSeen, ReadCodes
from app.engine.planes import split_planes

_EVERY_S = 0.15
# Never more than a third of one processor, however long a look takes on this computer.
_REST = 2.0
_log = logging.getLogger(__name__)


class CodeReader:
    """`read`, `stop` and `join` from any thread. There is a thread only while codes are looked for.

    `pictures()` are the newest of the cameras, never of the programme: its own code would be found in that at once.
    """

    def __init__(
        self,
        pictures: Callable[[], Iterable[Picture]],
        epoch_ns: Callable[[], int],
        tell: Callable[[CodeSeen], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pictures = pictures
        self._epoch_ns = epoch_ns
        self._tell = tell
        self._clock = clock
        self._lock = threading.Lock()
        self._until_s = 0.0
        self._thread: threading.Thread | None = None
        self._is_over = threading.Event()
        self._finder = CodeFinder()
        self._newest_ns: dict[int, int] = {}

    def read(self, command: ReadCodes) -> None:
        with self._lock:
            self._until_s = self._clock() + command.for_s
            if command.for_s > 0 and self._thread is None and not self._is_over.is_set():
                self._thread = threading.Thread(target=self._run, name="code-reader", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Does not wait: a look may take a while."""
        self._is_over.set()

    def join(self, deadline_s: float) -> None:
        thread = self._thread
        if thread:
            thread.join(deadline_s)

    def look(self) -> None:
        """One look at what each camera has shown since the last one."""
        for place, picture in enumerate(self._pictures()):
            if picture.captured_ns == self._newest_ns.get(place) or picture.is_laid:
                continue
            self._newest_ns[place] = picture.captured_ns
            for digits in self._finder.digits(split_planes(picture.planes)[0]):
                self._tell(CodeSeen(digits=digits, media_ns=picture.captured_ns - self._epoch_ns()))

    def _run(self) -> None:
        rest_s = 0.0
        while not self._is_over.wait(rest_s) and self._is_wanted():
            began_s = time.monotonic()
            try:
                self.look()
            except Exception:  # noqa: BLE001  # a bug here costs a measurement, nothing else
                _log.exception("codes could not be looked for")
            rest_s = max(_EVERY_S, _REST * (time.monotonic() - began_s))

    def _is_wanted(self) -> bool:
        """The last look ends the thread, and a word that comes just then begins another one."""
        with self._lock:
            is_wanted = self._clock() < self._until_s
            if not is_wanted:
                self._thread = None
            return is_wanted
