"""Opens the encoder that the show file asks for, and x264 in its place when that one does not work."""

from __future__ import annotations

import logging
from collections.abc import Callable

from msgspec import structs

from app.domain.fault import Fault, FaultCode
from app.engine.encode.codecs import Codecs
from app.engine.encode.hardware import HARDWARE, X264
from app.engine.encode.probe import picked
from app.engine.messages import Configure

WHERE = "encoder-choice"
_log = logging.getLogger(__name__)


class Chosen:
    """Called for each pair of codecs, on the `encode` thread. A second call means that the first pair failed.

    Hardware that failed once, at the probe, at its opening or on air, is not tried again by this programme.
    """

    def __init__(
        self,
        on_fault: Callable[[Fault], None],
        on_cleared: Callable[[str], None],
        open_codecs: Callable[[Configure], Codecs] = Codecs,
        pick: Callable[[str], str] = picked,
    ) -> None:
        self._on_fault = on_fault
        self._on_cleared = on_cleared
        self._open_codecs = open_codecs
        self._pick = pick
        self._running = ""
        self._is_given_up = False

    def __call__(self, configure: Configure) -> Codecs:
        if self._running not in ("", X264):
            self._give_up(self._running)
        name = X264 if self._is_given_up else self._name(configure.encoder)
        if name != X264:
            try:
                codecs = self._open_codecs(structs.replace(configure, encoder=name))
            except Exception as error:  # noqa: BLE001  # whatever a driver says, x264 is there
                _log.warning("%s did not open: %s", name, type(error).__name__)
                self._give_up(name)
            else:
                self._running = name
                self._on_cleared(WHERE)
                return codecs
        self._running = X264
        return self._open_codecs(structs.replace(configure, encoder=X264))

    def _name(self, wanted: str) -> str:
        name = self._pick(wanted) if wanted != X264 else X264
        # Who wrote "auto" asked for no chip: without one x264 is the answer, and no trouble.
        if name == X264 and wanted in HARDWARE:
            self._give_up(wanted)
        return name

    def _give_up(self, name: str) -> None:
        self._is_given_up, self._running = True, X264
        shown = HARDWARE[name].name
        self._on_fault(Fault(FaultCode.ENCODER_FALLBACK, WHERE, retrying=False, detail=shown))
