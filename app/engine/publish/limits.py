"""Every patience of a destination in one place, so that a test can be less patient."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds that a destination waits, and the ages at which it drops.

    `known_lookup_s`: for a look-up when an earlier answer can be used instead. `answer_s`: silence of a
    server that has not said a word yet. `dialogue_s`: for an answer of one that speaks (a platform may look
    a key up for some seconds). `stall_s`: no byte taken while some are waiting. `slow_retry_s`: between
    tries that are unlikely to end differently. `farewell_s`: how long stop goes on sending what is queued.

    The ages are of the oldest byte that the peer has not taken, the kernel's share included. OBS measures
    its own queue alone and drops disposable frames at 700 ms and the others up to the next key frame at 900
    ms; we count what it cannot see too, and keep its numbers, so viewers wait less. `ceiling_ms`: older
    than this even the sound is late; the session is begun afresh at the next key frame.
    """

    lookup_s: float = 3.0
    known_lookup_s: float = 0.5
    connect_s: float = 2.5
    answer_s: float = 2.5
    dialogue_s: float = 5.0
    stall_s: float = 2.0
    slow_retry_s: float = 30.0
    farewell_s: float = 0.4
    disposable_drop_ms: float = 700.0
    inter_drop_ms: float = 900.0
    ceiling_ms: float = 6000.0
