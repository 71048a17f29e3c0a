"""What an error of a connector means: the fault to show and how long to wait before the next try."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from app.connectors.connector import Broken, NoSecret, Offline, PortInUse, RateLimited, Refused
from app.domain.fault import Fault, FaultCode

_MOST_PAUSE_S = 3600.0
_log = logging.getLogger(__name__)


def judged(error: Exception, where: str, tries: int, chance: Callable[[], float]) -> tuple[Fault, float]:
    """The fault and the pause in seconds before try `tries` + 1; `chance` returns 0 to 1. Logs bugs."""
    if isinstance(error, RateLimited):
        pause_s = min(max(error.retry_after_s, 1.0), _MOST_PAUSE_S) + chance()
        return Fault(FaultCode.CONNECTOR_OFFLINE, where, True, str(error)), pause_s
    code, detail, first_s, most_s = _meaning(error)
    if code is FaultCode.CONNECTOR_BROKEN:
        log_bug(error, where)
    return Fault(code, where, True, detail), backoff_s(first_s, most_s, tries, chance)


def backoff_s(first_s: float, most_s: float, tries: int, chance: Callable[[], float]) -> float:
    """A doubling pause of which chance takes up to a half, so that many consoles do not knock together."""
    return min(most_s, first_s * 2.0 ** min(tries - 1, 16)) * (0.5 + 0.5 * chance())


def _meaning(error: Exception) -> tuple[FaultCode, str, float, float]:
    """Code, detail without secrets, first and longest pause in seconds."""
    match error:
        case NoSecret():
            return FaultCode.SECRET_MISSING, str(error), 30.0, 120.0
        case Refused():
            return FaultCode.CONNECTOR_REFUSED, str(error), 30.0, 120.0
        case PortInUse():
            return FaultCode.PORT_IN_USE, str(error), 2.0, 5.0
        case Offline():
            return FaultCode.CONNECTOR_OFFLINE, str(error), 1.0, 30.0
        case OSError():
            return FaultCode.CONNECTOR_OFFLINE, error.strerror or type(error).__name__, 1.0, 30.0
        case Broken():
            return FaultCode.CONNECTOR_BROKEN, str(error), 15.0, 60.0
    return FaultCode.CONNECTOR_BROKEN, type(error).__name__, 15.0, 60.0


def log_bug(error: BaseException, where: str) -> None:
    """The trace without the error's own text, which may quote a viewer or a key."""
    trace = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s broke: %s\n%s", where, type(error).__name__, trace)
