"""How one live destination's line stands at one look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`age_ms`: of the oldest byte that the peer has not acknowledged; `acknowledged`: bytes so far, of this session.

    `waiting`: bytes here, in the kernel and on the way. `is_skipping`: frames are dropped up to the next key frame.
    """

    name: str
    age_ms: float
    acknowledged: int
    waiting: int
    is_skipping: bool = False
