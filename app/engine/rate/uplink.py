"""How much picture one destination's line can take, judged by the age of what its peer has not acknowledged."""

from __future__ import annotations

from collections import deque

from app.engine.rate.line import Line

BUSY_MS = 60.0
"""Above this something queues, and what is acknowledged measures the line, not the encoder."""
CONGESTED_MS = 200.0
"""OBS's trigger of dynamic bitrate (rtmp-stream.c), which measures its own queue; this age sees the kernel's too."""
CHOKED_MS = 500.0
"""Of delay to come, short of the 700 and 900 ms at which encoded frames are dropped: a frame that was never encoded is
missed by no other."""
RELIEVED_MS = 200.0

_SHORTEST_S, _LONGEST_S = 0.15, 1.5
# Acknowledgements of 16 KiB come every 0.65 s at 200 kbit/s, where the kernel cannot be asked.
_BROKEN_S = 0.8
_HEADROOM = 0.92
_AS_SENT = 0.85
# FLV and RTMP headers come with every block of sound and every frame.
_AUDIO_OVERHEAD = 1.06
_DRAIN_S = 1.5
_LASTING_S = 0.4
_PATIENCE_S, _MOST_PATIENCE_S = 2.0, 4.0
_FIRST_GROWTH, _MOST_GROWTH, _PAST = 0.08, 0.5, 1.15
# A queue that never empties would be taken for a long way after a while; a way that became longer is learnt in seconds.
_BASE_DRIFT_MS_S = 5.0


class Uplink:
    """Falls to what the line was measured to carry, less what drains the queue; climbs again while the age stays small.

    `sustained_kbps` is the line's video bitrate without the drain: what size and frame rate are chosen by.
    `carried_kbps` is all that the line carried, sound included, when it was last too much for it, or what it bears
    since; None before.
    """

    def __init__(self, most_kbps: float, least_kbps: float, audio_kbps: float) -> None:
        self._most, self._least = most_kbps, least_kbps
        self._audio = audio_kbps * _AUDIO_OVERHEAD
        self._samples: deque[tuple[float, int]] = deque()
        self._base_ms = 0.0
        self._looked_s: float | None = None
        self._began_s: float | None = None
        self._fell_s: float | None = None
        self._is_falling = False
        self._borne_kbps = 0.0
        self._patience_s = _PATIENCE_S
        self._growth = _FIRST_GROWTH
        self.sustained_kbps = most_kbps
        self.kbps = most_kbps
        self.carried_kbps: float | None = None
        self.is_choked = False

    def look(self, now_s: float, line: Line) -> None:
        """Several times a second, about evenly."""
        since_s = now_s - self._looked_s if self._looked_s is not None else 0.0
        self._looked_s = now_s
        excess_ms = self._excess_ms(line.age_ms, since_s)
        self._sample(now_s, excess_ms, line.acknowledged)
        carried_kbps = self._carried_kbps()
        # A line that carries nothing at all is broken, not narrow: nothing is learnt of it, and little encoded for it.
        coming_ms = line.waiting * 8 / carried_kbps - self._base_ms if carried_kbps else excess_ms
        self.is_choked = coming_ms > (RELIEVED_MS if self.is_choked else CHOKED_MS)
        if excess_ms > CONGESTED_MS or self.is_choked:
            self._fall(now_s, carried_kbps, coming_ms)
            return
        self._began_s, self._is_falling = None, False
        self.kbps = self.sustained_kbps
        if self._fell_s is not None and now_s - self._fell_s > self._patience_s:
            self._climb(since_s, excess_ms)

    def _excess_ms(self, age_ms: float, since_s: float) -> float:
        """What waiting adds to the way there and back, which is the least age of late."""
        drifted_ms = self._base_ms + _BASE_DRIFT_MS_S * since_s if since_s else age_ms
        self._base_ms = min(age_ms, drifted_ms)
        return age_ms - self._base_ms

    def _sample(self, now_s: float, excess_ms: float, acknowledged: int) -> None:
        """Remembers when the acknowledged bytes grew, from when the line became busy, was mended or made anew."""
        last_s, last = self._samples[-1] if self._samples else (now_s, acknowledged)
        is_mended = acknowledged > last and now_s - last_s > _BROKEN_S
        if excess_ms <= BUSY_MS or acknowledged < last or is_mended:
            self._samples.clear()
        if acknowledged > last or not self._samples:
            self._samples.append((now_s, acknowledged))
        while now_s - self._samples[0][0] > _LONGEST_S and len(self._samples) > 1:
            self._samples.popleft()

    def _carried_kbps(self) -> float:
        """What the line carried while it was busy, up to what came last; 0 when that was too short to tell."""
        (began_s, before), (ended_s, after) = self._samples[0], self._samples[-1]
        if ended_s - began_s < _SHORTEST_S:
            return 0.0
        return (after - before) * 8 / 1000 / (ended_s - began_s)

    def _fall(self, now_s: float, carried_kbps: float, coming_ms: float) -> None:
        self._began_s = now_s if self._began_s is None else self._began_s
        if not carried_kbps:
            return
        self.carried_kbps = carried_kbps
        bearable_kbps = self._bounded(carried_kbps * _HEADROOM - self._audio)
        # A lost packet delays a line that carries all it is given for a moment: the queue is drained, the level kept.
        if now_s - self._began_s >= _LASTING_S and bearable_kbps < self.sustained_kbps * _AS_SENT:
            self._learn_patience()
            self._borne_kbps = self.sustained_kbps = bearable_kbps
        if self._is_falling or now_s - self._began_s >= _LASTING_S:
            self._fell_s = now_s
        drain_kbps = carried_kbps * max(coming_ms, 0.0) / 1000 / _DRAIN_S
        self.kbps = self._bounded(min(self.sustained_kbps, bearable_kbps) - drain_kbps)

    def _learn_patience(self) -> None:
        """A probe that failed just above what was known is repeated later."""
        if not self._is_falling:
            is_known = self.sustained_kbps < self._borne_kbps * 1.5
            self._patience_s = min(self._patience_s * 1.4, _MOST_PATIENCE_S) if is_known else _PATIENCE_S
            self._growth = _FIRST_GROWTH
        self._is_falling = True

    def _climb(self, since_s: float, excess_ms: float) -> None:
        """Slowly past the level that was borne, then ever faster: a line that came back is filled within seconds."""
        if excess_ms > CONGESTED_MS / 2:
            return
        if self.sustained_kbps > self._borne_kbps * _PAST:
            self._growth = min(self._growth * 2**since_s, _MOST_GROWTH)
        self.sustained_kbps = self._bounded(self.sustained_kbps * (1 + self._growth) ** since_s)
        self.kbps = self.sustained_kbps
        if self.carried_kbps is not None:
            self.carried_kbps = max(self.carried_kbps, self.sustained_kbps + self._audio)

    def _bounded(self, kbps: float) -> float:
        return max(min(kbps, self._most), self._least)
