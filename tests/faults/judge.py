"""What viewers had of a show, judged from what a server received: lag, availability, gaps, sound and picture."""

from __future__ import annotations

import itertools
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from tests.faults.viewer import Session, Viewer
from tests.media import Seen, seen_in

FPS = 30
_FRAME_MS = 1000 / FPS

_SMOOTH_S = 0.25
"""Pictures further apart than this are an interruption that somebody sees."""

_BLOCK_MS = 1000 * 1024 / 48_000
FRESH_MS = 1000
"""Viewers of a stream that begins see what was a second ago at most."""

_NEAR_MS = 500


def lag_s(viewer: Viewer, since_s: float) -> float | None:
    """From `since_s` to the first key frame of a session begun after it that has sound as well; None: never."""
    for session in tuple(viewer.sessions):
        if session.began_s > since_s and (began_s := begun_s(session)) is not None:
            return began_s - since_s
    return None


def begun_s(session: Session) -> float | None:
    """When a player has all it needs: a key frame and some sound."""
    keys = [one.at_s for one in session.pictures if one.is_key]
    sounds = [one.at_s for one in session.sounds]
    return max(keys[0], sounds[0]) if keys and sounds else None


def availability(viewer: Viewer, from_s: float, to_s: float, smooth_s: float = _SMOOTH_S) -> float:
    """The part of a time during which pictures arrived; `smooth_s` apart they are no interruption yet."""
    moments = [one.at_s for one in viewer.arrivals() if one.is_video and from_s <= one.at_s <= to_s]
    away_s = sum(gap for gap in gaps([from_s, *moments, to_s]) if gap > smooth_s)
    return 1 - away_s / (to_s - from_s)


def longest_gap_s(viewer: Viewer, from_s: float, to_s: float) -> float:
    """The longest time without an arriving picture, however many sessions it took."""
    moments = [one.at_s for one in viewer.arrivals() if one.is_video and from_s <= one.at_s <= to_s]
    return max(gaps(moments), default=to_s - from_s)


def audio_gap_ms(session: Session) -> float:
    """The longest hole in the sound's own time line."""
    stamps = [one.stamp_ms for one in session.sounds]
    return max(0.0, max(gaps(stamps), default=0.0) - _BLOCK_MS - 1)


def gaps(values: Iterable[float]) -> list[float]:
    """The distances between neighbours."""
    return [later - earlier for earlier, later in itertools.pairwise(values)]


def offset_ms(sessions: Sequence[Session]) -> float:
    """The furthest that sound and picture were apart in any of them; 0 when none is long enough to tell."""
    return max(
        (abs(one) for each in sessions if len(each.pictures) > FPS for one in offsets(each)), default=0.0
    )


def offsets(session: Session) -> list[float]:
    """How late each beep is against the numbers in the pictures, in ms: it sounds with the first picture of a second.

    Not against the flash, which a busy computer may show a tick late, and the number in it says so.
    """
    seen = seen_in(session.path)
    start = _start_ms(seen)
    # The picture before was of another second: at some phases two of a second have less than a frame.
    firsts = [now % 1000 for before, now in itertools.pairwise(seen.numbers) if now // 1000 > before // 1000]
    first = statistics.median([one for one in firsts if one < _FRAME_MS] or [0])
    inside = (beep for beep in seen.beeps if seen.times[0] + 0.1 < beep < seen.times[-1] - 0.1)
    return [(1000 * beep + start - first + 500) % 1000 - 500 for beep in inside]


def apart_ms(seen: Seen, from_s: float = -math.inf, to_s: float = math.inf) -> float | None:
    """The furthest that a beep between two moments lies from the whole second that the pictures around it show.

    For a microphone that beeps on the second itself. None: no beep, or no picture.
    """
    usual = _start_ms(seen)
    near = [
        number - 1000 * at_s
        for number, at_s in zip(seen.numbers, seen.times, strict=True)
        if from_s <= at_s + usual / 1000 <= to_s and abs(number - 1000 * at_s - usual) < _NEAR_MS
    ]
    beeps = [beep for beep in seen.beeps if from_s <= beep + usual / 1000 <= to_s]
    if not near or not beeps:
        return None
    start = statistics.median(near)
    return max(abs((1000 * beep + start + 500) % 1000 - 500) for beep in beeps)


def heard(seen: Seen, above: float) -> list[float]:
    """The milliseconds, in seconds of CLOCK_MONOTONIC, in which something was louder than `above`."""
    zero_s = seen.sound_start_s + _start_ms(seen) / 1000
    return [zero_s + float(one) / 1000 for one in np.flatnonzero(seen.peaks > above)]


def _start_ms(seen: Seen) -> float:
    """What the numbers say where the stream's own time is zero; a slate stands still and agrees with none."""
    starts = [number - 1000 * at_s for number, at_s in zip(seen.numbers, seen.times, strict=True)]
    usual = Counter(round(start / _NEAR_MS) for start in starts).most_common(1)[0][0] * _NEAR_MS
    return statistics.median(start for start in starts if abs(start - usual) <= _NEAR_MS)


def missing(path: Path) -> int:
    """Frames that are absent between a file's first and last, by the test card's numbers."""
    return seen_in(path).missing(FPS)


def stale_ms(session: Session, from_s: float) -> float:
    """How old the session's first picture was compared with `from_s`: sent from a queue rather than from the camera."""
    return max(0.0, from_s * 1000 - _first_ms(session))


def age_ms(session: Session) -> float:
    """How old its first picture was when it arrived: more than the way through the encoder comes from a queue."""
    return session.pictures[0].at_s * 1000 - _first_ms(session)


def _first_ms(session: Session) -> float:
    """When the first picture was due. It may be a slate, or one made smaller, which has no number that can be read."""
    seen = seen_in(session.path)
    return _start_ms(seen) + 1000 * seen.times[0]


def cards(seen: Seen) -> list[tuple[float, bool]]:
    """For each picture its moment on CLOCK_MONOTONIC, and whether it shows the test card of that moment.

    What does not is a slate, or an old picture. Most of the pictures must be cards.
    """
    start = _start_ms(seen)
    return [
        ((1000 * at_s + start) / 1000, abs(number - 1000 * at_s - start) < _NEAR_MS)
        for number, at_s in zip(seen.numbers, seen.times, strict=True)
    ]
