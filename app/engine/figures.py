"""How the engine is, in figures: the parts of a `Health` report."""

from __future__ import annotations

import enum

import msgspec

from app.domain.fault import Fault, FaultCode


class Phase(enum.StrEnum):
    """Where a destination stands. `LIVE` is said only after the server's answer and acknowledged bytes."""

    IDLE = "idle"
    CONNECTING = "connecting"
    LIVE = "live"
    RECONNECTING = "reconnecting"
    REFUSED = "refused"


class FaultReport(msgspec.Struct, frozen=True, kw_only=True):
    """A `Fault` on the wire."""

    code: FaultCode
    where: str
    retrying: bool = False
    detail: str = ""


def on_the_wire(fault: Fault) -> FaultReport:
    return FaultReport(code=fault.code, where=fault.where, retrying=fault.retrying, detail=fault.detail)


class DestinationHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One destination's figures. `unsent_ms` is the age of its oldest byte that the peer has not taken."""

    name: str
    phase: Phase
    attempt: int = 0
    bytes_sent: int = 0
    bitrate_kbps: float = 0.0
    unsent_ms: float = 0.0
    frames_sent: int = 0
    frames_dropped: int = 0
    reconnects: int = 0
    retry_in_s: float | None = None
    fault: FaultReport | None = None


class RecordingHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the recording; `seconds` of media safely handed to the disk."""

    path: str
    seconds: float
    bytes_written: int
    is_open: bool


class FrameCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Frames since the programme began; a tick that came late is skipped, never repeated in a burst.

    `left_out_lowered`: ticks that made no picture because the frame rate was lowered.
    """

    captured: int = 0
    composed: int = 0
    encoded: int = 0
    skipped_late_tick: int = 0
    dropped_encoder_full: int = 0
    repeated_no_picture: int = 0
    left_out_lowered: int = 0


class AudioCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Blocks of 1024 samples; a gap is a block that had to be filled with silence, `clipped` one over full scale."""

    blocks: int = 0
    gaps: int = 0
    clipped: int = 0


class UplinkFigures(msgspec.Struct, frozen=True, kw_only=True):
    """All live destinations together, sound included: what the show asks for, what the line carries while it is too
    narrow for all of them (else None), and the least that it carried so far.
    """

    need_kbps: int = 0
    carried_kbps: int | None = None
    least_kbps: int | None = None


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """Capture to socket, milliseconds, over the whole run."""

    p50: float = 0.0
    p99: float = 0.0
    max: float = 0.0
