"""The engine killed or hung, the console killed, all of them suspended: what viewers notice of it."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.e2e.rig import Program, with_pid
from tests.faults.judge import audio_gap_ms, begun_s, longest_gap_s, missing, offset_ms, stale_ms
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.stage import Stage, eventually, rest, stage
from tests.faults.viewer import Session, Viewer
from tests.media import frame_at, qr_in

RUNS = 5
CODE = "https://shop.example/coat"


def run() -> dict[str, Any]:
    """Each fault five times in one show of its own; the suspension lasts a minute."""
    return rows(
        [
            *engine("engine killed", kill, RUNS),
            *engine("engine hung (stopped)", halt, RUNS),
            *console(RUNS),
            *suspended(60.0, RUNS),
        ]
    )


def kill(pid: int) -> None:
    with_pid(pid, signal.SIGKILL)


def halt(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)


def sleep(program: Program, seconds: float) -> float:
    """Stops every process of the show, as a computer that sleeps does; the moment when they go on."""
    asleep = [program.process.pid, program.pid_of("--console"), program.pid_of("--engine")]
    for pid in asleep:
        halt(pid)
    rest(seconds)
    woken_s = time.monotonic()
    for pid in reversed(asleep):
        os.kill(pid, signal.SIGCONT)
    return woken_s


def engine(name: str, injure: Callable[[int], None], runs: int) -> list[Measure]:
    """Detected: another engine runs. Back: from then until its key frame and sound are at the server."""
    with stage() as one:
        server = one.server("main")
        one.begin()
        chance = random.Random(4)
        lives = [_another_life(one, server.viewer, injure, chance.uniform(7.0, 8.0)) for _ in range(runs)]
        status = one.end()
        apart = [offset_ms([each]) for each in server.viewer.sessions]
        return [
            most(name, "detected: another engine runs", "s", 2, [life.found_s for life in lives]),
            most(name, "on air again after that", "s", 2, [life.back_s for life in lives]),
            least(name, "same card, same destination", "bool", 1, [float(life.has_card) for life in lives]),
            most(name, "sound against picture", "ms", 40, apart),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]


@dataclass(frozen=True, slots=True)
class _Life:
    found_s: float | None
    back_s: float | None
    has_card: bool


def _another_life(one: Stage, viewer: Viewer, injure: Callable[[int], None], after_s: float) -> _Life:
    rest(after_s)
    before, since_s = one.engine(), time.monotonic()
    injure(before)
    at_s = _successor_s(one, before)
    session = _next(viewer, since_s, 12)
    rest(2)
    found_s = None if at_s is None else at_s - since_s
    return _Life(found_s, since(at_s, session), session is not None and shows_card(session))


def _successor_s(one: Stage, before: int) -> float | None:
    is_there = eventually(lambda: one.program.pid_of("--engine") not in (0, before), 10)
    return time.monotonic() if is_there else None


def _next(viewer: Viewer, since_s: float, patience_s: float) -> Session | None:
    """The first session that began after a moment and can be played."""

    def those() -> list[Session]:
        return [one for one in tuple(viewer.sessions) if one.began_s > since_s and begun_s(one)]

    return those()[0] if eventually(those, patience_s) else None


def since(moment_s: float | None, session: Session | None) -> float | None:
    """From a moment until the session could be played."""
    began = begun_s(session) if session else None
    return None if moment_s is None or began is None else began - moment_s


def shows_card(session: Session) -> bool:
    """Whether the card's code can be read a second into the session."""
    try:
        return qr_in(frame_at(session.path, 1.0)) == CODE
    except AssertionError:
        return False


def console(runs: int) -> list[Measure]:
    """The stream has no gap while one console after the other is killed."""
    name = "console killed"
    with stage() as one:
        server = one.server("main")
        one.begin()
        chance = random.Random(5)
        lives = [_another_console(one, server.viewer, chance.uniform(6.0, 7.0)) for _ in range(runs)]
        status = one.end()
        sessions = server.viewer.sessions
        absent = sum(missing(each.path) for each in sessions) - one.program.counted_missing()
        return [
            most(name, "another console runs", "s", 2, [came_s for came_s, _ in lives]),
            most(name, "longest gap between pictures", "s", 0.25, [gap_s for _, gap_s in lives]),
            most(name, "sessions that viewers needed", "", 1, [len(sessions)]),
            most(name, "frames missing, not counted late", "", 0, [max(0, absent)]),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def _another_console(one: Stage, viewer: Viewer, after_s: float) -> tuple[float | None, float]:
    """Seconds until the next one runs, and the longest gap around it."""
    rest(after_s)
    before, since_s = one.program.pid_of("--console"), time.monotonic()
    kill(before)
    is_back = eventually(lambda: one.program.pid_of("--console") not in (0, before), 10)
    came_s = time.monotonic() - since_s if is_back else None
    rest(4)
    return came_s, longest_gap_s(viewer, since_s - 1, since_s + 4)


def suspended(seconds: float, runs: int) -> list[Measure]:
    """All processes of the show stand still and go on, as in a computer that slept."""
    name = f"machine suspended {seconds:g} s"
    back: list[float | None] = []
    stale: list[float | None] = []
    with stage() as one:
        server = one.server("main")
        program = one.begin()
        for _ in range(runs):
            rest(7)
            woken_s = sleep(program, seconds)
            session = _next(server.viewer, woken_s - 0.01, 15)
            back.append(since(woken_s, session))
            rest(2)
            stale.append(None if session is None else stale_ms(session, woken_s))
        status = one.end()
        return [
            most(name, "live again after waking", "s", 4, back),
            most(name, "age of first picture at waking", "ms", 100, stale),
            most(
                name,
                "sound against picture",
                "ms",
                40,
                [offset_ms([each]) for each in server.viewer.sessions],
            ),
            most(
                name,
                "hole in a session's sound",
                "ms",
                0,
                [audio_gap_ms(each) for each in server.viewer.sessions],
            ),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]
