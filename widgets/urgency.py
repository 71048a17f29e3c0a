"""Which trouble speaks first: what viewers lose, then what the store loses, then what stands and costs no one much."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.fault import Fault, FaultCode
from app.engine.messages import Phase
from app.snapshot import ShowPhase, Snapshot

TURN_S = 8.0  # long enough to read two lines from two metres
_FORGET_S = 60.0  # longer than the pause between two tries
_MOST_STEP_S = 1.0

# Whatever is wrong with these two, viewers see a slate or hear nothing.
_CAPTURED = ("camera", "microphone")

# The worst first; what is not named here follows in the order in which it came.
_WORST = (
    FaultCode.STORE_FAILED, FaultCode.ENGINE_LOST, FaultCode.ENGINE_HUNG, FaultCode.CAMERA_ABSENT,
    FaultCode.CAMERA_LOST, FaultCode.CAMERA_FROZEN, FaultCode.CAMERA_BUSY, FaultCode.PHONE_AWAY,
    FaultCode.PHONE_KEY_UNKNOWN, FaultCode.PHONE_PORT_IN_USE, FaultCode.FILE_UNREADABLE, FaultCode.MICROPHONE_ABSENT,
    FaultCode.MICROPHONE_LOST, FaultCode.MICROPHONE_SILENT, FaultCode.DISK_FULL, FaultCode.RECORDING_FAILED,
    FaultCode.MICROPHONE_MUTED_TALKING, FaultCode.KEY_REFUSED, FaultCode.SECRET_MISSING, FaultCode.SECRET_UNSAVED,
    FaultCode.URL_INVALID, FaultCode.CERTIFICATE_INVALID,
)  # fmt: skip

# Only the source that is on air leaves viewers without; a film of the same name leaves them with the host.
_ON_AIR_ONLY = (FaultCode.PHONE_AWAY, FaultCode.PHONE_PORT_IN_USE, FaultCode.FILE_UNREADABLE)

# They stand for the rest of the show and cost no viewer his picture: whatever else happens comes before them.
_STANDING = (
    FaultCode.SECOND_PICTURE_REFUSED, FaultCode.SECOND_PICTURE_GIVEN_UP, FaultCode.PLAYBACK_UNREADABLE,
    FaultCode.CAMERA_NOT_LOCKED, FaultCode.SECRETS_UNPROTECTED, FaultCode.ENCODER_FALLBACK,
)  # fmt: skip

# A platform that does not want this show does not change its mind while another one carries it.
_REFUSED = (
    FaultCode.KEY_REFUSED, FaultCode.SECRET_MISSING, FaultCode.URL_INVALID, FaultCode.CERTIFICATE_INVALID,
    FaultCode.SERVER_REFUSED,
)  # fmt: skip


def leaves_nobody(fault: Fault, snapshot: Snapshot) -> bool:
    """Why nobody sees the show comes before everything that is wrong beside it."""
    is_line = fault.where.startswith("destination") and fault.retrying
    return snapshot.phase is ShowPhase.RECONNECTING and (is_line or fault.where == "engine")


def is_grave(fault: Fault) -> bool:
    """Whether it costs viewers, orders or the recording, or keeps the show from a platform."""
    is_needed = fault.where in _CAPTURED or fault.code not in _ON_AIR_ONLY
    return fault.code in _WORST and is_needed


def rank(fault: Fault, snapshot: Snapshot) -> int:
    """The lower, the more urgent."""
    if _is_beside_a_live_one(fault, snapshot):
        return len(_WORST) + 1
    if fault.code in _STANDING:
        return len(_WORST) + 2
    return _WORST.index(fault.code) if is_grave(fault) else len(_WORST)


def _is_beside_a_live_one(fault: Fault, snapshot: Snapshot) -> bool:
    is_refused = fault.where.startswith("destination") and fault.code in _REFUSED
    return is_refused and any(
        one.phase is Phase.LIVE and one.name != fault.where.partition(":")[2] for one in snapshot.destinations
    )


@dataclass(slots=True)
class _Turn:
    """How long a fault has spoken, and when it was last there."""

    fault: Fault
    spoken_s: float
    seen_s: float


class Turns:
    """Lets each fault that is new speak for a while, the worst first; then the worst of all stays."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turns: dict[tuple[str, FaultCode], _Turn] = {}
        self._speaking: tuple[str, FaultCode] | None = None
        self._asked_s = clock()

    def ordered(self, snapshot: Snapshot) -> tuple[Fault, ...]:
        """The one to be shown now comes first. Asked at each drawing in which faults may be shown."""
        self._pass_time()
        now_s = self._asked_s
        for fault in snapshot.faults:
            turn = self._turns.get(_key(fault))
            if turn is None or _is_anew(fault, turn.fault):
                turn = self._turns[_key(fault)] = _Turn(fault, 0.0, now_s)
            turn.seen_s = now_s
        self._turns = {key: one for key, one in self._turns.items() if not _is_forgotten(one, now_s)}
        faults = sorted(
            snapshot.faults,
            key=lambda one: (
                not leaves_nobody(one, snapshot),
                self._turns[_key(one)].spoken_s >= TURN_S,
                rank(one, snapshot),
            ),
        )
        self._speaking = _key(faults[0]) if faults else None
        return tuple(faults)

    def _pass_time(self) -> None:
        now_s = self._clock()
        if self._speaking in self._turns:
            # A question that stood in its place meanwhile, or a lid that was closed, was no turn.
            self._turns[self._speaking].spoken_s += min(_MOST_STEP_S, now_s - self._asked_s)
        self._asked_s = now_s


def _key(fault: Fault) -> tuple[str, FaultCode]:
    return fault.where, fault.code


def _is_forgotten(turn: _Turn, now_s: float) -> bool:
    """What is tried again and fails again is not new; what the host did again is."""
    return now_s - turn.seen_s > (_FORGET_S if turn.fault.retrying else 0.0)


def _is_anew(fault: Fault, before: Fault) -> bool:
    """Cleared and raised again between two drawings: a film that is missing still."""
    return fault is not before and not fault.retrying
